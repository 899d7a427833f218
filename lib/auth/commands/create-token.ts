import "server-only";
import { eq } from "drizzle-orm";

import type { Role, TokenScope } from "@/db/enums";
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

/** Makes a token that may do no more than whoever makes it. The plain token is in the answer and nowhere else. */
export async function createToken(ctx: Context, input: CreateToken): Promise<CreatedToken> {
  const allowed = permit(ctx.actor, "token.create");
  const bounds = await boundsOf(ctx);
  const role = input.role ?? bounds.role;
  refuseBeyond(bounds, { ...input, role });
  const token = `${TOKEN_PREFIX}${randomSecret()}`;
  const wanted = new Date(Date.now() + input.expiresInDays * DAY_MS);
  const expiresAt = bounds.expiresAt && bounds.expiresAt < wanted ? bounds.expiresAt : wanted;
  const scopes = [...new Set(input.scopes)];
  return mutate(ctx, allowed, async (tx) => {
    const [created] = await tx
      .insert(tokens)
      .values({
        name: input.name,
        hash: fingerprint(token),
        hint: token.slice(-4),
        scopes,
        role,
        createdBy: bounds.personId,
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

type Bounds = { role: Role; scopes?: readonly TokenScope[]; personId: string | null; expiresAt: Date | null };

/** A token made by a token belongs to the same person and does not outlive it, so that revoking one is no surprise. */
async function boundsOf(ctx: Context): Promise<Bounds> {
  const { actor } = ctx;
  if (actor.type === "user") return { role: actor.role, personId: actor.id, expiresAt: null };
  if (actor.type !== "token") throw new DomainError("forbidden", "Tokens belong to people.");
  const [own] = await ctx.db
    .select({ personId: tokens.createdBy, expiresAt: tokens.expiresAt })
    .from(tokens)
    .where(eq(tokens.id, actor.id));
  return {
    role: actor.role,
    scopes: actor.scopes,
    personId: own?.personId ?? null,
    expiresAt: own?.expiresAt ?? null,
  };
}

function refuseBeyond(bounds: Bounds, input: { role: Role; scopes: readonly TokenScope[] }) {
  if (!reaches(bounds.role, input.role)) {
    const message = `You can't give more than your own role, ${bounds.role}.`;
    throw new DomainError("forbidden", message, { fields: [{ path: "role", message }] });
  }
  const own = bounds.scopes;
  const beyond = own && !own.includes("admin") ? input.scopes.filter((scope) => !own.includes(scope)) : [];
  if (beyond.length > 0) {
    const message = `This token can't give what it lacks: ${beyond.join(", ")}.`;
    throw new DomainError("forbidden", message, { fields: [{ path: "scopes", message }] });
  }
}
