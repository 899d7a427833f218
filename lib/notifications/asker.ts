import "server-only";
import { eq } from "drizzle-orm";

import { teamMembers, teams } from "@/db/schema";
import { personIdsBehind } from "@/lib/auth";
import { actorKey, type Context } from "@/lib/core/context";
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

export async function findPersonId(ctx: Reader): Promise<string | undefined> {
  return (await personIdsBehind(ctx, [actorKey(ctx.actor)])).at(0);
}

/** Throws `forbidden` for a token that nobody made. */
export async function getPersonId(ctx: Reader): Promise<string> {
  const id = await findPersonId(ctx);
  if (id) return id;
  throw new DomainError("forbidden", "Only people have an inbox, and this token was made by nobody.");
}
