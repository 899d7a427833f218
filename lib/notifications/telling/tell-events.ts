import "server-only";
import { and, asc, eq, isNull, sql } from "drizzle-orm";

import { events } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import { isDatabaseTrouble } from "@/lib/core/postgres-error";
import { reportError } from "@/lib/core/report-error";

import { kindOf, type MessageContent } from "../contract";
import { compose, composeBare } from "./compose";
import { factsOf, type EventRow } from "./facts";
import { insertMessage } from "./insert-message";
import { receiversOf, type Receivers } from "./receivers";

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

/** Whatever is wrong with one event never keeps back those after it: it is told without details, and reported. */
async function tellEvent(ctx: Context<JobActor>, event: EventRow): Promise<void> {
  let receivers: Receivers | undefined;
  try {
    const facts = await factsOf(ctx, event);
    receivers = await receiversOf(ctx, facts);
    const isWanted = receivers.userIds.length + receivers.channelIds.length > 0;
    // Reads the repository; no transaction waits for that.
    await write(ctx, event, isWanted ? { content: await compose(ctx, event, facts), receivers } : undefined);
  } catch (error) {
    if (isDatabaseTrouble(error)) throw error;
    reportError(error, { seam: "notification", event: event.id });
    await write(ctx, event, receivers && { content: composeBare(event), receivers });
  }
}

const write = (
  ctx: Context<JobActor>,
  event: EventRow,
  message: { content: MessageContent; receivers: Receivers } | undefined,
): Promise<void> =>
  advance(ctx, async (tx) => {
    const taken = await tx
      .update(events)
      .set({ toldAt: sql`now()` })
      .where(and(eq(events.id, event.id), isNull(events.toldAt)))
      .returning({ id: events.id });
    if (taken.length === 0 || !message) return { result: undefined };
    const { content, receivers } = message;
    const row = { eventId: event.id, kind: kindOf(event.type), content };
    return { result: undefined, ...(await insertMessage(tx, row, receivers)) };
  });
