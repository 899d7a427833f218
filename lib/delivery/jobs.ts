import type { DeploymentKind } from "@/db/enums";
import type { NewJob } from "@/lib/core/publish";
import type { Requester } from "@/lib/core/standing";

/** The promises delivery makes; the worker keeps them. */
export const TASKS = {
  runDeployment: "deployment.run",
  runRollback: "deployment.roll_back",
  buildRelease: "release.build",
  advanceSet: "release_set.advance",
  stopService: "service.stop",
  clearPlacement: "placement.clear",
  populateSample: "sample.populate",
} as const;

/** The key makes repeated requests for the same deployment one job. Rollbacks have workers of their own. */
export const runJob = ({ id, kind }: { id: string; kind: DeploymentKind }): NewJob => ({
  task: kind === "rollback" ? TASKS.runRollback : TASKS.runDeployment,
  payload: { deploymentId: id },
  key: `deployment:${id}`,
  maxAttempts: 5,
});

/** Stops what runs in a place where nothing should. */
export const clearJob = (placementId: string): NewJob => ({
  task: TASKS.clearPlacement,
  payload: { placementId },
  key: `clear:${placementId}`,
  maxAttempts: 5,
});

/** Takes a release set as far as it can go now. */
export const advanceSetJob = (setId: string): NewJob => ({
  task: TASKS.advanceSet,
  payload: { setId },
  key: `set:${setId}`,
  maxAttempts: 5,
});

export const buildJob = (releaseId: string): NewJob => ({
  task: TASKS.buildRelease,
  payload: { releaseId },
  key: `release:${releaseId}`,
  maxAttempts: 3,
});

/** Looks again a second later, until the sample services have been where their requester may bring them. */
export const populateSampleJob = (order: SampleOrder, runAt = new Date()): NewJob => ({
  task: TASKS.populateSample,
  payload: order,
  key: `sample:${order.requester.id}`,
  runAt,
  maxAttempts: 3,
});

/** Which services to deploy, and in whose name. */
export type SampleOrder = { serviceIds: string[]; requester: Requester };
