import { RelativeTime } from "@/components/time/relative-time";
import { ReleaseTag } from "@/components/ui/release-tag";
import { StatusBadge } from "@/components/ui/status-badge";
import type { PlacementView } from "@/lib/delivery/contract";

import { NothingRuns } from "./nothing-runs";
import { stageOf } from "./phase-words";
import { tagged } from "./release-name";

/** One environment of a service in one line of a list: health, release, age, and what is not as it should be. */
export function CompactPlacement({ placement }: { placement: PlacementView }) {
  const { release, health, liveSince, inFlight, lastFailure, behind, configurationChange } = placement;
  return (
    <span className="flex min-w-0 items-center gap-2">
      {inFlight && <StatusBadge kind="deployment" value={inFlight.status} look="icon" />}
      {!inFlight && release && <StatusBadge kind="health" value={health} look="icon" />}
      {release ? <ReleaseTag release={tagged(release)} /> : <NothingRuns />}
      <span className="min-w-0 truncate text-xs text-fg-muted">
        {/* The line ends where the column does, so what is wrong comes first. */}
        {!inFlight && lastFailure && <span className="text-fail-fg">last failed{release && " · "}</span>}
        {inFlight && stageOf(inFlight.status, inFlight.phase)}
        {inFlight?.waitingFor[0] && `: ${inFlight.waitingFor[0].message}`}
        {!inFlight && release && (
          <>
            {liveSince && <RelativeTime at={liveSince} form="age" />}
            {behind && ` · ${behind.releases} behind`}
            {configurationChange && " · configuration changed"}
          </>
        )}
      </span>
    </span>
  );
}
