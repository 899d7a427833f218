import { LockIcon } from "@/components/icons";
import { Badge } from "@/components/ui/badge";
import type { QuarantineView } from "@/lib/gates/contract";

/** That a release is not to be deployed; the reason is on hover and on the page of the release. */
export function QuarantineBadge({ quarantine }: { quarantine: QuarantineView | null }) {
  if (!quarantine) return null;
  return (
    <span data-tooltip={`In quarantine\n${quarantine.reason}`} className="inline-flex">
      <Badge tone="fail" icon={LockIcon}>
        Quarantine
      </Badge>
    </span>
  );
}
