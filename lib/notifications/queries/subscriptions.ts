import "server-only";
import { asc, eq, inArray, isNull, or } from "drizzle-orm";

import {
  environments,
  notificationChannels as channels,
  notificationSubscriptions as subscriptions,
  services,
  teams,
} from "@/db/schema";
import { can } from "@/lib/auth/permissions";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { askerOf } from "../asker";
import type { SubscriptionView } from "../contract";

/** One's own subscriptions, those of one's teams and, for whoever may change them, of all teams and the installation. */
export async function listSubscriptions(ctx: Pick<Context, "actor" | "db">): Promise<SubscriptionView[]> {
  demand(ctx.actor, "read");
  const { personId, teams: own } = await askerOf(ctx);
  const teamIds = own.map(({ id }) => id);
  const rows = await ctx.db
    .select({
      id: subscriptions.id,
      kind: subscriptions.kind,
      scope: subscriptions.scope,
      userId: subscriptions.userId,
      team: { id: teams.id, name: teams.name },
      channel: { id: channels.id, name: channels.name },
      service: { id: services.id, name: services.name },
      environment: { id: environments.id, name: environments.name },
      createdAt: subscriptions.createdAt,
    })
    .from(subscriptions)
    .leftJoin(teams, eq(teams.id, subscriptions.teamId))
    .leftJoin(channels, eq(channels.id, subscriptions.channelId))
    .leftJoin(services, eq(services.id, subscriptions.serviceId))
    .leftJoin(environments, eq(environments.id, subscriptions.environmentId))
    .where(
      or(
        eq(subscriptions.userId, personId ?? ""),
        can(ctx.actor, "channel.administer")
          ? isNull(subscriptions.userId)
          : inArray(subscriptions.teamId, teamIds.length > 0 ? teamIds : [""]),
      ),
    )
    .orderBy(asc(subscriptions.id));
  return rows.map(({ userId, createdAt, ...row }) => ({
    ...row,
    receiver: userId ? "person" : row.team ? "team" : "installation",
    createdAt: createdAt.toISOString(),
  }));
}
