import type { BoardState } from "@/db/enums";

/** What people call the states a board can be narrowed down to. */
export const STATE_WORDS: Record<BoardState, string> = {
  action: "Needs action",
  behind: "Behind",
  failing: "Failing",
  "in-flight": "In flight",
  healthy: "Healthy",
  degraded: "Degraded",
  unknown: "Unknown",
};

/** Always offered; the others are where a figure of the home page leads. */
export const OFFERED_STATES: readonly BoardState[] = ["action", "behind", "failing", "in-flight"];
