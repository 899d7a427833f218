import "server-only";
import { and, desc, eq, lt } from "drizzle-orm";

import { notificationDeliveries as deliveries, notificationMessages as messages } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import type { Page } from "@/lib/core/contract";
import { demand } from "@/lib/core/permit";

import { MessageContent, type DeliveryView, type ListDeliveries } from "../contract";
import { getUsable } from "./channels";

type Reader = Pick<Context, "actor" | "db">;

/** What a channel was told and how it went, newest first. Throws `not_found`. */
export async function listDeliveries(ctx: Reader, input: ListDeliveries): Promise<Page<DeliveryView>> {
  demand(ctx.actor, "read");
  const { id: channelId } = await getUsable(ctx, input.channelId);
  const rows = await ctx.db
    .select({ delivery: deliveries, kind: messages.kind, content: messages.content })
    .from(deliveries)
    .innerJoin(messages, eq(messages.id, deliveries.messageId))
    .where(
      and(
        eq(deliveries.channelId, channelId),
        input.status ? eq(deliveries.status, input.status) : undefined,
        input.cursor ? lt(deliveries.id, input.cursor) : undefined,
      ),
    )
    .orderBy(desc(deliveries.id))
    .limit(input.limit + 1);
  const items = rows.slice(0, input.limit).map(({ delivery, kind, content }): DeliveryView => {
    const { title, path } = MessageContent.parse(content);
    const isPending = delivery.status === "pending";
    return {
      id: delivery.id,
      channelId,
      kind,
      title,
      path,
      status: delivery.status,
      attempts: delivery.log.length,
      nextAttemptAt: isPending ? delivery.nextAttemptAt.toISOString() : null,
      finishedAt: delivery.finishedAt?.toISOString() ?? null,
      responseStatus: delivery.responseStatus,
      durationMs: delivery.durationMs,
      lastError: delivery.lastError,
      log: delivery.log,
      createdAt: delivery.createdAt.toISOString(),
    };
  });
  return { items, nextCursor: rows.length > input.limit ? (items.at(-1)?.id ?? null) : null };
}
