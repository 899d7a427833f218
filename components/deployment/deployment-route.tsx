import { deploymentPath, releasePath } from "@/components/delivery/paths";
import { tagged } from "@/components/delivery/release-name";
import { ArrowRightIcon } from "@/components/icons";
import { RelativeTime } from "@/components/time/relative-time";
import { ReleaseTag } from "@/components/ui/release-tag";
import { TextLink } from "@/components/ui/text-link";
import type { DeploymentView } from "@/lib/delivery/contract";

/** From which release to which, and what stands before and after this deployment in its environment. */
export function DeploymentRoute({ deployment }: { deployment: DeploymentView }) {
  const { previous, release, replacedBy, serviceName, kind } = deployment;
  return (
    <section
      aria-label="From and to"
      className="flex flex-col gap-3 rounded-lg border bg-surface px-4 py-3 sm:flex-row sm:items-start sm:gap-5"
    >
      <div className="min-w-0 flex-1">
        <h2 className="text-xs text-fg-muted">{kind === "rollback" ? "Rolled back from" : "From"}</h2>
        {previous ? (
          <>
            <ReleaseTag
              release={tagged(previous.release)}
              to={releasePath(serviceName, previous.release.id)}
              look="full"
            />
            {previous.deploymentId && (
              <TextLink to={deploymentPath(previous.deploymentId)} tone="quiet" className="text-xs">
                See the deployment it replaced
              </TextLink>
            )}
          </>
        ) : (
          <p className="text-fg-muted">Nothing ran here before.</p>
        )}
      </div>
      <ArrowRightIcon label="to" className="text-fg-subtle max-sm:rotate-90 sm:mt-4" />
      <div className="min-w-0 flex-1">
        <h2 className="text-xs text-fg-muted">To</h2>
        <ReleaseTag release={tagged(release)} to={releasePath(serviceName, release.id)} look="full" />
        {replacedBy && (
          <TextLink to={deploymentPath(replacedBy.deploymentId)} tone="quiet" className="text-xs">
            {replacedBy.kind === "rollback" ? "Rolled back" : "Replaced"} <RelativeTime at={replacedBy.at} />:
            see that deployment
          </TextLink>
        )}
      </div>
    </section>
  );
}
