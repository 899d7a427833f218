"use client";

import { HoldNotice } from "@/components/gates/hold-notice";
import { RollBackIcon } from "@/components/icons";
import { RelativeTime } from "@/components/time/relative-time";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Person } from "@/components/ui/person";
import { ReleaseTag } from "@/components/ui/release-tag";
import { StatusBadge } from "@/components/ui/status-badge";
import { TextLink } from "@/components/ui/text-link";
import type { PlacementView } from "@/lib/delivery/contract";
import type { HoldView } from "@/lib/gates/contract";

import { BoardCard } from "./board-card";
import { CancelDeploymentButton } from "./cancel-deployment-button";
import { ConfigurationChanged } from "./configuration-changed";
import { DriftNotice } from "./drift-notice";
import { InFlightProgress } from "./in-flight-progress";
import { LastFailure } from "./last-failure";
import { deploymentPath, releasePath } from "./paths";
import { shortRelease, tagged } from "./release-name";
import { useTaken } from "./use-taken";
import { WarmHint } from "./warm-hint";

type PlacementCardProps = {
  placement: PlacementView;
  service: { id: string; name: string };
  /** What would make something run here, while nothing does. */
  howToFill: string;
  mayCancel: boolean;
  whyNotRollBack: string | undefined;
  onRollBack: () => void;
  whyNotRepair: string | undefined;
  onRepair: () => void;
  /** What keeps automation off; undefined where nothing does. */
  hold: HoldView | undefined;
  onReleaseHold: () => void;
  /** Undefined where automation does nothing that could be held. */
  onHold: (() => void) | undefined;
};

/** One environment of a service: what serves, how it is, since when, by whom, where; and the way back. */
export function PlacementCard({
  placement,
  service,
  howToFill,
  mayCancel,
  whyNotRollBack,
  onRollBack,
  whyNotRepair,
  onRepair,
  hold,
  onReleaseHold,
  onHold,
}: PlacementCardProps) {
  const { environment, release, inFlight, drift } = placement;
  return (
    <BoardCard
      title={environment}
      aside={<StatusBadge kind="health" value={placement.health} />}
      footer={
        <>
          {release && (
            // A button that is off gets no pointer, so what it stands in answers the hover.
            <span data-tooltip={whyNotRollBack ?? `Roll back ${environment}\nOpens a review first.`}>
              <Button
                size="sm"
                icon={RollBackIcon}
                onClick={onRollBack}
                disabled={whyNotRollBack !== undefined}
                aria-label={`Roll back ${environment}`}
                aria-description={whyNotRollBack}
              >
                Roll back
              </Button>
            </span>
          )}
          {inFlight && mayCancel && (
            <CancelDeploymentButton
              key={inFlight.id}
              deploymentId={inFlight.id}
              what={`the deployment of ${shortRelease(inFlight.release)} to ${environment}`}
            />
          )}
          {onHold && !hold && (
            <Button
              size="sm"
              variant="ghost"
              onClick={onHold}
              aria-label={`Hold automation in ${environment}`}
            >
              Hold automation…
            </Button>
          )}
        </>
      }
    >
      {release ? (
        <Serving placement={placement} serviceName={service.name} />
      ) : (
        <p className="text-fg-muted">{howToFill}</p>
      )}
      {drift && (
        <DriftNotice
          drift={drift}
          environment={environment}
          whyNotRepair={whyNotRepair ?? (inFlight ? "A deployment is on its way there." : undefined)}
          onRepair={onRepair}
        />
      )}
      {hold && <HoldNotice hold={hold} whyNot={whyNotRepair} onRelease={onReleaseHold} />}
      {/* As high as a deployment under way, so that nothing moves when one begins. */}
      <div className="@4xl:min-h-[4.75rem]">
        <Latest placement={placement} serviceId={service.id} />
      </div>
    </BoardCard>
  );
}

/** The one thing to know beside what serves: what is on its way, what went wrong, or what can come back at once. */
function Latest({ placement, serviceId }: { placement: PlacementView; serviceId: string }) {
  const taken = useTaken(serviceId, placement);
  const { inFlight, lastFailure, warm } = placement;
  if (inFlight) {
    return (
      <div
        className={cx(
          "rounded-md border p-2.5",
          inFlight.status === "waiting"
            ? "border-blocked-border bg-blocked-bg"
            : "border-progress-border bg-progress-bg",
        )}
      >
        <InFlightProgress inFlight={inFlight} />
      </div>
    );
  }
  if (taken) {
    return (
      <p className="rounded-md border p-2.5 text-xs text-fg-muted">
        {taken.sentence} <TextLink to={deploymentPath(taken.deploymentId)}>Follow it</TextLink>
      </p>
    );
  }
  if (lastFailure) return <LastFailure failure={lastFailure} />;
  return warm && <WarmHint release={warm.release} until={warm.until} />;
}

function Serving({ placement, serviceName }: { placement: PlacementView; serviceName: string }) {
  const { release, liveSince, deployedByName, deploymentId, url, health, healthDetail, drift } = placement;
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
      {health !== "healthy" && healthDetail && !drift && <p className="text-warn-fg">{healthDetail}</p>}
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-xs text-fg-muted">
        {liveSince && (
          <TextLink to={deploymentId ? deploymentPath(deploymentId) : ""} tone="quiet">
            <RelativeTime at={liveSince} />
          </TextLink>
        )}
        {deployedByName && <Person name={deployedByName} className="max-w-full" />}
      </div>
      <ConfigurationChanged placement={placement} serviceName={serviceName} />
      {url && (
        <TextLink to={url} external className="max-w-full self-start text-xs">
          <ShortAddress url={url} />
        </TextLink>
      )}
    </>
  );
}

/** The end of an address tells two apart on one machine: a long name gives way before its port does. */
function ShortAddress({ url }: { url: string }) {
  const address = url.replace(/^https?:\/\//, "");
  const port = /:\d+\/?$/.exec(address)?.[0] ?? "";
  return (
    <span className="flex min-w-0" title={url}>
      <span className="truncate">{port ? address.slice(0, -port.length) : address}</span>
      <span>{port}</span>
    </span>
  );
}
