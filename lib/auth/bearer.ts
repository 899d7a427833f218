import "server-only";
import { and, eq, gt, isNull, lt, or, sql } from "drizzle-orm";

import type { Database } from "@/db/client";
import { tokens, users } from "@/db/schema";
import type { TokenActor } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

import { fingerprint } from "./keys";
import { lowerOf } from "./permissions";

export const TOKEN_PREFIX = "slp_";

/** The token of an `Authorization: Bearer …` header, which may be empty; undefined for no header or another scheme. */
export function bearerOf(authorization: string | null): string | undefined {
  const [scheme, token = ""] = (authorization ?? "").trim().split(/\s+/);
  return scheme?.toLowerCase() === "bearer" ? token : undefined;
}

/**
 * The actor behind a token. Its role is never above what its creator has now, and it rests while its creator is
 * disabled. Throws `unauthenticated` for anything else than a valid token.
 */
export async function tokenActor(db: Database, token: string): Promise<TokenActor> {
  const row = token.startsWith(TOKEN_PREFIX) ? await findToken(db, token) : undefined;
  if (!row) throw new DomainError("unauthenticated", "This token is not valid: unknown, revoked or expired.");
  if (row.stale) await touch(db, row.id);
  const role = row.creatorRole ? lowerOf(row.role, row.creatorRole) : row.role;
  return { type: "token", id: row.id, name: row.name, role, scopes: row.scopes };
}

const aMinuteAgo = sql`now() - interval '1 minute'`;

async function findToken(db: Database, token: string) {
  const [row] = await db
    .select({
      id: tokens.id,
      name: tokens.name,
      role: tokens.role,
      scopes: tokens.scopes,
      creatorRole: users.role,
      stale: sql<boolean>`coalesce(${tokens.lastUsedAt} < ${aMinuteAgo}, true)`,
    })
    .from(tokens)
    .leftJoin(users, eq(users.id, tokens.createdBy))
    .where(
      and(
        eq(tokens.hash, fingerprint(token)),
        isNull(tokens.revokedAt),
        or(isNull(tokens.expiresAt), gt(tokens.expiresAt, sql`now()`)),
        isNull(users.disabledAt),
      ),
    );
  return row;
}

async function touch(db: Database, id: string) {
  await db
    .update(tokens)
    .set({ lastUsedAt: sql`now()` })
    .where(and(eq(tokens.id, id), or(isNull(tokens.lastUsedAt), lt(tokens.lastUsedAt, aMinuteAgo))));
}
