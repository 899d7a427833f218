import type { NewJob } from "@/lib/core/publish";

/** The promises delivery makes; the worker keeps them. */
export const TASKS = {
  runDeployment: "deployment.run",
  buildRelease: "release.build",
  stopService: "service.stop",
  populateSample: "sample.populate",
} as const;

/** The key makes repeated requests for the same deployment one job. */
export const runJob = (deploymentId: string): NewJob => ({
  task: TASKS.runDeployment,
  payload: { deploymentId },
  key: `deployment:${deploymentId}`,
  maxAttempts: 5,
});

export const buildJob = (releaseId: string): NewJob => ({
  task: TASKS.buildRelease,
  payload: { releaseId },
  key: `release:${releaseId}`,
  maxAttempts: 3,
});

/** Looks again a second later, until the sample services have been where they should be. */
export const populateSampleJob = (serviceIds: string[], runAt = new Date()): NewJob => ({
  task: TASKS.populateSample,
  payload: { serviceIds },
  key: "sample",
  runAt,
  maxAttempts: 3,
});
