import "server-only";
import { asc, eq, isNull, or, sql } from "drizzle-orm";

import {
  environments,
  notificationChannels as channels,
  notificationSubscriptions as subscriptions,
  services,
} from "@/db/schema";
import { can } from "@/lib/auth/permissions";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import type { SubscriptionView } from "../contract";
import { findPersonId } from "../person";

/** One's own subscriptions and, for whoever may change them, those of the channels of the installation. */
export async function listSubscriptions(ctx: Pick<Context, "actor" | "db">): Promise<SubscriptionView[]> {
  demand(ctx.actor, "read");
  const personId = await findPersonId(ctx);
  const own = personId ? eq(subscriptions.userId, personId) : sql`false`;
  const rows = await ctx.db
    .select({
      id: subscriptions.id,
      kind: subscriptions.kind,
      scope: subscriptions.scope,
      userId: subscriptions.userId,
      channel: { id: channels.id, name: channels.name },
      service: { id: services.id, name: services.name },
      environment: { id: environments.id, name: environments.name },
      createdAt: subscriptions.createdAt,
    })
    .from(subscriptions)
    .leftJoin(channels, eq(channels.id, subscriptions.channelId))
    .leftJoin(services, eq(services.id, subscriptions.serviceId))
    .leftJoin(environments, eq(environments.id, subscriptions.environmentId))
    .where(can(ctx.actor, "channel.administer") ? or(own, isNull(subscriptions.userId)) : own)
    .orderBy(asc(subscriptions.id));
  return rows.map(({ userId, createdAt, ...row }) => ({
    ...row,
    receiver: userId ? "person" : "installation",
    createdAt: createdAt.toISOString(),
  }));
}
