import "server-only";
import { and, asc, eq, isNotNull, isNull, sql } from "drizzle-orm";

import { services, teamMembers, teams, users } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import type { TeamRef, TeamView } from "./contract";
import { isTeam, noSuchTeam } from "./team-rows";

/** A transaction reads as well as a context does: approvals ask under the lock of what they approve. */
type Reader = Pick<Context, "actor"> & { db: Pick<Context["db"], "select"> };

/** All teams by name, each with its members and how much it owns. */
export async function listTeams(ctx: Reader): Promise<TeamView[]> {
  demand(ctx.actor, "read");
  return readTeams(ctx);
}

/** @param team id or name. Throws `not_found`. */
export async function getTeam(ctx: Reader, team: string): Promise<TeamView> {
  demand(ctx.actor, "read");
  const [found] = await readTeams(ctx, team);
  if (!found) throw noSuchTeam(team);
  return found;
}

/** @param team id or name. Throws `not_found`. */
export async function getTeamRef(ctx: Reader, team: string): Promise<TeamRef> {
  demand(ctx.actor, "read");
  const [row] = await ctx.db
    .select({ id: teams.id, name: teams.name, title: teams.title })
    .from(teams)
    .where(isTeam(team))
    .limit(1);
  if (!row) throw noSuchTeam(team);
  return row;
}

/** The teams that a person is in, by name; none for somebody who is disabled. */
export async function teamsOf(ctx: Reader, userId: string): Promise<TeamRef[]> {
  demand(ctx.actor, "read");
  return ctx.db
    .select({ id: teams.id, name: teams.name, title: teams.title })
    .from(teamMembers)
    .innerJoin(teams, eq(teams.id, teamMembers.teamId))
    .innerJoin(users, and(eq(users.id, teamMembers.userId), isNull(users.disabledAt)))
    .where(eq(teamMembers.userId, userId))
    .orderBy(asc(teams.name));
}

async function readTeams(ctx: Reader, team?: string): Promise<TeamView[]> {
  const rows = await ctx.db
    .select({
      id: teams.id,
      name: teams.name,
      title: teams.title,
      description: teams.description,
      createdAt: teams.createdAt,
      member: { id: users.id, name: users.name, role: users.role, disabledAt: users.disabledAt },
    })
    .from(teams)
    .leftJoin(teamMembers, eq(teamMembers.teamId, teams.id))
    .leftJoin(users, eq(users.id, teamMembers.userId))
    .where(team === undefined ? undefined : isTeam(team))
    .orderBy(asc(teams.name), asc(users.name), asc(users.id));
  const owned = await ctx.db
    .select({
      teamId: services.ownerTeamId,
      names: sql<string[]>`array_agg(${services.name} order by ${services.name})`,
    })
    .from(services)
    .where(and(isNotNull(services.ownerTeamId), isNull(services.archivedAt)))
    .groupBy(services.ownerTeamId);
  const views = new Map<string, TeamView>();
  for (const { member, createdAt, ...row } of rows) {
    const view = views.get(row.id) ?? {
      ...row,
      createdAt: createdAt.toISOString(),
      members: [],
      services: owned.find(({ teamId }) => teamId === row.id)?.names ?? [],
    };
    if (member) {
      const { disabledAt, ...person } = member;
      view.members.push({ ...person, disabled: disabledAt !== null });
    }
    views.set(row.id, view);
  }
  return [...views.values()];
}
