"use client";

import { useState } from "react";

import type { PlacementView } from "@/lib/delivery/contract";

import { useDeliveryDialogs, type Taken } from "./delivery-dialogs";

/** The newest request of this page for a placement, until the placement shows it by itself. */
export function useTaken(serviceId: string, placement: PlacementView): Taken | undefined {
  const { taken } = useDeliveryDialogs();
  const [seenId, setSeenId] = useState("");
  // Ids sort by time. What was seen once is over when it is gone: it may have been canceled.
  const shown = [placement.inFlight?.id, placement.deploymentId, placement.lastFailure?.deploymentId];
  const newestShown = shown.reduce((newest: string, id) => (id && id > newest ? id : newest), seenId);
  if (newestShown > seenId) setSeenId(newestShown);

  const newest = taken.findLast(
    (each) => each.serviceId === serviceId && each.environment === placement.environment,
  );
  return newest && newest.deploymentId > newestShown ? newest : undefined;
}
