import "server-only";
import { and, asc, eq, isNull, sql } from "drizzle-orm";

import { events } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

import { compose } from "./compose";
import { factsOf, type EventRow } from "./facts";
import { insertMessage } from "./insert-message";
import { receiversOf } from "./receivers";

const BATCH = 100;

/**
 * Makes messages of what has happened, for whoever wants to be told. An event is taken up by the mark that nobody told
 * it yet and not by its place in the log, so neither one that commits late nor a log that was restored into another
 * database is missed. The mark and what follows from it commit together, so that each is told exactly once, also by
 * two workers. Returns how many events that were.
 */
export async function tellEvents(ctx: Context<JobActor>): Promise<number> {
  for (let told = 0; ;) {
    // oxlint-disable-next-line no-await-in-loop -- batch after batch
    const waiting = await ctx.db
      .select()
      .from(events)
      .where(isNull(events.toldAt))
      .orderBy(asc(events.id))
      .limit(BATCH);
    for (const event of waiting) {
      // oxlint-disable-next-line no-await-in-loop -- in the order in which they happened
      await tellEvent(ctx, event);
    }
    told += waiting.length;
    if (waiting.length < BATCH) return told;
  }
}

async function tellEvent(ctx: Context<JobActor>, event: EventRow): Promise<void> {
  const facts = await factsOf(ctx, event);
  const receivers = await receiversOf(ctx, facts);
  const isWanted = receivers.userIds.length + receivers.channelIds.length > 0;
  // Reads the repository; no transaction waits for that.
  const content = isWanted ? await compose(ctx, event, facts) : undefined;
  await advance(ctx, async (tx) => {
    const taken = await tx
      .update(events)
      .set({ toldAt: sql`now()` })
      .where(and(eq(events.id, event.id), isNull(events.toldAt)))
      .returning({ id: events.id });
    if (taken.length === 0 || !content) return { result: undefined };
    const message = { eventId: event.id, kind: facts.kind, content };
    return { result: undefined, ...(await insertMessage(tx, message, receivers)) };
  });
}
