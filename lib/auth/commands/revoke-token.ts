import "server-only";
import { and, asc, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { tokens } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand, grant, permit } from "@/lib/core/permit";

import { topics, type RevokeToken } from "../contract";

/**
 * Ends a token for good, and every token that it made or that those made: one's own, or anybody's for an administrator.
 * A token may end itself.
 */
export async function revokeToken(ctx: Context, { id }: RevokeToken): Promise<{ id: string }> {
  demand(ctx.actor, "read");
  const { actor } = ctx;
  const [token] = await ctx.db
    .select({ name: tokens.name, createdBy: tokens.createdBy })
    .from(tokens)
    .where(eq(tokens.id, id));
  const own =
    (actor.type === "user" && token?.createdBy === actor.id) || (actor.type === "token" && actor.id === id);
  const allowed = own
    ? grant(actor, "token.revoke", true, "")
    : permit(actor, "token.edit", { action: "token.revoke" });
  return mutate(ctx, allowed, async (tx) => {
    const [revoked] = await revoke(tx, eq(tokens.id, id));
    if (!token || !revoked) {
      throw new DomainError("not_found", "That token does not exist or is revoked already.");
    }
    const descendants = await revokeDescendants(tx, id);
    return {
      result: { id },
      ...changeOf(revoked),
      others: descendants.map((descendant) => changeOf(descendant, { with: id })),
      topics: [topics.tokens],
    };
  });
}

/**
 * One generation after the other, each in a statement of its own: locking a generation waits for whoever is making a
 * token with one of its members, and the next statement sees that token. Also looks below members that were revoked
 * before tokens knew their parents.
 */
async function revokeDescendants(tx: Tx, id: string): Promise<Revoked[]> {
  const revoked: Revoked[] = [];
  let generation = [id];
  while (generation.length > 0) {
    const children = await tx
      .select({ id: tokens.id })
      .from(tokens)
      .where(inArray(tokens.parentId, generation))
      .orderBy(asc(tokens.id))
      .for("update");
    generation = children.map((child) => child.id);
    revoked.push(...(await revoke(tx, inArray(tokens.id, generation))));
  }
  return revoked;
}

type Revoked = { id: string; name: string };

const revoke = (tx: Tx, which: SQL): Promise<Revoked[]> =>
  tx
    .update(tokens)
    .set({ revokedAt: sql`now()` })
    .where(and(which, isNull(tokens.revokedAt)))
    .returning({ id: tokens.id, name: tokens.name });

const changeOf = ({ id, name }: Revoked, because: { with?: string } = {}) => ({
  subject: id,
  subjectName: name,
  before: { revoked: false },
  after: { revoked: true, ...because },
});
