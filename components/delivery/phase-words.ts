import type { DeploymentKind, DeploymentPhase, DeploymentStatus } from "@/db/enums";

export const PHASE_WORDS: Record<DeploymentPhase, string> = {
  prepare: "Preparing",
  migrate: "Migrating",
  roll_out: "Starting",
  switch: "Switching traffic",
  verify: "Verifying",
  watch: "Watching",
};

/** "Rolling back": what is under way, as the start of a sentence. */
export const KIND_UNDER_WAY: Record<DeploymentKind, string> = {
  deploy: "Deploying",
  promote: "Promoting",
  rollback: "Rolling back to",
};

/** "Rolled back to": what was done, as the start of a sentence. */
export const KIND_DONE: Record<DeploymentKind, string> = {
  deploy: "Deployed",
  promote: "Promoted",
  rollback: "Rolled back to",
};

/** One word for what a deployment is doing now. */
export function stageOf(status: DeploymentStatus, phase: DeploymentPhase | null): string {
  if (status === "queued") return "Queued";
  if (status === "waiting") return "Waiting";
  return phase ? PHASE_WORDS[phase] : "Starting";
}

/** What stands beside the word "Running"; undefined where the state says all there is. */
export const stageDetail = (status: DeploymentStatus, phase: DeploymentPhase | null): string | undefined =>
  status === "running" ? stageOf(status, phase).toLowerCase() : undefined;
