import type { DeploymentStatus } from "@/db/enums";

/**
 * Every legal move of a deployment. Whoever asks whether one is over, or may still be canceled, asks here; the guards of
 * the writes (`heldBy`, the partial unique index) hold the same moves against races.
 */
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
