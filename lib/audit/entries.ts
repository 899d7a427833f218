import "server-only";
import { and, desc, eq, gte, ilike, like, lt, lte, or, type SQL } from "drizzle-orm";

import { idAt } from "@/db/columns";
import { auditEntries } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import type { AuditEntryView, AuditFilter } from "./contract";

/** Up to `limit` entries, newest first, older than the one with the id `before`. */
export async function readEntries(
  ctx: Context,
  filter: AuditFilter,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<AuditEntryView[]> {
  const rows = await ctx.db
    .select({
      id: auditEntries.id,
      at: auditEntries.at,
      actor: auditEntries.actor,
      actorName: auditEntries.actorName,
      action: auditEntries.action,
      subject: auditEntries.subject,
      subjectName: auditEntries.subjectName,
      before: auditEntries.before,
      after: auditEntries.after,
      requestId: auditEntries.requestId,
      ip: auditEntries.ip,
    })
    .from(auditEntries)
    .where(and(before ? lt(auditEntries.id, before) : undefined, ...conditionsOf(filter)))
    .orderBy(desc(auditEntries.id))
    .limit(limit);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

function conditionsOf({ actor, action, subject, from, to, text }: AuditFilter): (SQL | undefined)[] {
  return [
    actor ? actorIs(actor) : undefined,
    action ? actionIs(action) : undefined,
    subject ? eq(auditEntries.subject, subject) : undefined,
    from ? since(timeOf(from)) : undefined,
    to ? until(timeOf(to)) : undefined,
    text ? mentions(text) : undefined,
  ];
}

const actorIs = (actor: string) =>
  actor.includes(":") || actor === "anonymous"
    ? eq(auditEntries.actor, actor)
    : or(eq(auditEntries.actor, `user:${actor}`), eq(auditEntries.actor, `token:${actor}`));

const actionIs = (action: string) =>
  action.includes(".") ? eq(auditEntries.action, action) : like(auditEntries.action, `${escaped(action)}.%`);

function mentions(text: string) {
  const pattern = `%${escaped(text)}%`;
  return or(
    ilike(auditEntries.actorName, pattern),
    ilike(auditEntries.subjectName, pattern),
    ilike(auditEntries.action, pattern),
    eq(auditEntries.subject, text),
    eq(auditEntries.requestId, text),
    eq(auditEntries.ip, text),
  );
}

/** Nothing was written before 1970 or will be after 9999, and PostgreSQL can't read every year that an offset leads to. */
const LAST_MS = Date.UTC(9999, 11, 31);
const timeOf = (instant: string) => Math.min(Math.max(Date.parse(instant), 0), LAST_MS);

/**
 * Ids begin with their time, so a bound on the id lets the primary key skip what `at` would have to be read for. A
 * transaction takes its time and makes its ids at different moments; a day is far more than any transaction lasts.
 */
const MARGIN_MS = 24 * 3_600_000;
const since = (ms: number) =>
  and(gte(auditEntries.at, new Date(ms)), gte(auditEntries.id, idAt("aud", new Date(ms - MARGIN_MS))));
const until = (ms: number) =>
  and(lte(auditEntries.at, new Date(ms)), lt(auditEntries.id, idAt("aud", new Date(ms + MARGIN_MS))));

const escaped = (text: string) => text.replaceAll(/[\\%_]/g, String.raw`\$&`);
