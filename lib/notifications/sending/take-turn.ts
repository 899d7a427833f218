import "server-only";
import { and, asc, eq, isNull, ne, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { notificationChannels as channels, notificationDeliveries as deliveries } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import type { Consequences } from "@/lib/core/publish";

import { topics } from "../contract";
import { deliverJob } from "../jobs";
import { takeFrom } from "./bucket";
import { bundle, DIGEST_FROM } from "./bundle";

/** Longer than any try takes, so that whoever is past it has died. */
const CLAIM_MS = 40_000;
/** The clock of the queue and ours are not the same. */
const EARLY_MS = 1_000;

type ChannelRow = typeof channels.$inferSelect;
type DeliveryRow = typeof deliveries.$inferSelect;
/** The right to make one try; `attempt` is its fence. */
export type Turn = { delivery: DeliveryRow; channel: ChannelRow; attempt: number };
type Outcome = Consequences & { result: Turn | undefined };

const LATER = (deliveryId: string, at: Date): Outcome => ({
  result: undefined,
  jobs: [deliverJob(deliveryId, at)],
});
const NOTHING: Outcome = { result: undefined };

/**
 * Decides under the lock of the channel whether a delivery is made now. Undefined when not: it is over, somebody else
 * makes it, or it is put off, and then its job stands in the queue again.
 */
export const takeTurn = (ctx: Context<JobActor>, deliveryId: string, now = new Date()) =>
  advance(ctx, async (tx): Promise<Outcome> => {
    const [found] = await tx
      .select({ channelId: deliveries.channelId })
      .from(deliveries)
      .where(eq(deliveries.id, deliveryId));
    if (!found) return NOTHING;
    const [channel] = await tx.select().from(channels).where(eq(channels.id, found.channelId)).for("update");
    const [delivery] = await tx.select().from(deliveries).where(eq(deliveries.id, deliveryId)).for("update");
    if (!channel || delivery?.status !== "pending") return NOTHING;

    if (delivery.claimedUntil && delivery.claimedUntil > now) return LATER(deliveryId, delivery.claimedUntil);
    if (delivery.nextAttemptAt.getTime() > now.getTime() + EARLY_MS) {
      return LATER(deliveryId, delivery.nextAttemptAt);
    }
    if (!delivery.hasTurn) {
      const { tokens, waitMs } = takeFrom(channel, now);
      await tx.update(channels).set({ tokens, refilledAt: now }).where(eq(channels.id, channel.id));
      if (waitMs > 0) return putOff(tx, delivery, new Date(now.getTime() + waitMs));
    } else if (channel.kind !== "webhook" && delivery.attempts === delivery.attemptsBefore) {
      // It had to wait; if many do, a person would rather read one message than all of them.
      const others = await waitingBeside(tx, delivery);
      if (others.length + 1 >= DIGEST_FROM) return bundle(tx, channel, [delivery, ...others], now);
    }
    const attempt = delivery.attempts + 1;
    await tx
      .update(deliveries)
      .set({ attempts: attempt, hasTurn: false, claimedUntil: new Date(now.getTime() + CLAIM_MS) })
      .where(eq(deliveries.id, deliveryId));
    return { result: { delivery, channel, attempt } };
  });

async function putOff(tx: Tx, delivery: DeliveryRow, at: Date): Promise<Outcome> {
  await tx.update(deliveries).set({ hasTurn: true, nextAttemptAt: at }).where(eq(deliveries.id, delivery.id));
  return { ...LATER(delivery.id, at), topics: [topics.channel(delivery.channelId)] };
}

/** What waits for the same channel and was never tried. */
const waitingBeside = (tx: Tx, { id, channelId }: DeliveryRow) =>
  tx
    .select()
    .from(deliveries)
    .where(
      and(
        eq(deliveries.channelId, channelId),
        eq(deliveries.status, "pending"),
        ne(deliveries.id, id),
        eq(deliveries.attempts, sql`${deliveries.attemptsBefore}`),
        isNull(deliveries.claimedUntil),
      ),
    )
    .orderBy(asc(deliveries.id))
    .limit(49)
    .for("update");
