import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

import {
  type ALL_ENTRIES,
  type ALL_OPERATIONS,
  DURATION_SCALE,
  type Histogram,
  mergeHistograms,
  type TrafficCount,
} from "../contract";

export type Counted = Omit<TrafficCount, "placementId" | "releaseId" | "method" | "route"> & {
  /** The beginning of the minute. */
  minuteMs: number;
  sourceId: number;
  operationId: number;
  /** The row in which it counts as well. */
  totalId: typeof ALL_OPERATIONS | typeof ALL_ENTRIES | null;
};

const GRAINS = [
  { table: "red_1m", seconds: 60, array: "int[]" },
  { table: "red_1h", seconds: 3_600, array: "int[]" },
  { table: "red_1d", seconds: 86_400, array: "bigint[]" },
] as const;

/**
 * Adds counts to the rollups of minutes, hours and days, and to the rows over all operations. Each row is added to in one
 * statement, so that any number of gateways may count the same; rows come in one order, so that two workers never wait
 * for each other in a circle.
 */
export async function addCounts(tx: Tx, counted: readonly Counted[]): Promise<void> {
  if (counted.length === 0) return;
  // A gateway may hand over what it counted days ago, or what its clock says of tomorrow.
  const days = [...new Set(counted.map(({ minuteMs }) => Math.floor(minuteMs / 86_400_000)))];
  await tx.execute(sql`
    select make_red_partitions(day::timestamptz, day::timestamptz)
    from json_array_elements_text(${JSON.stringify(days.map((day) => new Date(day * 86_400_000)))}::json) as day`);
  let rows: readonly Row[] = counted.flatMap((row) => [
    row,
    ...(row.totalId === null ? [] : [{ ...row, operationId: row.totalId }]),
  ]);
  for (const { table, seconds, array } of GRAINS) {
    rows = together(rows, seconds);
    // oxlint-disable-next-line no-await-in-loop -- one connection, and always in this order
    await tx.execute(sql`
      insert into ${sql.identifier(table)} as kept
        (at, source_id, operation_id, status_class, requests, errors, duration_us, bucket_offset, buckets)
      select to_timestamp("minuteMs" / 1000), "sourceId", "operationId", "statusClass", requests, errors,
        "durationUs", "offset", buckets
      from json_to_recordset(${JSON.stringify(rows)}::json) as added("minuteMs" bigint, "sourceId" int,
        "operationId" int, "statusClass" smallint, requests bigint, errors bigint, "durationUs" bigint, "offset" smallint,
        buckets ${sql.raw(array)})
      order by "sourceId", "operationId", "minuteMs", "statusClass"
      on conflict (source_id, operation_id, at, status_class) do update set
        requests = kept.requests + excluded.requests,
        errors = kept.errors + excluded.errors,
        duration_us = kept.duration_us + excluded.duration_us,
        bucket_offset = case
          when cardinality(kept.buckets) = 0 then excluded.bucket_offset
          when cardinality(excluded.buckets) = 0 then kept.bucket_offset
          else least(kept.bucket_offset, excluded.bucket_offset) end,
        buckets = merge_buckets(kept.bucket_offset, kept.buckets, excluded.bucket_offset, excluded.buckets)`);
  }
}

type Row = Omit<Counted, "totalId">;

/** One row per key, where the time is rounded down to so many seconds. */
function together(counted: readonly Row[], seconds: number): Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of counted) {
    const minuteMs = row.minuteMs - (row.minuteMs % (seconds * 1_000));
    const key = `${row.sourceId} ${row.operationId} ${minuteMs} ${row.statusClass}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [{ ...row, minuteMs }]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => (first ? [sumOf(first, others)] : []));
}

function sumOf(first: Row, others: readonly Row[]): Row {
  if (others.length === 0) return first;
  const rows = [first, ...others];
  const { offset, buckets } = mergeHistograms(
    rows.map(({ offset: from, buckets: counts }): Histogram => ({
      scale: DURATION_SCALE,
      offset: from,
      buckets: counts,
    })),
  );
  const sum = (of: "requests" | "errors" | "durationUs") => rows.reduce((total, row) => total + row[of], 0);
  return {
    ...first,
    requests: sum("requests"),
    errors: sum("errors"),
    durationUs: sum("durationUs"),
    offset,
    buckets,
  };
}
