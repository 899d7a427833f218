import "server-only";
import { eq, inArray, sql } from "drizzle-orm";

import { workerProcesses } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

/** A worker that was silent for this long is dead: readiness says so, and its jobs are freed. */
const SILENT_AFTER_MS = 10_000;

/** Says that this worker lives, and frees the jobs of those that do not: their locks would last four hours. */
export const beat = (ctx: Context<JobActor>, id: string, jobWorkers: readonly string[]) =>
  advance(ctx, async (tx) => {
    const alive = { jobWorkers: [...jobWorkers], heartbeatAt: sql`now()` };
    await tx
      .insert(workerProcesses)
      .values({ id, ...alive })
      .onConflictDoUpdate({ target: workerProcesses.id, set: alive });

    const silent = await tx
      .select({ id: workerProcesses.id, jobWorkers: workerProcesses.jobWorkers })
      .from(workerProcesses)
      .where(sql`${workerProcesses.heartbeatAt} < now() - ${`${SILENT_AFTER_MS} milliseconds`}::interval`)
      .for("update", { skipLocked: true });
    if (silent.length > 0) {
      const names = silent.flatMap((row) => row.jobWorkers);
      await tx.execute(
        sql`select graphile_worker.force_unlock_workers(array(select jsonb_array_elements_text(${JSON.stringify(names)}::jsonb)))`,
      );
      const ids = silent.map((row) => row.id);
      await tx.delete(workerProcesses).where(inArray(workerProcesses.id, ids));
    }
    return { result: undefined };
  });

/** Takes this worker off the list when it stops in order. */
export const leave = (ctx: Context<JobActor>, id: string) =>
  advance(ctx, async (tx) => {
    await tx.delete(workerProcesses).where(eq(workerProcesses.id, id));
    return { result: undefined };
  });
