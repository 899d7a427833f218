import "server-only";
import { eq, or } from "drizzle-orm";

import { teamMembers, teams, tokens } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

type Reader = Pick<Context, "actor" | "db">;

/** The person who asks, or who made the token that asks, and the teams they are in. */
export type Asker = { personId: string | undefined; teams: { id: string; name: string }[] };

export async function askerOf(ctx: Reader): Promise<Asker> {
  const personId = await findPersonId(ctx);
  if (!personId) return { personId, teams: [] };
  const rows = await ctx.db
    .select({ id: teams.id, name: teams.name })
    .from(teamMembers)
    .innerJoin(teams, eq(teams.id, teamMembers.teamId))
    .where(eq(teamMembers.userId, personId))
    .orderBy(teams.name);
  return { personId, teams: rows };
}

export async function findPersonId({ actor, db }: Reader): Promise<string | undefined> {
  if (actor.type === "user") return actor.id;
  if (actor.type !== "token") return undefined;
  const [token] = await db.select({ id: tokens.createdBy }).from(tokens).where(eq(tokens.id, actor.id));
  return token?.id ?? undefined;
}

/** Throws `forbidden` for a token that nobody made. */
export async function getPersonId(ctx: Reader): Promise<string> {
  const id = await findPersonId(ctx);
  if (id) return id;
  throw new DomainError("forbidden", "Only people have an inbox, and this token was made by nobody.");
}

/** @param team id or name. Throws `not_found`. */
export async function findTeam({ db }: Reader, team: string): Promise<{ id: string; name: string }> {
  const [row] = await db
    .select({ id: teams.id, name: teams.name })
    .from(teams)
    .where(or(eq(teams.id, team), eq(teams.name, team)))
    .limit(1);
  if (row) return row;
  const message = `There is no team "${team}".`;
  throw new DomainError("not_found", message, { fields: [{ path: "team", message }] });
}
