import "server-only";
import { and, eq, isNull } from "drizzle-orm";

import type { Tx } from "@/db/client";
import type { Role } from "@/db/enums";
import { tokens } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { permit } from "@/lib/core/permit";

import { TOKEN_PREFIX } from "../bearer";
import { topics, type CreatedToken, type CreateToken } from "../contract";
import { fingerprint, randomSecret } from "../keys";
import { reaches } from "../permissions";

const DAY_MS = 24 * 3_600_000;

/**
 * Makes a token that may do no more than whoever makes it, and ends with the token that made it. The plain token is in
 * the answer and nowhere else.
 */
export async function createToken(ctx: Context, input: CreateToken): Promise<CreatedToken> {
  const allowed = permit(ctx.actor, "token.create");
  const bounds = await boundsOf(ctx);
  const role = input.role ?? bounds.role;
  refuseAbove(bounds.role, role);
  const token = `${TOKEN_PREFIX}${randomSecret()}`;
  const wanted = new Date(Date.now() + input.expiresInDays * DAY_MS);
  const expiresAt = bounds.expiresAt && bounds.expiresAt < wanted ? bounds.expiresAt : wanted;
  const scopes = [...new Set(input.scopes)];
  return mutate(ctx, allowed, async (tx) => {
    if (bounds.parentId) await holdParent(tx, bounds.parentId);
    const [created] = await tx
      .insert(tokens)
      .values({
        name: input.name,
        hash: fingerprint(token),
        hint: token.slice(-4),
        scopes,
        role,
        createdBy: bounds.personId,
        parentId: bounds.parentId,
        expiresAt,
      })
      .returning({ id: tokens.id });
    if (!created) throw new Error("The token was not written.");
    return {
      result: { id: created.id, token, expiresAt: expiresAt.toISOString() },
      subject: created.id,
      subjectName: input.name,
      after: { scopes, role, expiresAt: expiresAt.toISOString() },
      topics: [topics.tokens],
    };
  });
}

type Bounds = { role: Role; personId: string | null; parentId: string | null; expiresAt: Date | null };

/** A token made by a token belongs to the same person and does not outlive it, so that revoking one is no surprise. */
async function boundsOf(ctx: Context): Promise<Bounds> {
  const { actor } = ctx;
  if (actor.type === "user") return { role: actor.role, personId: actor.id, parentId: null, expiresAt: null };
  if (actor.type !== "token") throw new DomainError("forbidden", "Tokens belong to people.");
  const [own] = await ctx.db
    .select({ personId: tokens.createdBy, expiresAt: tokens.expiresAt })
    .from(tokens)
    .where(eq(tokens.id, actor.id));
  return {
    role: actor.role,
    personId: own?.personId ?? null,
    parentId: actor.id,
    expiresAt: own?.expiresAt ?? null,
  };
}

/** Making tokens takes the scope `admin`, which includes every other, so only the role has to be compared. */
function refuseAbove(own: Role, wanted: Role) {
  if (reaches(own, wanted)) return;
  const message = `You can't give more than your own role, ${own}.`;
  throw new DomainError("forbidden", message, { fields: [{ path: "role", message }] });
}

/** Until the new token is there, so that whoever revokes its parent meanwhile waits, and then finds it. */
async function holdParent(tx: Tx, parentId: string) {
  const held = await tx
    .select({ id: tokens.id })
    .from(tokens)
    .where(and(eq(tokens.id, parentId), isNull(tokens.revokedAt)))
    .for("share");
  if (held.length === 0) throw new DomainError("unauthenticated", "This token was revoked meanwhile.");
}
