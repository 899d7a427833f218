import "server-only";
import { and, eq, lt, sql } from "drizzle-orm";

import { notificationDeliveries as deliveries } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

import { deliverJob } from "../jobs";

/**
 * Asks again for deliveries whose time has come and gone: their job was given up by the queue, in a time without a
 * database for instance. A message is a promise, and the queue only its messenger.
 */
export const wakeForgotten = (ctx: Context<JobActor>) =>
  advance(ctx, async (tx) => {
    const rows = await tx
      .select({ id: deliveries.id })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.status, "pending"),
          lt(deliveries.nextAttemptAt, sql`now() - interval '5 minutes'`),
        ),
      )
      .limit(200);
    return { result: rows.length, jobs: rows.map(({ id }) => ({ ...deliverJob(id), keepsRunAt: true })) };
  });
