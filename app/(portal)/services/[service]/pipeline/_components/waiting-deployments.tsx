import { deploymentPath } from "@/components/delivery/paths";
import { ReasonLine } from "@/components/delivery/reason-line";
import { cx } from "@/components/ui/cx";
import { StatusBadge } from "@/components/ui/status-badge";
import { TextLink } from "@/components/ui/text-link";
import type { DeploymentRow } from "@/lib/delivery/contract";

/** What waits at a stage, and for what, with the time that is left where it is known. */
export function WaitingDeployments({ deployments }: { deployments: readonly DeploymentRow[] }) {
  if (deployments.length === 0) return null;
  return (
    <ul aria-label="Waiting" className="flex flex-col gap-2">
      {deployments.map(({ id, status, release, requestedByName, waitingFor }) => (
        <li
          key={id}
          className={cx(
            "rounded-md border px-3 py-2",
            status === "waiting" ? "border-blocked-border bg-blocked-bg" : "bg-surface-2",
          )}
        >
          <p className="flex flex-wrap items-center gap-x-2">
            <StatusBadge kind="deployment" value={status} />
            <TextLink to={deploymentPath(id)}>{`#${release.number}`}</TextLink>
            <span className="text-fg-muted">{`asked for by ${requestedByName}`}</span>
          </p>
          {status === "queued" && (
            <p className="text-fg-muted">In line: it starts when the one before it ends.</p>
          )}
          <ul>
            {waitingFor.map((reason) => (
              <li key={`${reason.code} ${reason.message}`}>
                <ReasonLine reason={reason} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
