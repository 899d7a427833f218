import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";

import type { Tx } from "@/db/client";
import { METRIC_TYPES } from "@/db/enums";
import type { Context } from "@/lib/core/context";

import type { WrittenSeries } from "../../prometheus/encode-write";
import { textOf } from "../series-rows";
import { readSourceLabels } from "../source-labels";
import {
  firstIn,
  grown,
  histogram,
  inHour,
  instant,
  type Labels,
  labelsOf,
  lately,
  NONE,
  readBuckets,
  sampleOf,
  type Within,
} from "./minute-parts";
import { seriesName } from "./names";
import { readCheckedMinute } from "./read-checked-minute";
import { explicitUpTo, exponentialUpTo } from "./written-buckets";

/**
 * All series of one minute as they are written. Counters and histograms are what was counted since the hour began:
 * PromQL needs something that grows, an hour is read from few rows, and it begins anew like a process that was restarted.
 * What came late for an earlier minute of the hour is in the next sample. The first minute of a series has a zero before
 * it, because `increase` does not count a first value; and one that fell silent goes on with zeros for an hour, because
 * Prometheus prolongs what ends in the middle of a window.
 */
export async function readMinute(ctx: Context, minute: Date): Promise<WrittenSeries[]> {
  const sources = new Map((await readSourceLabels(ctx, [])).map(({ id, labels }) => [id, labels]));
  const within = {
    minute,
    hour: new Date(Math.floor(minute.getTime() / 3_600_000) * 3_600_000),
    sourceOf: (id: number): Labels => sources.get(id) ?? {},
  };
  return ctx.transaction(
    async (tx) => [
      ...(await readGateway(tx, within)),
      ...(await readInstances(tx, within)),
      ...(await readCheckedMinute(tx, within)),
      ...(await readMeasured(tx, within)),
    ],
    // Buckets and sums are two reads of the same rows.
    { accessMode: "read only", isolationLevel: "repeatable read" },
  );
}

const GatewayRows = z.array(
  z.object({
    key: z.string(),
    sourceId: z.number(),
    method: z.string(),
    route: z.string(),
    statusClass: z.number(),
    requests: z.coerce.number(),
    errors: z.coerce.number(),
    durationUs: z.coerce.number(),
    isFirst: z.boolean(),
  }),
);

async function readGateway(tx: Tx, within: Within): Promise<WrittenSeries[]> {
  const from = sql`red_1m m join operations o on o.id = m.operation_id and o.kind = 'gateway'`;
  const key = sql`m.source_id || ' ' || m.operation_id || ' ' || m.status_class`;
  const rows = await tx.execute(sql`
    select ${key} as key, m.source_id as "sourceId", o.method, o.route, m.status_class as "statusClass",
      coalesce(sum(m.requests) filter (where ${inHour(within)}), 0)::bigint as requests,
      coalesce(sum(m.errors) filter (where ${inHour(within)}), 0)::bigint as errors,
      coalesce(sum(m.duration_us) filter (where ${inHour(within)}), 0)::bigint as "durationUs",
      ${firstIn(within)} as "isFirst"
    from ${from} where ${lately(within)}
    group by m.source_id, m.operation_id, m.status_class, o.method, o.route`);
  const buckets = await readBuckets(tx, from, key, inHour(within));
  return GatewayRows.parse([...rows]).flatMap((row) => {
    const { method, route, statusClass, isFirst } = row;
    const labels = { ...within.sourceOf(row.sourceId), method, route, status_class: String(statusClass) };
    const of = { labels, isFirst };
    return [
      grown(within, "gateway_requests_total", of, row.requests),
      grown(within, "gateway_errors_total", of, row.errors),
      ...histogram(
        within,
        "gateway_duration_seconds",
        of,
        exponentialUpTo(buckets.get(row.key) ?? NONE, "s"),
        row.durationUs / 1e6,
      ),
    ];
  });
}

const InstanceRows = z.array(
  z.object({
    sourceId: z.number(),
    cpu: z.number().nullable(),
    memory: z.coerce.number().nullable(),
    restarts: z.coerce.number(),
    isFirst: z.boolean(),
  }),
);

async function readInstances(tx: Tx, within: Within): Promise<WrittenSeries[]> {
  const isNow = sql`m.at = ${instant(within.minute)}`;
  const rows = await tx.execute(sql`
    select m.source_id as "sourceId", 
      coalesce(sum(m.restarts) filter (where ${inHour(within)}), 0)::bigint as restarts, ${firstIn(within)} as "isFirst",
      max(m.cpu_ms::float8 / nullif(m.elapsed_ms, 0)) filter (where ${isNow}) as cpu,
      max(m.memory_bytes) filter (where ${isNow}) as memory
    from process_minutes m where ${lately(within)} group by m.source_id`);
  return InstanceRows.parse([...rows]).flatMap(({ sourceId, cpu, memory, restarts, isFirst }) => {
    const labels = within.sourceOf(sourceId);
    const level = (name: string, value: number | null): WrittenSeries[] =>
      value === null ? [] : [{ labels: labelsOf(name, labels), samples: [sampleOf(within, value)] }];
    return [
      ...level("instance_cpu_ratio", cpu),
      ...level("instance_memory_bytes", memory),
      grown(within, "instance_restarts_total", { labels, isFirst }, restarts),
    ];
  });
}

const MeasuredRows = z.array(
  z.object({
    key: z.string(),
    sourceId: z.number(),
    name: z.string(),
    type: z.enum(METRIC_TYPES),
    unit: z.string(),
    attributes: z.record(z.string(), z.unknown()),
    bounds: z.array(z.number()).nullable(),
    sum: z.number(),
    mean: z.number().nullable(),
    isFirst: z.boolean(),
  }),
);

async function readMeasured(tx: Tx, within: Within): Promise<WrittenSeries[]> {
  const from = sql`metric_1m m`;
  const key = sql`m.series_id::text`;
  // In one order: numbers with fractions that are added up in another one may shrink a little, which is a reset in PromQL.
  const rows = await tx.execute(sql`
    select grown.*, s.source_id as "sourceId", s.name, s.type, s.unit, s.attributes, s.bounds
    from (
      select ${key} as key, m.series_id, 
        coalesce(sum(m.sum order by m.at) filter (where ${inHour(within)}), 0)::float8 as sum, ${firstIn(within)} as "isFirst",
        max(m.sum / nullif(m.count, 0)) filter (where m.at = ${instant(within.minute)}) as mean
      from ${from} where ${lately(within)} group by m.series_id
    ) as grown
    join metric_series s on s.id = grown.series_id`);
  const buckets = await readBuckets(tx, from, key, inHour(within));
  return MeasuredRows.parse([...rows]).flatMap((row): WrittenSeries[] => {
    const labels = { ...textOf(row.attributes), ...within.sourceOf(row.sourceId) };
    const name = seriesName(row);
    const of = { labels, isFirst: row.isFirst };
    if (row.type === "counter") return [grown(within, name, of, row.sum)];
    if (row.type === "level")
      return row.mean === null
        ? []
        : [{ labels: labelsOf(name, labels), samples: [sampleOf(within, row.mean)] }];
    const own = buckets.get(row.key) ?? NONE;
    const upTo = row.bounds ? explicitUpTo(own, row.bounds) : exponentialUpTo(own, row.unit);
    return histogram(within, name, of, upTo, row.sum);
  });
}
