import { configurationPath } from "@/components/configuration/paths";
import { deploymentPath, releasePath } from "@/components/delivery/paths";
import { tagged } from "@/components/delivery/release-name";
import { ArrowRightIcon } from "@/components/icons";
import { durationInWords } from "@/components/time/format-instant";
import { RelativeTime } from "@/components/time/relative-time";
import { Person } from "@/components/ui/person";
import { ReleaseTag } from "@/components/ui/release-tag";
import { TextLink } from "@/components/ui/text-link";
import type { DeploymentView } from "@/lib/delivery/contract";

import { isOver } from "./deployment-phases";

type Props = { deployment: DeploymentView };

/** From which release to which, and who asked for it, when and why. */
export function DeploymentRoute({ deployment }: Props) {
  const { previous, release, replacedBy, serviceName, kind } = deployment;
  return (
    <section aria-label="From and to" className="rounded-lg border bg-surface">
      <div className="flex flex-col gap-3 px-4 py-3 sm:flex-row sm:items-start sm:gap-5">
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
                <TextLink to={deploymentPath(previous.deploymentId)} className="text-xs">
                  The deployment it {replaces(deployment)}
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
            <TextLink to={deploymentPath(replacedBy.deploymentId)} className="text-xs">
              The deployment that {replacedBy.kind === "rollback" ? "rolled it back" : "replaced it"}
            </TextLink>
          )}
        </div>
      </div>
      <Asked deployment={deployment} />
    </section>
  );
}

/** Its configuration, which leads to what differs from the one before it, or else from what is set now. */
function RunsWith({ deployment: { id, configuration, previous, serviceName, environment } }: Props) {
  if (!configuration) return null;
  const [from, to] = previous?.deploymentId ? [previous.deploymentId, id] : [id, environment];
  return (
    <TextLink to={configurationPath(serviceName, from, to)} className="text-xs">
      Configuration {configuration.number}
    </TextLink>
  );
}

function replaces({ status, outcome }: DeploymentView): string {
  if (outcome) return "replaced";
  return isOver(status) ? "was to replace" : "is to replace";
}

const ASKED = { deploy: "asked for it", promote: "promoted it", rollback: "rolled back" };
/** A shorter wait in the queue is nobody's concern. */
const WORTH_SAYING_MS = 1_000;

function Asked({ deployment }: Props) {
  const { requestedByName, kind, createdAt, reason, url, timings } = deployment;
  const queuedMs = timings["queued"] ?? 0;
  return (
    <footer className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-t px-4 py-2">
      <p className="flex min-w-0 flex-wrap items-center gap-x-1.5">
        <Person name={requestedByName} />
        <span className="text-fg-muted">
          {ASKED[kind]} <RelativeTime at={createdAt} />
          {queuedMs > WORTH_SAYING_MS && ` and it waited ${durationInWords(queuedMs)}`}
          {reason && ":"}
        </span>
        {reason && <span className="min-w-0 [overflow-wrap:anywhere]">{reason}</span>}
      </p>
      <RunsWith deployment={deployment} />
      {url && (
        <TextLink to={url} external className="min-w-0 [overflow-wrap:anywhere]">
          {url.replace(/^https?:\/\//, "")}
        </TextLink>
      )}
    </footer>
  );
}
