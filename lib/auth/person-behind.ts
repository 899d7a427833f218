import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";

import type { Role } from "@/db/enums";
import { teamMembers, teams, tokens, users } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { lowerOf } from "./permissions";

type Person = { id: string; name: string; role: Role; teams: readonly string[] };

/** The person behind an actor: themselves, or whoever made the token; undefined for the machinery and tokens of nobody. */
export async function personBehind(ctx: Pick<Context, "actor" | "db">): Promise<Person | undefined> {
  const { actor, db } = ctx;
  if (actor.type === "user") {
    return { id: actor.id, name: actor.name, role: actor.role, teams: await teamNamesOf(ctx, actor.id) };
  }
  if (actor.type !== "token") return undefined;
  const [person] = await db
    .select({ id: users.id, name: users.name, role: users.role })
    .from(tokens)
    .innerJoin(users, eq(users.id, tokens.createdBy))
    .where(and(eq(tokens.id, actor.id), isNull(users.disabledAt)));
  if (!person) return undefined;
  return { ...person, role: lowerOf(person.role, actor.role), teams: await teamNamesOf(ctx, person.id) };
}

/**
 * The people behind actors as rows name them (`user:usr_…`): a token stands for whoever made it, also when they are
 * disabled by now, and jobs for nobody.
 */
export async function personIdsBehind(
  { actor, db }: Pick<Context, "actor"> & { db: Pick<Context["db"], "select"> },
  keys: readonly string[],
): Promise<string[]> {
  demand(actor, "read");
  const ids = (type: string) =>
    keys.flatMap((key) => (key.startsWith(`${type}:`) ? [key.slice(type.length + 1)] : []));
  const tokenIds = ids("token");
  const makers =
    tokenIds.length > 0
      ? await db.select({ id: tokens.createdBy }).from(tokens).where(inArray(tokens.id, tokenIds))
      : [];
  return [...new Set([...ids("user"), ...makers.flatMap(({ id }) => id ?? [])])].filter(Boolean);
}

/** The names of a person's teams. */
async function teamNamesOf({ db }: Pick<Context, "db">, userId: string): Promise<string[]> {
  const rows = await db
    .select({ name: teams.name })
    .from(teamMembers)
    .innerJoin(teams, eq(teams.id, teamMembers.teamId))
    .where(eq(teamMembers.userId, userId));
  return rows.map(({ name }) => name);
}
