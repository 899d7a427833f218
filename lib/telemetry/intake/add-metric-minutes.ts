import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

import { mergeHistograms } from "../contract";
import { countLate } from "../metrics/prometheus/count-late";

/** What a series counted at an instant, in the layout of the tables of minutes and hours. */
export type MeasuredMinute = {
  seriesId: number;
  atMs: number;
  count: number;
  sum: number;
  min: number | null;
  max: number | null;
  last: number | null;
  offset: number;
  buckets: readonly number[];
};

const GRAINS = [
  { table: "metric_1m", field: "minute", ms: 60_000 },
  { table: "metric_1h", field: "hour", ms: 3_600_000 },
] as const;

/**
 * Adds what was measured to the minutes and hours it belongs to. Each row is added to in one statement, and rows come in
 * one order, so that any number of processes may measure the same.
 */
export async function addMinutes(tx: Tx, measured: readonly MeasuredMinute[]): Promise<void> {
  if (measured.length === 0) return;
  // Not `Math.min(...)`: there may be more of them than a call takes arguments.
  const [firstMs, lastMs] = measured.reduce(
    ([least, most], { atMs }) => [Math.min(least, atMs), Math.max(most, atMs)],
    [Infinity, -Infinity],
  );
  const [first, last] = [new Date(firstMs), new Date(lastMs)];
  await tx.execute(
    sql`select make_metric_partitions(${first.toISOString()}::timestamptz, ${last.toISOString()}::timestamptz)`,
  );
  for (const { table, ms } of GRAINS) {
    const rows = together(measured, ms);
    // oxlint-disable-next-line no-await-in-loop -- one connection
    await tx.execute(sql`
      insert into ${sql.identifier(table)} as kept
        (at, series_id, count, sum, min, max, last, last_at, bucket_offset, buckets)
      select to_timestamp("beginMs" / 1000.0), "seriesId", count, sum, min, max, last, to_timestamp("atMs" / 1000.0), "offset",
        buckets
      from json_to_recordset(${JSON.stringify(rows)}::json) as added("beginMs" float8, "seriesId" int, count bigint,
        sum float8, min float8, max float8, last float8, "atMs" float8, "offset" smallint, buckets bigint[])
      order by "seriesId", "beginMs"
      on conflict (series_id, at) do update set
        count = kept.count + excluded.count,
        sum = kept.sum + excluded.sum,
        min = least(kept.min, excluded.min),
        max = greatest(kept.max, excluded.max),
        last = case when excluded.last_at >= kept.last_at then excluded.last else kept.last end,
        last_at = greatest(kept.last_at, excluded.last_at),
        bucket_offset = case
          when cardinality(kept.buckets) = 0 then excluded.bucket_offset
          when cardinality(excluded.buckets) = 0 then kept.bucket_offset
          else least(kept.bucket_offset, excluded.bucket_offset) end,
        buckets = merge_buckets(kept.bucket_offset, kept.buckets, excluded.bucket_offset, excluded.buckets)`);
  }
  await countLate(
    tx,
    measured.map(({ atMs, last: level }) => ({ atMs, isLevel: level !== null })),
  );
}

type Row = MeasuredMinute & { beginMs: number };

/** One row per series and stretch of time. */
function together(measured: readonly MeasuredMinute[], ms: number): Row[] {
  const rows = new Map<string, Row>();
  for (const one of measured) {
    const beginMs = Math.floor(one.atMs / ms) * ms;
    const key = `${one.seriesId} ${beginMs}`;
    const row = rows.get(key);
    rows.set(key, row ? sumOf(row, one) : { ...one, beginMs });
  }
  return [...rows.values()];
}

function sumOf(row: Row, one: MeasuredMinute): Row {
  const isNewer = one.atMs >= row.atMs;
  const { offset, buckets } = mergeHistograms(
    [row, one].map((each) => ({ scale: 0, offset: each.offset, buckets: [...each.buckets] })),
  );
  return {
    ...row,
    atMs: Math.max(row.atMs, one.atMs),
    count: row.count + one.count,
    sum: row.sum + one.sum,
    min: either(row.min, one.min, Math.min),
    max: either(row.max, one.max, Math.max),
    last: isNewer ? one.last : row.last,
    offset,
    buckets,
  };
}

const either = (a: number | null, b: number | null, choose: (a: number, b: number) => number) =>
  a === null ? b : b === null ? a : choose(a, b);
