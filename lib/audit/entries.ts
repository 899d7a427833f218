import "server-only";
import { and, desc, eq, gte, like, lt, lte, or, type SQL, sql } from "drizzle-orm";

import { idAt } from "@/db/columns";
import { auditEntries } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import type { AuditEntryView, AuditFilter } from "./contract";
import { mentions } from "./mentions";

type Window = { before: string | undefined; limit: number };

/** Up to `limit` entries, newest first, older than the one with the id `before`. */
export async function readEntries(
  ctx: Context,
  { text, ...filter }: AuditFilter,
  { before, limit }: Window,
): Promise<AuditEntryView[]> {
  const within = and(before ? lt(auditEntries.id, before) : undefined, ...conditionsOf(filter));
  const rows = text
    ? await search(ctx, text, within, limit)
    : await ctx.db
        .select(columnsOf(auditEntries))
        .from(auditEntries)
        .where(within)
        .orderBy(desc(auditEntries.id))
        .limit(limit);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/**
 * A frequent word is found among the newest entries, a rare one through the index of words. The planner can't tell them
 * apart (for the beginning of a word it has no statistics), and its mistake reads the whole trail.
 */
async function search(ctx: Context, text: string, within: SQL | undefined, limit: number) {
  const newest = await newestThatMention(ctx, text, within, limit);
  return newest.length === limit ? newest : allThatMention(ctx, text, within, limit);
}

/** So many are read for each one that is asked for, before the word counts as rare. */
const READ_PER_FOUND = 40;

function newestThatMention(ctx: Context, text: string, within: SQL | undefined, limit: number) {
  const newest = ctx.db
    .select(columnsOf(auditEntries))
    .from(auditEntries)
    .where(within)
    .orderBy(desc(auditEntries.id))
    .limit(limit * READ_PER_FOUND)
    .as("newest");
  return ctx.db
    .select(columnsOf(newest))
    .from(newest)
    .where(mentions(newest, text))
    .orderBy(desc(newest.id))
    .limit(limit);
}

export const allThatMention = (ctx: Context, text: string, within: SQL | undefined, limit: number) =>
  ctx.db
    .select(columnsOf(auditEntries))
    .from(auditEntries)
    .where(and(mentions(auditEntries, text), within))
    // Sorted by an expression, so that the planner can't walk along the primary key in the hope of an early match.
    .orderBy(sql`${auditEntries.id} || '' desc`)
    .limit(limit);

const columnsOf = <T extends Record<keyof AuditEntryView, unknown>>(t: T): Pick<T, keyof AuditEntryView> => ({
  id: t.id,
  at: t.at,
  actor: t.actor,
  actorName: t.actorName,
  action: t.action,
  subject: t.subject,
  subjectName: t.subjectName,
  before: t.before,
  after: t.after,
  requestId: t.requestId,
  ip: t.ip,
});

function conditionsOf({ actor, action, subject, from, to }: Omit<AuditFilter, "text">): (SQL | undefined)[] {
  return [
    actor ? actorIs(actor) : undefined,
    action ? actionIs(action) : undefined,
    subject ? eq(auditEntries.subject, subject) : undefined,
    from ? since(timeOf(from)) : undefined,
    to ? until(timeOf(to)) : undefined,
  ];
}

const actorIs = (actor: string) =>
  actor.includes(":") || actor === "anonymous"
    ? eq(auditEntries.actor, actor)
    : or(eq(auditEntries.actor, `user:${actor}`), eq(auditEntries.actor, `token:${actor}`));

const actionIs = (action: string) =>
  action.includes(".") ? eq(auditEntries.action, action) : like(auditEntries.action, `${escaped(action)}.%`);

/**
 * Each condition has an index of its own. An address stands alone, because so many entries share one that together with
 * the others the planner would rather read the whole trail.
 */
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
