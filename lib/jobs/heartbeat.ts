import "server-only";
import { eq, sql } from "drizzle-orm";

import { workerProcesses } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

/** A worker that was silent for this long is dead: readiness says so, and its jobs are freed. */
const SILENT_AFTER_MS = 10_000;

/**
 * Says that this worker lives, and frees the jobs of those that do not: their locks would last four hours. Whoever
 * holds a job for that long without being on the list died before it could put itself there.
 */
export const beat = (ctx: Context<JobActor>, id: string, jobWorkers: readonly string[]) =>
  advance(ctx, async (tx) => {
    const alive = { jobWorkers: [...jobWorkers], heartbeatAt: sql`now()` };
    await tx
      .insert(workerProcesses)
      .values({ id, ...alive })
      .onConflictDoUpdate({ target: workerProcesses.id, set: alive });

    const silentSince = sql`now() - ${`${SILENT_AFTER_MS} milliseconds`}::interval`;
    await tx.delete(workerProcesses).where(sql`${workerProcesses.heartbeatAt} < ${silentSince}`);
    await tx.execute(sql`
      select graphile_worker.force_unlock_workers(array_agg(distinct locked_by)) from graphile_worker.jobs
      where locked_at < ${silentSince} and locked_by not in (
        select jsonb_array_elements_text(${workerProcesses.jobWorkers}) from ${workerProcesses})
      having count(*) > 0`);
    return { result: undefined };
  });

/** Takes this worker off the list when it stops in order. */
export const leave = (ctx: Context<JobActor>, id: string) =>
  advance(ctx, async (tx) => {
    await tx.delete(workerProcesses).where(eq(workerProcesses.id, id));
    return { result: undefined };
  });
