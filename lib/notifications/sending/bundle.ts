import "server-only";
import { asc, eq, inArray, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import {
  notificationChannels as channels,
  notificationDeliveries as deliveries,
  notificationMessages as messages,
} from "@/db/schema";
import { required } from "@/lib/core/errors";

import { MessageContent, topics } from "../contract";
import { deliverJob } from "../jobs";
import { GIVES_UP_AFTER_MS } from "./retry";

/** Fewer than these that wait are worth a message each. */
export const DIGEST_FROM = 5;

type Waiting = { id: string; messageId: string; hasTurn: boolean };
type ChannelRow = typeof channels.$inferSelect;

/**
 * Makes one message of many that wait for a channel. They count as told by it, the turns they were given go back into
 * the bucket, and the digest goes out by a job of its own, in the turn that was just taken.
 */
export async function bundle(tx: Tx, channel: ChannelRow, waiting: Waiting[], now: Date) {
  const rows = await tx
    .select({ content: messages.content, tone: sql<string>`${messages.content}->>'tone'` })
    .from(messages)
    .where(
      inArray(
        messages.id,
        waiting.map(({ messageId }) => messageId),
      ),
    )
    .orderBy(asc(messages.id));
  const contents = rows.map(({ content }) => MessageContent.parse(content));
  const [message] = await tx
    .insert(messages)
    .values({ kind: "other", content: digestOf(contents, now) })
    .returning({ id: messages.id });
  const [digest] = await tx
    .insert(deliveries)
    .values({
      messageId: required(message, "the digest").id,
      channelId: channel.id,
      hasTurn: true,
      nextAttemptAt: now,
      givesUpAt: new Date(now.getTime() + GIVES_UP_AFTER_MS),
      // As if it had been tried: a digest is not made part of another one.
      attempts: 1,
    })
    .returning({ id: deliveries.id });
  await tx
    .update(deliveries)
    .set({ status: "bundled", hasTurn: false, finishedAt: now })
    .where(
      inArray(
        deliveries.id,
        waiting.map(({ id }) => id),
      ),
    );
  const returned = waiting.filter(({ hasTurn }) => hasTurn).length - 1;
  await tx
    .update(channels)
    .set({ tokens: sql`${channels.tokens} + ${Math.max(0, returned)}` })
    .where(eq(channels.id, channel.id));
  return {
    result: undefined,
    jobs: [deliverJob(required(digest, "the digest").id)],
    topics: [topics.channel(channel.id)],
  };
}

function digestOf(contents: MessageContent[], now: Date): MessageContent {
  const worst = (["fail", "warn", "ok"] as const).find((tone) => contents.some((one) => one.tone === tone));
  return {
    type: "notification.digest",
    tone: worst ?? "info",
    title: `${contents.length} messages`,
    sentence: "More happened than this channel takes in a minute, so it is told in one message.",
    at: now.toISOString(),
    service: null,
    environment: null,
    release: null,
    actor: null,
    reason: null,
    changes: [],
    moreChanges: 0,
    path: "/deployments",
    rollbackPath: null,
    entries: contents.map(({ title, tone, path, at }) => ({ title, tone, path, at })),
  };
}
