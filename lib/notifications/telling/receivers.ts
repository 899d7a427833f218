import "server-only";
import { and, eq, inArray, isNull, or, sql, type SQL } from "drizzle-orm";

import { notificationSubscriptions as subscriptions, teamMembers, users } from "@/db/schema";
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
  const { kind, service, environment } = facts;
  const rows = await ctx.db
    .select({
      userId: subscriptions.userId,
      teamId: subscriptions.teamId,
      channelId: subscriptions.channelId,
    })
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
        inScope(facts),
      ),
    );
  const inboxes = rows.filter(({ channelId }) => channelId === null);
  const teamIds = inboxes.flatMap(({ teamId }) => teamId ?? []);
  return {
    userIds: distinct([
      ...inboxes.flatMap(({ userId }) => userId ?? []),
      ...(teamIds.length > 0 ? await membersOf(ctx, teamIds) : []),
    ]),
    channelIds: distinct(rows.flatMap(({ channelId }) => channelId ?? [])),
  };
}

function inScope({ service, ownerTeamId, concerned }: Facts): SQL | undefined {
  return or(
    eq(subscriptions.scope, "all"),
    concerned.length > 0
      ? and(eq(subscriptions.scope, "mine"), inArray(subscriptions.userId, concerned))
      : undefined,
    and(eq(subscriptions.scope, "owned"), service ? isOwner(ownerTeamId) : undefined),
  );
}

/** The team that owns the service, or somebody in it. */
const isOwner = (ownerTeamId: string | null): SQL | undefined =>
  ownerTeamId === null
    ? sql`false`
    : or(
        eq(subscriptions.teamId, ownerTeamId),
        sql`exists (select 1 from ${teamMembers} m
          where m.team_id = ${ownerTeamId} and m.user_id = ${subscriptions.userId})`,
      );

async function membersOf({ db }: Pick<Context, "db">, teamIds: string[]): Promise<string[]> {
  const rows = await db
    .select({ userId: teamMembers.userId })
    .from(teamMembers)
    .innerJoin(users, eq(users.id, teamMembers.userId))
    .where(and(inArray(teamMembers.teamId, teamIds), isNull(users.disabledAt)));
  return rows.map(({ userId }) => userId);
}

const distinct = (ids: string[]) => [...new Set(ids)];
