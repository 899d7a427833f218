import type { PlacementView } from "@/lib/delivery/contract";

import type { Taken } from "./delivery-dialogs";

/** The newest request of this page for a placement, as long as the placement does not show it by itself. */
export function takenFor(
  all: readonly Taken[],
  serviceId: string,
  placement: PlacementView,
): Taken | undefined {
  const newest = all.findLast(
    (each) => each.serviceId === serviceId && each.environment === placement.environment,
  );
  if (!newest) return undefined;
  const shown = [placement.inFlight?.id, placement.deploymentId, placement.lastFailure?.deploymentId];
  // Ids sort by time, so a later deployment also tells that this one is over.
  return shown.some((id) => id && id >= newest.deploymentId) ? undefined : newest;
}
