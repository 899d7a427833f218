import { RelativeTime } from "@/components/time/relative-time";
import { Notice } from "@/components/ui/notice";
import { Person } from "@/components/ui/person";
import { GATE_NOUNS } from "@/db/enums";
import type { DeploymentView } from "@/lib/delivery/contract";

/** Which gates somebody set aside for it, and why: it stays with the deployment. */
export function OverrideNotice({ override }: { override: DeploymentView["overrides"][number] }) {
  const { codes, reason, byName, at } = override;
  return (
    <Notice tone="info" title={`Overridden: ${codes.map((code) => GATE_NOUNS[code]).join(", ")}`}>
      <p>{reason}</p>
      <p className="flex flex-wrap items-center gap-x-2 text-xs">
        <Person name={byName} />
        <RelativeTime at={at} />
      </p>
    </Notice>
  );
}
