import "server-only";
import { sql } from "drizzle-orm";

import type { Context } from "@/lib/core/context";

/** Spans of a trace that are counted for a list. */
const MOST_COUNTED = 1_000;
const AROUND_US = 3_600e6;

type Summary = {
  root: { spanId: string; name: string; service: string; durationMs: number } | null;
  spans: number;
  errors: number;
  services: string[];
};

/** How large each of some traces is, who takes part, and where it begins. */
export async function summaries(
  ctx: Context,
  of: readonly { traceId: string; startUs: number }[],
): Promise<Map<string, Summary>> {
  if (of.length === 0) return new Map();
  const wanted = JSON.stringify(of.map(({ traceId }) => ({ id: traceId })));
  const earliestUs = of.reduce((least, { startUs }) => Math.min(least, startUs), Infinity) - AROUND_US;
  const latestUs = of.reduce((most, { startUs }) => Math.max(most, startUs), 0) + AROUND_US;
  // Constants let the planner leave out the partitions before and after; the spans of each trace come by its index.
  const around = sql`s.at between ${new Date(earliestUs / 1_000).toISOString()}::timestamptz and ${new Date(latestUs / 1_000).toISOString()}::timestamptz`;
  // Names in full: a select from one source leaves the tables out, and would mean the inner one.
  const names = sql`telemetry_sources t join services v on v.id = t.service_id`;
  const rows = await ctx.db
    .select({
      traceId: sql<string>`wanted.id`,
      spans: sql<number>`parts.spans::int`,
      errors: sql<number>`parts.errors::int`,
      services: sql<
        string[]
      >`(select coalesce(array_agg(distinct v.name), '{}') from ${names} where t.id = any(parts.sources))`,
      root: sql<Summary["root"]>`(
        select json_build_object('spanId', encode(s.span_id, 'hex'), 'name', s.name, 'durationMs', s.duration_ns / 1000000.0,
          'service', (select v.name from ${names} where t.id = s.source_id))
        from spans s where s.trace_id = decode(wanted.id, 'hex') and ${around} and s.parent_id is null limit 1)`,
    })
    .from(
      sql`json_to_recordset(${wanted}::json) as wanted(id text)
        cross join lateral (
          select count(distinct span_id) as spans, count(distinct span_id) filter (where status = 2) as errors,
            array_agg(distinct source_id) as sources
          from (select s.span_id, s.status, s.source_id from spans s
            where s.trace_id = decode(wanted.id, 'hex') and ${around} limit ${MOST_COUNTED}) as few
        ) as parts`,
    );
  return new Map(rows.map(({ traceId, ...summary }) => [traceId, summary]));
}
