import "server-only";
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { deployments, events, inboxItems, notificationMessages } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import { isDatabaseTrouble } from "@/lib/core/postgres-error";
import { reportError } from "@/lib/core/report-error";

import { kindOf, topics, type MessageContent } from "../contract";
import { compose, composeBare } from "./compose";
import { bareFacts, factsOf, type EventRow } from "./facts";
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
    receivers ??= await receiversOfAll(ctx, event);
    await write(ctx, event, receivers && { content: composeBare(event), receivers });
  }
}

/** Where nobody can say whom an event concerns, it is told to those who want to know of all there are of its kind. */
async function receiversOfAll(ctx: Context<JobActor>, event: EventRow): Promise<Receivers | undefined> {
  try {
    return await receiversOf(ctx, bareFacts(event));
  } catch (error) {
    if (isDatabaseTrouble(error)) throw error;
    reportError(error, { seam: "notification-receivers", event: event.id });
    return undefined;
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
    if (taken.length === 0) return { result: undefined };
    const readers = await readWhatIsOver(tx, event);
    const over = readers.map(topics.inbox);
    if (!message) return { result: undefined, topics: over };
    const { content, receivers } = message;
    const row = { eventId: event.id, kind: kindOf(event.type), content };
    const told = await insertMessage(tx, row, receivers);
    return { result: undefined, ...told, topics: [...over, ...told.topics] };
  });

/**
 * A deployment that waits for no approval (any more) asks nobody: what asked for it is read, in every inbox. Returns
 * whose those are.
 */
async function readWhatIsOver(tx: Tx, { subject, type }: EventRow): Promise<string[]> {
  if (!subject.startsWith("dep_") || type === "approval.requested") return [];
  const [asking] = await tx
    .select({ id: deployments.id })
    .from(deployments)
    .where(
      and(
        eq(deployments.id, subject),
        eq(deployments.status, "waiting"),
        sql`${deployments.waitingFor} @> '[{"code": "approval"}]'`,
      ),
    );
  if (asking) return [];
  const rows = await tx
    .update(inboxItems)
    .set({ readAt: sql`now()` })
    .where(
      and(
        isNull(inboxItems.readAt),
        inArray(
          inboxItems.messageId,
          tx
            .select({ id: notificationMessages.id })
            .from(notificationMessages)
            .innerJoin(events, eq(events.id, notificationMessages.eventId))
            .where(and(eq(events.subject, subject), eq(events.type, "approval.requested"))),
        ),
      ),
    )
    .returning({ userId: inboxItems.userId });
  return [...new Set(rows.map(({ userId }) => userId))];
}
