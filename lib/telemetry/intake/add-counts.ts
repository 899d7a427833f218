import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

import { DURATION_SCALE, type Histogram, mergeHistograms, type TrafficCount } from "../contract";

/** The row of an operation that is none: everything of a source together. */
export const ALL_OPERATIONS = 0;

export type Counted = Omit<TrafficCount, "placementId" | "releaseId" | "method" | "route"> & {
  sourceId: number;
  operationId: number;
};

const GRAINS = [
  { table: "red_1m", field: "minute", array: "int[]" },
  { table: "red_1h", field: "hour", array: "int[]" },
  { table: "red_1d", field: "day", array: "bigint[]" },
] as const;

/**
 * Adds counts of one minute to the rollups of minutes, hours and days, and to the rows over all operations. Each row is
 * added to in one statement, so that any number of gateways may count the same; rows come in one order, so that two
 * workers never wait for each other in a circle.
 */
export async function addCounts(tx: Tx, minuteMs: number, counted: readonly Counted[]): Promise<void> {
  if (counted.length === 0) return;
  const minute = new Date(minuteMs).toISOString();
  // A gateway may hand over what it counted days ago, or what its clock says of tomorrow.
  await tx.execute(sql`select make_red_partitions(${minute}::timestamptz, ${minute}::timestamptz)`);
  const rows = JSON.stringify(together(counted));
  for (const { table, field, array } of GRAINS)
    await tx.execute(sql`
      insert into ${sql.identifier(table)} as kept
        (at, source_id, operation_id, status_class, requests, errors, duration_us, bucket_offset, buckets)
      select date_trunc(${field}, ${minute}::timestamptz, 'UTC'), "sourceId", "operationId", "statusClass", requests, errors,
        "durationUs", "offset", buckets
      from json_to_recordset(${rows}::json) as added("sourceId" int, "operationId" int, "statusClass" smallint,
        requests bigint, errors bigint, "durationUs" bigint, "offset" smallint, buckets ${sql.raw(array)})
      order by "sourceId", "operationId", "statusClass"
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

/** One row per key, with the rows over all operations. */
function together(counted: readonly Counted[]): Counted[] {
  const groups = new Map<string, Counted[]>();
  for (const row of counted)
    for (const operationId of [row.operationId, ALL_OPERATIONS]) {
      const key = `${row.sourceId} ${operationId} ${row.statusClass}`;
      const group = groups.get(key) ?? [];
      group.push({ ...row, operationId });
      groups.set(key, group);
    }
  return [...groups.values()].flatMap(([first, ...others]) => (first ? [sumOf(first, others)] : []));
}

function sumOf(first: Counted, others: readonly Counted[]): Counted {
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
