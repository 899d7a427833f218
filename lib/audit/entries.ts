import "server-only";
import { and, desc, eq, gte, ilike, like, lt, lte, or, type SQL } from "drizzle-orm";

import { newId } from "@/db/columns";
import { auditEntries } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import type { AuditEntryView, AuditFilter } from "./contract";

const MARGIN_MS = 24 * 3_600_000;
const ID_TIME_LENGTH = "aud_".length + 10;

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
    from
      ? and(gte(auditEntries.at, new Date(from)), gte(auditEntries.id, idAround(from, -MARGIN_MS)))
      : undefined,
    to ? and(lte(auditEntries.at, new Date(to)), lte(auditEntries.id, idAround(to, MARGIN_MS))) : undefined,
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

/**
 * Ids begin with their time, so a bound on the id lets the primary key skip what `at` would have to be read for. A
 * transaction takes its time and makes its ids at different moments; a day is far more than any transaction lasts.
 */
const idAround = (instant: string, marginMs: number) =>
  newId("aud", Math.max(0, Date.parse(instant) + marginMs)).slice(0, ID_TIME_LENGTH);

const escaped = (text: string) => text.replaceAll(/[\\%_]/g, String.raw`\$&`);
