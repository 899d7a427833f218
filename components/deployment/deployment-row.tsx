import { deploymentPath } from "@/components/delivery/paths";
import { tagged } from "@/components/delivery/release-name";
import { RollBackIcon } from "@/components/icons";
import { Duration } from "@/components/time/duration";
import { Elapsed } from "@/components/time/elapsed";
import { RelativeTime } from "@/components/time/relative-time";
import { Person } from "@/components/ui/person";
import { ReleaseTag } from "@/components/ui/release-tag";
import { Cell, Row, RowLink } from "@/components/ui/table";
import type { DeploymentRow as DeploymentRowView } from "@/lib/delivery/contract";

import { tookMs } from "./deployment-sentence";
import { DeploymentStatus } from "./deployment-status";
import { KIND_WORDS } from "./kind-badge";
import type { MeasuredRow } from "./virtual-rows";

type DeploymentRowProps = {
  deployment: DeploymentRowView;
  /** Left out on a service's own page. */
  withService: boolean;
  /** In a list that keeps only the rows in sight. */
  measured?: MeasuredRow | undefined;
};

/** One deployment in a list: what became of it, of what, where, why, by whom and when. */
export function DeploymentRow({ deployment, withService, measured }: DeploymentRowProps) {
  const { id, serviceName, environment, release, requestedByName, createdAt } = deployment;
  return (
    <Row {...measured}>
      <Cell main>
        <RowLink to={deploymentPath(id)} className="inline-flex items-center gap-x-1.5 whitespace-nowrap">
          {withService && <span>{serviceName}</span>}
          <span className={withService ? "font-normal text-fg-muted" : undefined}>{environment}</span>
        </RowLink>
      </Cell>
      <Cell>
        <DeploymentStatus deployment={deployment} />
      </Cell>
      <Cell>
        <ReleaseTag release={tagged(release)} />
      </Cell>
      <Cell className="w-full max-w-0 max-sm:order-last max-sm:max-w-full max-sm:basis-full">
        <Why deployment={deployment} />
      </Cell>
      <Cell wideOnly>
        <Person name={requestedByName} className="max-w-36" />
      </Cell>
      <Cell align="end" wideOnly className="text-fg-muted">
        <Took deployment={deployment} />
      </Cell>
      <Cell align="end" className="text-fg-muted max-sm:ml-auto">
        <RelativeTime at={createdAt} />
      </Cell>
    </Row>
  );
}

/** The cause of a failure, or what it waits for, goes before the reason somebody gave; the commit's subject stands in for both. */
function Why({ deployment }: { deployment: DeploymentRowView }) {
  const { kind, failure, reason, release, waitingFor } = deployment;
  const text = failure?.message ?? waitingFor[0]?.message ?? (reason || release.subject);
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      {kind !== "deploy" && (
        <span className="inline-flex shrink-0 items-center gap-1 text-fg-muted">
          {kind === "rollback" && <RollBackIcon size={12} />}
          {KIND_WORDS[kind]}
          {text && " ·"}
        </span>
      )}
      {text && (
        <span title={text} className={`min-w-0 truncate ${failure ? "" : "text-fg-muted"}`}>
          {text}
        </span>
      )}
    </span>
  );
}

function Took({ deployment }: { deployment: DeploymentRowView }) {
  const { status, startedAt } = deployment;
  if (status === "running" && startedAt) return <Elapsed since={startedAt} />;
  const ms = tookMs(deployment);
  return ms === undefined ? null : <Duration ms={ms} />;
}
