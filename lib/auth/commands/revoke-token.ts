import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";

import { tokens } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand, grant, permit } from "@/lib/core/permit";

import { topics, type RevokeToken } from "../contract";

/** Ends a token for good: one's own, or anybody's for an administrator. A token may end itself. */
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
    const revoked = await tx
      .update(tokens)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(tokens.id, id), isNull(tokens.revokedAt)))
      .returning({ hint: tokens.hint });
    if (!token || !revoked[0])
      throw new DomainError("not_found", "That token does not exist or is revoked already.");
    return {
      result: { id },
      subject: id,
      subjectName: token.name,
      before: { revoked: false },
      after: { revoked: true },
      topics: [topics.tokens],
    };
  });
}
