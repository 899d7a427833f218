import type { NewJob } from "@/lib/core/publish";

export const TASKS = { deliver: "notification.deliver" } as const;

/**
 * One delivery, by its own key. The pauses between tries are our own (`sending/retry.ts`); what the queue repeats by
 * itself are tries that a worker did not survive, or that the database was away for.
 */
export const deliverJob = (deliveryId: string, runAt?: Date): NewJob => ({
  task: TASKS.deliver,
  payload: { deliveryId },
  key: `delivery:${deliveryId}`,
  ...(runAt && { runAt }),
});
