"use client";

import { RollBackIcon } from "@/components/icons";
import { RelativeTime } from "@/components/time/relative-time";
import { Button } from "@/components/ui/button";
import { Person } from "@/components/ui/person";
import { ReleaseTag } from "@/components/ui/release-tag";
import { StatusBadge } from "@/components/ui/status-badge";
import { TextLink } from "@/components/ui/text-link";
import type { PlacementView } from "@/lib/delivery/contract";

import { BoardCard } from "./board-card";
import { CancelDeploymentButton } from "./cancel-deployment-button";
import { InFlightProgress } from "./in-flight-progress";
import { LastFailure } from "./last-failure";
import { deploymentPath, releasePath } from "./paths";
import { shortRelease, tagged } from "./release-name";
import { useTaken } from "./use-taken";
import { WarmHint } from "./warm-hint";

type PlacementCardProps = {
  placement: PlacementView;
  service: { id: string; name: string };
  mayCancel: boolean;
  onRollBack: () => void;
};

/** One environment of a service: what serves, how it is, since when, by whom, where; and the way back. */
export function PlacementCard({ placement, service, mayCancel, onRollBack }: PlacementCardProps) {
  const { environment, release, inFlight } = placement;
  const taken = useTaken(service.id, placement);
  return (
    <BoardCard
      title={environment}
      aside={<StatusBadge kind="health" value={placement.health} />}
      footer={
        release && (
          <Button
            size="sm"
            icon={RollBackIcon}
            onClick={onRollBack}
            aria-label={`Roll back ${environment}`}
            data-tooltip={`Roll back ${environment}\nOpens a review first.`}
          >
            Roll back
          </Button>
        )
      }
    >
      {release ? (
        <Serving placement={placement} serviceName={service.name} />
      ) : (
        <p className="text-fg-muted">Nothing runs here yet.</p>
      )}
      {taken && (
        <p className="text-xs text-fg-muted">
          {taken.sentence} <TextLink to={deploymentPath(taken.deploymentId)}>Follow it</TextLink>
        </p>
      )}
      {inFlight && (
        <div className="flex flex-col items-start gap-2 rounded-md border border-progress-border bg-progress-bg p-2.5 *:w-full">
          <InFlightProgress inFlight={inFlight} />
          {mayCancel && (
            <CancelDeploymentButton
              deploymentId={inFlight.id}
              what={`the deployment of ${shortRelease(inFlight.release)} to ${environment}`}
            />
          )}
        </div>
      )}
      {placement.lastFailure && !inFlight && <LastFailure failure={placement.lastFailure} />}
    </BoardCard>
  );
}

function Serving({ placement, serviceName }: { placement: PlacementView; serviceName: string }) {
  const { release, liveSince, deployedByName, deploymentId, url, health, healthDetail, warm } = placement;
  if (!release) return null;
  return (
    <>
      <div className="min-w-0">
        <ReleaseTag
          release={tagged(release)}
          to={releasePath(serviceName, release.id)}
          className="text-base"
        />
        {release.subject && (
          <p className="truncate text-fg-muted" title={release.subject}>
            {release.subject}
          </p>
        )}
      </div>
      {health !== "healthy" && healthDetail && <p className="text-warn-fg">{healthDetail}</p>}
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-xs text-fg-muted">
        {liveSince && (
          <TextLink to={deploymentId ? deploymentPath(deploymentId) : ""} tone="quiet">
            since <RelativeTime at={liveSince} />
          </TextLink>
        )}
        {deployedByName && <Person name={deployedByName} className="max-w-full" />}
      </div>
      {url && (
        <TextLink to={url} external className="min-w-0 self-start text-xs [overflow-wrap:anywhere]">
          {url.replace(/^https?:\/\//, "")}
        </TextLink>
      )}
      {warm && <WarmHint release={warm.release} until={warm.until} />}
    </>
  );
}
