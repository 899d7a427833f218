import "server-only";
import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";

import { notificationSubscriptions as subscriptions, users } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import type { Facts } from "./facts";

export type Receivers = {
  /** Whose inbox it goes to. */
  userIds: string[];
  channelIds: string[];
};

/**
 * Who wants to be told of an event. What is about no service in particular (a freeze of everything) is about each of
 * them, so it also reaches those who chose one; the same holds for environments.
 */
export async function receiversOf(ctx: Pick<Context, "db">, facts: Facts): Promise<Receivers> {
  const { kind, service, environment, concerned } = facts;
  const rows = await ctx.db
    .select({ userId: subscriptions.userId, channelId: subscriptions.channelId })
    .from(subscriptions)
    .leftJoin(users, eq(users.id, subscriptions.userId))
    .where(
      and(
        eq(subscriptions.kind, kind),
        isNull(users.disabledAt),
        service ? or(isNull(subscriptions.serviceId), eq(subscriptions.serviceId, service.id)) : undefined,
        environment
          ? or(isNull(subscriptions.environmentId), eq(subscriptions.environmentId, environment.id))
          : undefined,
        or(
          eq(subscriptions.scope, "all"),
          concerned.length > 0 ? inArray(subscriptions.userId, concerned) : sql`false`,
        ),
      ),
    );
  return {
    userIds: distinct(rows.flatMap(({ userId, channelId }) => (userId && !channelId ? [userId] : []))),
    channelIds: distinct(rows.flatMap(({ channelId }) => channelId ?? [])),
  };
}

const distinct = (ids: string[]) => [...new Set(ids)];
