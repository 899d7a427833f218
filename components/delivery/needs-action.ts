import type { PlacementView, ServiceRow } from "@/lib/delivery/contract";

export const BOARD_STATES = ["action", "behind", "failing", "in-flight"] as const;
export type BoardState = (typeof BOARD_STATES)[number];

export const STATE_WORDS: Record<BoardState, string> = {
  action: "Needs action",
  behind: "Behind",
  failing: "Failing",
  "in-flight": "In flight",
};

const isFailing = ({ lastFailure, health }: PlacementView) =>
  lastFailure !== null || health === "degraded" || health === "unknown";

/** Whether any environment of a service is in a state. */
export function isInState({ placements }: Pick<ServiceRow, "placements">, state: BoardState): boolean {
  switch (state) {
    case "action":
      return placements.some((placement) => isFailing(placement) || placement.behind);
    case "behind":
      return placements.some(({ behind }) => behind);
    case "failing":
      return placements.some(isFailing);
    case "in-flight":
      return placements.some(({ inFlight }) => inFlight);
  }
}

/** How much a service asks for somebody: what fails weighs more than what waits, and later environments weigh more. */
export function urgencyOf({ placements }: Pick<ServiceRow, "placements">): number {
  const weigh = (placement: PlacementView, index: number) =>
    (index + 1) * ((isFailing(placement) ? 100 : 0) + (placement.behind ? 1 : 0));
  return placements.reduce((sum, placement, index) => sum + weigh(placement, index), 0);
}
