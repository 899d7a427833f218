import "server-only";
import { lt, sql } from "drizzle-orm";

import { notificationMessages } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

const KEPT_DAYS = 90;

/** Forgets messages with what was read and delivered of them. What happened stays in the event log. */
export const pruneMessages = (ctx: Context<JobActor>) =>
  advance(ctx, async (tx) => {
    await tx
      .delete(notificationMessages)
      .where(lt(notificationMessages.createdAt, sql`now() - make_interval(days => ${KEPT_DAYS})`));
    return { result: undefined };
  });
