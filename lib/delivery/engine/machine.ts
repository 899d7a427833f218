import type { DeploymentStatus } from "@/db/enums";

/** Every legal move. Policy, worker and UI all read this table; nobody keeps a copy. */
const NEXT = {
  queued: ["waiting", "running", "canceled", "superseded", "interrupted"],
  waiting: ["queued", "running", "canceled", "superseded", "interrupted"],
  running: ["succeeded", "failed", "errored", "canceled", "interrupted"],
  succeeded: [],
  failed: [],
  errored: [],
  canceled: [],
  superseded: [],
  interrupted: [],
} as const satisfies Record<DeploymentStatus, readonly DeploymentStatus[]>;

export const canMove = (from: DeploymentStatus, to: DeploymentStatus): boolean =>
  NEXT[from].some((next) => next === to);

export const isFinal = (status: DeploymentStatus): boolean => NEXT[status].length === 0;

/** The statuses from which `to` can be reached: what an update has to find in the row. */
export const sourcesOf = (to: DeploymentStatus): DeploymentStatus[] =>
  (Object.keys(NEXT) as DeploymentStatus[]).filter((from) => canMove(from, to));
