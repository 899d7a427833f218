import { Checkbox } from "@/components/ui/checkbox";
import { Notice } from "@/components/ui/notice";
import { TextLink } from "@/components/ui/text-link";
import type { ReleaseRef, RollbackCandidate } from "@/lib/delivery/contract";

import { MigrationList } from "./migration-list";
import { servicePath } from "./paths";
import { releaseName } from "./release-name";

type RollbackVerdictProps = {
  service: { name: string };
  environment: string;
  current: ReleaseRef | null;
  chosen: RollbackCandidate;
  accepted: boolean;
  onAccept: (accepted: boolean) => void;
};

/** Whether the chosen release goes together with the database as it is now, why, and what else could be done. */
export function RollbackVerdict({
  service,
  environment,
  current,
  chosen,
  accepted,
  onAccept,
}: RollbackVerdictProps) {
  const { verdict, reasons, migrations } = chosen.migration;
  if (verdict === "safe") {
    return migrations.length === 0 ? null : (
      <p className="text-fg-muted">
        <span className="font-medium text-fg">Database: safe.</span> {reasons.join(" ")}
      </p>
    );
  }
  const list = migrations.length > 0 && (
    <details className="mt-1.5">
      <summary>What was applied since</summary>
      <div className="mt-2">
        <MigrationList label="Migrations applied since" migrations={migrations} />
      </div>
    </details>
  );
  if (verdict === "safe_with_down") {
    return (
      <Notice tone="info" title="Database: safe with a way down">
        <Reasons of={reasons} />
        {list}
      </Notice>
    );
  }
  const name = releaseName(chosen.release);
  return (
    <div className="flex flex-col gap-3">
      <Notice tone="warn" title={`Database: ${name} may not work with it`}>
        <Reasons of={reasons} />
        {list}
        <p className="mt-1.5">
          Rather keep {current ? releaseName(current) : "what serves"} and roll forward:{" "}
          <TextLink to={`${servicePath(service.name)}/releases`}>deploy or build a newer release</TextLink>{" "}
          that mends it.
        </p>
      </Notice>
      <Checkbox
        name="acceptUnsafe"
        checked={accepted}
        onChange={(event) => onAccept(event.target.checked)}
        label={`Roll ${environment} back anyway`}
        hint={`No migration is taken back: ${name} meets the database as it is. The audit trail keeps that you accepted it.`}
      />
    </div>
  );
}

function Reasons({ of }: { of: readonly string[] }) {
  if (of.length === 1) return <p>{of[0]}</p>;
  return (
    <ul className="flex list-disc flex-col gap-0.5 pl-4">
      {of.map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
  );
}
