import type { NewJob } from "@/lib/core/publish";

/** The promises gates make; delivery keeps them: it judges what waits again, and lets automation take its next step. */
export const TASKS = { reconsider: "delivery.reconsider", patrol: "delivery.patrol" } as const;

/** For every service that a pipeline promotes by itself. */
export const patrolJob = (): NewJob => ({ task: TASKS.patrol, payload: {}, key: "patrol", maxAttempts: 10 });

/** The key makes any number of reasons to look again one job. */
export const reconsiderJob = (serviceId: string, runAt?: Date): NewJob => ({
  task: TASKS.reconsider,
  payload: { serviceId },
  key: `reconsider:${serviceId}`,
  ...(runAt && { runAt }),
  maxAttempts: 10,
});
