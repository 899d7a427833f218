import "server-only";
import { and, eq, gt, isNull, or, sql } from "drizzle-orm";

import { tokens, users } from "@/db/schema";
import { lowerOf } from "@/lib/auth/permissions";

import type { Actor, Context, TokenActor, UserActor } from "./context";

/** Who asked for something that is carried out later: the promise names them, and never what they may. */
export type Requester = { type: "user" | "token"; id: string };

/** The person or token to name in a job's payload; undefined for the machinery and for strangers. */
export const requesterOf = ({ actor }: { actor: Actor }): Requester | undefined =>
  actor.type === "user" || actor.type === "token" ? { type: actor.type, id: actor.id } : undefined;

/** A person or a token as the rows keep it: `user:usr_…`. */
export function requesterIn(requestedBy: string): Requester {
  const [type, id = ""] = requestedBy.split(":");
  return { type: type === "token" ? "token" : "user", id };
}

/**
 * Who a requester is by now, with the role and the scopes of this moment; undefined when they were disabled, revoked
 * or have expired in the meantime.
 */
export async function standingOf(
  ctx: Pick<Context, "db">,
  { type, id }: Requester,
): Promise<UserActor | TokenActor | undefined> {
  if (type === "user") {
    const [person] = await ctx.db
      .select({ name: users.name, role: users.role })
      .from(users)
      .where(and(eq(users.id, id), isNull(users.disabledAt)));
    return person && { type, id, ...person };
  }
  const [token] = await ctx.db
    .select({ name: tokens.name, role: tokens.role, scopes: tokens.scopes, creatorRole: users.role })
    .from(tokens)
    .leftJoin(users, eq(users.id, tokens.createdBy))
    .where(
      and(
        eq(tokens.id, id),
        isNull(tokens.revokedAt),
        or(isNull(tokens.expiresAt), gt(tokens.expiresAt, sql`now()`)),
        isNull(users.disabledAt),
      ),
    );
  if (!token) return undefined;
  const { name, scopes, role, creatorRole } = token;
  return { type, id, name, scopes, role: creatorRole ? lowerOf(role, creatorRole) : role };
}
