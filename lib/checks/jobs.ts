import type { NewJob } from "@/lib/core/publish";

/** The promises checks make; the worker keeps them. */
export const TASKS = { run: "check.run" } as const;

/** `key`: a monitor has one job however often it is asked for, and so has every other run. */
export const runJob = (runId: string, key = `check-run:${runId}`): NewJob => ({
  task: TASKS.run,
  payload: { runId },
  key,
  maxAttempts: 3,
});

export const monitorKey = (placementId: string, name: string): string =>
  `check-monitor:${placementId}:${name}`;
