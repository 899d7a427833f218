import { TimeLeft } from "@/components/delivery/time-left";
import { CheckIcon, XIcon } from "@/components/icons";
import { RelativeTime } from "@/components/time/relative-time";
import { Person } from "@/components/ui/person";
import type { DeploymentView } from "@/lib/delivery/contract";

type ApprovalsProps = { approvals: NonNullable<NonNullable<DeploymentView["gates"]>["approvals"]> };

/** Who has said what so far, and until when enough have to agree. */
export function Approvals({ approvals: { given, expiresAt } }: ApprovalsProps) {
  return (
    <div className="flex flex-col gap-1">
      {given.length > 0 && <GivenApprovals given={given} label="Approvals so far" />}
      <p className="text-xs text-fg-muted">
        Without enough of them it is canceled: <TimeLeft until={expiresAt} />
      </p>
    </div>
  );
}

/** Who agreed and who did not, each with when and with what they added. */
export function GivenApprovals({ given, label }: { given: DeploymentView["approvals"]; label: string }) {
  return (
    <ul aria-label={label} className="flex flex-col gap-1">
      {given.map(({ userId, name, decision, comment, at }) => (
        <li key={userId} className="flex flex-wrap items-baseline gap-x-2">
          {decision === "approved" ? (
            <CheckIcon size={14} label="Approved" className="translate-y-0.5 text-ok" />
          ) : (
            <XIcon size={14} label="Rejected" className="translate-y-0.5 text-fail" />
          )}
          <Person name={name} />
          <RelativeTime at={at} className="text-xs whitespace-nowrap text-fg-muted" />
          {comment && <span className="text-fg-muted [overflow-wrap:anywhere]">{comment}</span>}
        </li>
      ))}
    </ul>
  );
}
