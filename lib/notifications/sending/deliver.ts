import "server-only";
import { and, eq, gt, ne } from "drizzle-orm";

import type { Tx } from "@/db/client";
import {
  notificationDeliveries as deliveries,
  notificationMessages as messages,
  type DeliveryAttempt,
} from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { required } from "@/lib/core/errors";
import { advance } from "@/lib/core/mutate";
import type { NewEvent } from "@/lib/core/publish";

import { addressOf } from "../channels/sealed";
import type { SendResult } from "../channels/sender";
import { SENDERS } from "../channels/senders";
import { MessageContent, topics } from "../contract";
import { deliverJob } from "../jobs";
import { nextTry } from "./retry";
import { takeTurn, type Turn } from "./take-turn";

/** How many tries a delivery remembers. */
const KEPT_TRIES = 20;
const QUIET_MS = 24 * 3_600_000;

/**
 * Makes one try. The order is the promise: the try is counted before anything is sent, and what came of it is written
 * after. Whoever dies between the two leaves a delivery that is made again, under the same id, by which the other side
 * recognises it.
 */
export async function deliver(ctx: Context<JobActor>, deliveryId: string): Promise<void> {
  const turn = await takeTurn(ctx, deliveryId);
  if (!turn) return;
  const startedMs = performance.now();
  const result = await send(ctx, turn);
  await record(ctx, turn, result, Math.round(performance.now() - startedMs));
}

async function send(ctx: Context<JobActor>, { delivery, channel }: Turn): Promise<SendResult> {
  const [row] = await ctx.db
    .select({ kind: messages.kind, content: messages.content })
    .from(messages)
    .where(eq(messages.id, delivery.messageId));
  const { kind, content } = required(row, "the message of a delivery");
  const address = channel.sealed ? addressOf(channel.id, channel.sealed, new Date()) : undefined;
  if (channel.sealed && !address) return { ok: false, hope: "never", status: null, error: LOST_SECRET };
  return SENDERS[channel.kind]({
    deliveryId: delivery.id,
    kind,
    message: MessageContent.parse(content),
    destination: channel.destination,
    address,
  });
}

const LOST_SECRET =
  "Its address was sealed with a secret that this installation no longer has. Enter the address again.";

const record = (
  ctx: Context<JobActor>,
  turn: Turn,
  result: SendResult,
  durationMs: number,
  now = new Date(),
) =>
  advance(ctx, async (tx) => {
    const { delivery, channel, attempt } = turn;
    const next = result.ok
      ? undefined
      : nextTry(result, { tries: attempt - delivery.attemptsBefore, now, givesUpAt: delivery.givesUpAt });
    const error = result.ok ? null : result.error;
    const tried: DeliveryAttempt = { at: now.toISOString(), durationMs, status: result.status, error };
    const written = await tx
      .update(deliveries)
      .set({
        status: result.ok ? "delivered" : next ? "pending" : "dead",
        claimedUntil: null,
        nextAttemptAt: next ?? now,
        finishedAt: next ? null : now,
        responseStatus: result.status,
        durationMs,
        lastError: error,
        log: [...delivery.log, tried].slice(-KEPT_TRIES),
      })
      // Whoever came later has the word.
      .where(
        and(
          eq(deliveries.id, delivery.id),
          eq(deliveries.attempts, attempt),
          eq(deliveries.status, "pending"),
        ),
      )
      .returning({ id: deliveries.id });
    if (written.length === 0) return { result: undefined };
    const isDead = !result.ok && !next;
    return {
      result: undefined,
      jobs: next ? [deliverJob(delivery.id, next)] : [],
      events: isDead ? await tellOwner(tx, turn, error ?? "", now) : [],
      topics: [topics.channel(channel.id), topics.channels],
    };
  });

/** Says that a channel cannot be reached: once a day, however many messages it loses, so that it cannot feed itself. */
async function tellOwner(tx: Tx, { channel, delivery }: Turn, error: string, now: Date): Promise<NewEvent[]> {
  const [earlier] = await tx
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.channelId, channel.id),
        eq(deliveries.status, "dead"),
        ne(deliveries.id, delivery.id),
        gt(deliveries.finishedAt, new Date(now.getTime() - QUIET_MS)),
      ),
    )
    .limit(1);
  if (earlier) return [];
  const owner = channel.ownerUserId ? `user:${channel.ownerUserId}` : channel.createdBy;
  return [
    {
      type: "notification.channel_failed",
      subject: channel.id,
      message: `A message for ${channel.name} was given up: ${error}`,
      detail: { owner },
    },
  ];
}
