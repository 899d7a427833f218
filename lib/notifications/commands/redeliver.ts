import "server-only";
import { and, eq, inArray, or, sql } from "drizzle-orm";

import { notificationDeliveries as deliveries } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand } from "@/lib/core/permit";

import { askerOf } from "../asker";
import { topics, type Redeliver, type Redelivered } from "../contract";
import { deliverJob } from "../jobs";
import { permitChannel } from "../policy";
import { getUsable } from "../queries/channels";
import { GIVES_UP_AFTER_MS } from "../sending/retry";

const MOST_AT_ONCE = 200;

/**
 * Sends again what is named, or all that was given up: under the same ids, so that a receiver that had it already can
 * tell. What is pending is tried now; what somebody sends at this moment is left alone.
 */
export async function redeliver(ctx: Context, { channelId, ids }: Redeliver): Promise<Redelivered> {
  demand(ctx.actor, "read");
  const channel = await getUsable(ctx, channelId);
  const permit = permitChannel(ctx.actor, "channel.redeliver", await askerOf(ctx), channel);
  return mutate(ctx, permit, async (tx) => {
    const rows = await tx
      .select({ id: deliveries.id })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.channelId, channelId),
          ids ? inArray(deliveries.id, ids) : eq(deliveries.status, "dead"),
          or(sql`${deliveries.claimedUntil} is null`, sql`${deliveries.claimedUntil} < now()`),
        ),
      )
      .limit(MOST_AT_ONCE)
      .for("update");
    const found = rows.map(({ id }) => id);
    const missing = ids?.filter((id) => !found.includes(id)) ?? [];
    if (missing[0]) {
      throw new DomainError(
        "not_found",
        `${channel.name} has no delivery ${missing[0]} that could be sent now.`,
      );
    }
    if (found.length > 0) {
      await tx
        .update(deliveries)
        .set({
          status: "pending",
          finishedAt: null,
          attemptsBefore: sql`${deliveries.attempts}`,
          hasTurn: false,
          claimedUntil: null,
          nextAttemptAt: sql`now()`,
          givesUpAt: sql`now() + ${`${GIVES_UP_AFTER_MS} milliseconds`}::interval`,
        })
        .where(inArray(deliveries.id, found));
    }
    return {
      result: { ids: found },
      subject: channelId,
      subjectName: channel.name,
      after: { deliveries: found.length },
      jobs: found.map((id) => deliverJob(id)),
      topics: [topics.channels, topics.channel(channelId)],
    };
  });
}
