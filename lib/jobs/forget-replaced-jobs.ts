import "server-only";
import { sql } from "drizzle-orm";

import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

/**
 * Removes jobs that will never run: asked for again while a worker held them, they lost their key to the new one, and
 * then their worker died or failed. A job that failed for good by itself keeps its key, and stays for a person to see.
 */
export const forgetReplacedJobs = (ctx: Context<JobActor>) =>
  advance(ctx, async (tx) => {
    await tx.execute(
      sql`select graphile_worker.complete_jobs(array(
        select id from graphile_worker.jobs where locked_at is null and key is null and attempts >= max_attempts))`,
    );
    return { result: undefined };
  });
