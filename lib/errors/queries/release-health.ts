import "server-only";
import { asc, eq, sql } from "drizzle-orm";

import {
  environments,
  errorIssues,
  releases,
  sessionHours,
  sessionUsers,
  telemetrySources,
} from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import type { ReleaseHealthView } from "../contract";

/**
 * How a release does for those who use it, by environment: sessions and people without a crash, and issues that were seen
 * in it first. Only environments from which something was heard. Throws `not_found`.
 */
export async function getReleaseHealth(ctx: Context, releaseId: string): Promise<ReleaseHealthView> {
  demand(ctx.actor, "read");
  const [release] = await ctx.db.select({ id: releases.id }).from(releases).where(eq(releases.id, releaseId));
  if (!release) throw new DomainError("not_found", `There is no release "${releaseId}".`);
  const of = (outcomes: string) =>
    sql<number>`coalesce((select sum(${sessionHours.sessions}) from ${sessionHours}
      where ${sessionHours.sourceId} = any(array_agg(${telemetrySources.id})) and ${sql.raw(outcomes)}), 0)::float8`;
  const rows = await ctx.db
    .select({
      environment: environments.name,
      sessions: of("true"),
      errored: of("outcome in ('errored', 'abnormal', 'crashed')"),
      crashed: of("outcome = 'crashed'"),
      users: sql<number>`(select count(distinct ${sessionUsers.person}) from ${sessionUsers}
        where ${sessionUsers.sourceId} = any(array_agg(${telemetrySources.id})))::int`,
      crashedUsers: sql<number>`(select count(distinct ${sessionUsers.person}) from ${sessionUsers}
        where ${sessionUsers.sourceId} = any(array_agg(${telemetrySources.id})) and ${sessionUsers.hasCrashed})::int`,
      newIssues: sql<number>`(select count(*) from ${errorIssues}
        where ${errorIssues.firstSourceId} = any(array_agg(${telemetrySources.id})))::int`,
    })
    .from(telemetrySources)
    .innerJoin(environments, eq(environments.id, telemetrySources.environmentId))
    .where(eq(telemetrySources.releaseId, releaseId))
    .groupBy(environments.id)
    .orderBy(asc(environments.position));
  return {
    items: rows
      .filter(({ sessions, newIssues }) => sessions > 0 || newIssues > 0)
      .map(({ crashedUsers, ...row }) => ({
        ...row,
        crashFreeSessions: row.sessions > 0 ? 1 - row.crashed / row.sessions : null,
        crashFreeUsers: row.users > 0 ? 1 - crashedUsers / row.users : null,
      })),
  };
}
