import "server-only";
import { and, desc, eq, gt, ilike, isNull, lt, or, sql } from "drizzle-orm";

import { sessions, tokens, users } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import type { Page } from "@/lib/core/contract";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import type { ListPeople, ListTokens, PersonView, SessionView, TokenView } from "./contract";
import { deviceOf } from "./device";
import { can } from "./permissions";

/** People, newest first. Everybody may see who works here. */
export async function listPeople(
  ctx: Context,
  { search, cursor, limit }: ListPeople,
): Promise<Page<PersonView>> {
  demand(ctx.actor, "settings.read");
  const pattern = search && `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const rows = await ctx.db
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      role: users.role,
      hasPassword: sql<boolean>`${users.passwordHash} is not null`,
      // Named in full: a single-table select leaves out table names, and both tables have an id.
      providers: sql<string[]>`array(
        select distinct i.provider from identities i where i.user_id = "users"."id" order by 1)`,
      linkExpiresAt: users.passwordLinkExpiresAt,
      disabledAt: users.disabledAt,
      lastSeenAt: users.lastSeenAt,
      createdAt: users.createdAt,
    })
    .from(users)
    .where(
      and(
        cursor ? lt(users.id, cursor) : undefined,
        pattern ? or(ilike(users.name, pattern), ilike(users.email, pattern)) : undefined,
      ),
    )
    .orderBy(desc(users.id))
    .limit(limit + 1);
  return page(rows, limit, (row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    state: row.disabledAt ? "disabled" : row.lastSeenAt || row.hasPassword ? "active" : "invited",
    signsInWith: [...(row.hasPassword ? ["password"] : []), ...row.providers],
    linkExpiresAt:
      row.linkExpiresAt && row.linkExpiresAt.getTime() > Date.now() ? row.linkExpiresAt.toISOString() : null,
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  }));
}

/** Tokens, newest first: one's own, and everybody's for whoever may revoke them. A token sees only itself. */
export async function listTokens(ctx: Context, { cursor, limit }: ListTokens): Promise<Page<TokenView>> {
  demand(ctx.actor, "settings.read");
  const { actor } = ctx;
  const own =
    actor.type === "user"
      ? eq(tokens.createdBy, actor.id)
      : actor.type === "token"
        ? eq(tokens.id, actor.id)
        : undefined;
  const rows = await ctx.db
    .select({
      id: tokens.id,
      name: tokens.name,
      hint: tokens.hint,
      scopes: tokens.scopes,
      role: tokens.role,
      creator: { id: users.id, name: users.name },
      createdAt: tokens.createdAt,
      expiresAt: tokens.expiresAt,
      lastUsedAt: tokens.lastUsedAt,
      revokedAt: tokens.revokedAt,
    })
    .from(tokens)
    .leftJoin(users, eq(users.id, tokens.createdBy))
    .where(and(cursor ? lt(tokens.id, cursor) : undefined, can(actor, "token.edit") ? undefined : own))
    .orderBy(desc(tokens.id))
    .limit(limit + 1);
  return page(rows, limit, ({ creator, revokedAt, ...row }) => ({
    ...row,
    state: revokedAt
      ? "revoked"
      : row.expiresAt && row.expiresAt.getTime() <= Date.now()
        ? "expired"
        : "active",
    createdBy: creator,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }));
}

/** One's own signed-in browsers, the one used last first. */
export async function listOwnSessions(ctx: Context): Promise<SessionView[]> {
  demand(ctx.actor, "read");
  const { actor } = ctx;
  if (actor.type !== "user") throw new DomainError("forbidden", "Only people have sessions.");
  const rows = await ctx.db
    .select({
      id: sessions.id,
      userAgent: sessions.userAgent,
      ip: sessions.ip,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
      expiresAt: sessions.expiresAt,
    })
    .from(sessions)
    .where(and(eq(sessions.userId, actor.id), isNull(sessions.revokedAt), gt(sessions.expiresAt, sql`now()`)))
    .orderBy(desc(sessions.lastSeenAt))
    .limit(100);
  return rows.map((row) => ({
    id: row.id,
    device: deviceOf(row.userAgent),
    ip: row.ip,
    current: row.id === actor.sessionId,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }));
}

/** Whether the person who asks has a password to prove, or only comes in through a provider. */
export async function hasPassword(ctx: Context): Promise<boolean> {
  demand(ctx.actor, "read");
  if (ctx.actor.type !== "user") return false;
  const [row] = await ctx.db
    .select({ has: sql<boolean>`${users.passwordHash} is not null` })
    .from(users)
    .where(eq(users.id, ctx.actor.id));
  return row?.has ?? false;
}

function page<R extends { id: string }, T>(rows: R[], limit: number, view: (row: R) => T): Page<T> {
  const shown = rows.slice(0, limit);
  return { items: shown.map(view), nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}
