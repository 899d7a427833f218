import "server-only";
import { desc, sql } from "drizzle-orm";

import { logs } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { levelOf, LOG_ORIGINS, type LogLine, type LogsView, SearchLogs } from "../../contract";
import { type LogScope, logScopeOf, ofSources } from "./log-scope";

/**
 * Lines of services, newest first. It looks at one slice of time after the other, wider ones while that is fast, until a
 * page is full or it has looked for long enough: then it says how far it came, and `nextCursor` goes on from there.
 * Throws `not_found` for a service or an environment that does not exist.
 */
export async function searchLogs(ctx: Context, input: SearchLogs = {}, now = new Date()): Promise<LogsView> {
  demand(ctx.actor, "read");
  const { cursor, limit, ...filter } = SearchLogs.parse(input);
  const scope = await logScopeOf(ctx, filter, now);
  const [fromUs, toUs] = [scope.from.getTime() * 1_000, scope.to.getTime() * 1_000];
  const start = positionIn(cursor) ?? { us: toUs, id: 0 };
  const startedMs = performance.now();
  const rows: Row[] = [];
  let [untilUs, untilId] = [Math.min(start.us, toUs), start.id];
  let sliceUs = FIRST_SLICE_US;
  while (untilUs > fromUs || untilId > 0) {
    const sinceUs = Math.max(fromUs, untilUs - sliceUs);
    const sliceStartedMs = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- the next slice depends on how fast this one was, and what it held
    rows.push(...(await readSlice(ctx, scope, { sinceUs, untilUs, untilId }, limit + 1 - rows.length)));
    if (rows.length > limit) break;
    [untilUs, untilId] = [sinceUs, 0];
    if (performance.now() - startedMs > PATIENCE_MS) break;
    sliceUs = widened(sliceUs, performance.now() - sliceStartedMs);
  }
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const isFull = rows.length > limit && last !== undefined;
  const searchedUs = isFull ? last.us : untilUs;
  return {
    items: items.map((row) => lineOf(row, scope)),
    nextCursor: isFull ? `${last.us}-${last.id}` : searchedUs > fromUs ? `${searchedUs}-0` : null,
    searchedTo: new Date(searchedUs / 1_000).toISOString(),
  };
}

const FIRST_SLICE_US = 60_000_000;
/** Whoever waits for something rare hears how far the search came. */
const PATIENCE_MS = 800;

/** One statement reads no more than this: lines come in bursts, and what was cheap of a quiet night is not of a busy day. */
const LONGEST_SLICE_US = 6 * 3_600_000_000;

function widened(sliceUs: number, tookMs: number): number {
  if (tookMs < 30) return Math.min(sliceUs * 4, LONGEST_SLICE_US);
  if (tookMs < 100) return Math.min(sliceUs * 2, LONGEST_SLICE_US);
  return tookMs > 300 ? Math.max(FIRST_SLICE_US / 60, sliceUs / 2) : sliceUs;
}

type Row = {
  us: number;
  id: string;
  sourceId: number;
  severity: number;
  origin: number;
  traceId: string | null;
  spanId: string | null;
  body: string;
  attributes: Record<string, unknown>;
};

type Slice = { sinceUs: number; untilUs: number; untilId: number };

function readSlice(
  ctx: Context,
  scope: LogScope,
  { sinceUs, untilUs, untilId }: Slice,
  limit: number,
): Promise<Row[]> {
  const before =
    untilId > 0
      ? sql`at <= ${at(untilUs)} and (at, id) < (${at(untilUs)}, ${untilId})`
      : sql`at < ${at(untilUs)}`;
  return ctx.db
    .select({
      us: sql<number>`(extract(epoch from ${logs.at}) * 1000000)::float8`,
      id: sql<string>`${logs.id}::text`,
      sourceId: logs.sourceId,
      severity: logs.severity,
      origin: logs.origin,
      traceId: sql<string | null>`encode(${logs.traceId}, 'hex')`,
      spanId: sql<string | null>`encode(${logs.spanId}, 'hex')`,
      body: logs.body,
      attributes: logs.attributes,
    })
    .from(logs)
    .where(
      sql`at >= ${at(sinceUs)} and ${before} and ${ofSources(scope)} and ${scope.condition ?? sql`true`}`,
    )
    .orderBy(desc(logs.at), desc(logs.id))
    .limit(limit);
}

/** Microseconds as an instant, which a JavaScript date would round. */
const at = (us: number) => {
  const seconds = new Date(Math.floor(us / 1_000_000) * 1_000).toISOString().slice(0, 19);
  return sql`${`${seconds}.${String(us % 1_000_000).padStart(6, "0")}Z`}::timestamptz`;
};

function positionIn(cursor: string | undefined): { us: number; id: number } | undefined {
  const [, us, id] = /^(\d{1,17})-(\d{1,15})$/.exec(cursor ?? "") ?? [];
  return us && id ? { us: Number(us), id: Number(id) } : undefined;
}

function lineOf({ us, sourceId, ...row }: Row, { sources }: LogScope): LogLine {
  const source = sources.get(sourceId);
  return {
    ...row,
    at: new Date(us / 1_000).toISOString(),
    level: levelOf(row.severity),
    origin: LOG_ORIGINS[row.origin] ?? "",
    service: source?.service ?? "",
    environment: source?.environment ?? "",
    region: source?.region ?? "",
    release: source?.release ?? null,
  };
}
