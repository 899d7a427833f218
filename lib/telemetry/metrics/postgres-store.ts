import "server-only";
import { sql, type SQL } from "drizzle-orm";
import { z } from "zod";

import type { Tx } from "@/db/client";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

import { SHARES } from "../contract";
import { answerOf, type LaneRow } from "./answer";
import { INSTANCE_METRICS, readInstanceRows } from "./instance-rows";
import { type Grouped, groupMembers } from "./members";
import type { MetricName, MetricsQuestion, MetricsStore } from "./metrics-store";
import { readRequestRows, REQUEST_METRICS, type RequestKey } from "./request-rows";
import { findMetric, readMetricNames, readSeriesRows } from "./series-rows";

/** What is measured of every service, without anything in it. */
const OWN_METRICS = [...REQUEST_METRICS, ...INSTANCE_METRICS];

/** What is kept in the portal's own database. */
export const postgresStore: MetricsStore = {
  async list(ctx, serviceId) {
    return [...OWN_METRICS, ...(await readMetricNames(ctx, serviceId))];
  },

  async find(ctx, name) {
    return OWN_METRICS.find((metric) => metric.name === name) ?? (await findMetric(ctx, name));
  },

  async ask(ctx, question) {
    const table = tableOf(question);
    const isAmong = (metrics: readonly MetricName[]) =>
      metrics.some(({ name }) => name === question.metric.name);
    if (isAmong(INSTANCE_METRICS)) {
      const grouped = groupMembers(await readInstanceRows(ctx, question), question.matchers, question.by);
      return read(ctx, question, grouped, instanceMembers(grouped), instanceFigures(question));
    }
    if (isAmong(REQUEST_METRICS)) {
      const grouped = groupMembers(await readRequestRows(ctx, question), question.matchers, question.by);
      return read(ctx, question, grouped, requestMembers(grouped, table), requestFigures(question));
    }
    const grouped = groupMembers(await readSeriesRows(ctx, question), question.matchers, question.by);
    return read(ctx, question, grouped, seriesMembers(grouped, table), SERIES_FIGURES);
  },
};

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

/** The widest rollup whose rows fit into a step. */
const tableOf = ({ stepSeconds, metric }: MetricsQuestion): "1m" | "1h" | "1d" => {
  if (stepSeconds % DAY_SECONDS === 0 && metric.name.startsWith("gateway.")) return "1d";
  return stepSeconds % HOUR_SECONDS === 0 ? "1h" : "1m";
};
const ROW_SECONDS = { "1m": 60, "1h": HOUR_SECONDS, "1d": DAY_SECONDS };

/** `rows` as m, joined to the lane of each. */
type Source = { rows: SQL; rowSeconds: number };
type Figures = Record<"count" | "sum" | "min" | "max", SQL>;

const ints = (numbers: readonly number[]) => sql`${`{${numbers.join(",")}}`}::int[]`;

function requestMembers({ members }: Grouped<RequestKey>, table: "1m" | "1h" | "1d"): Source {
  return {
    rowSeconds: ROW_SECONDS[table],
    rows: sql`unnest(${ints(members.map(({ key }) => key.sourceId))}, ${ints(members.map(({ key }) => key.operationId))},
        ${ints(members.map(({ key }) => key.statusClass))}, ${ints(members.map(({ lane }) => lane))})
        as member(source_id, operation_id, status_class, lane)
      join ${sql.identifier(`red_${table}`)} m on m.source_id = member.source_id
        and m.operation_id = member.operation_id and m.status_class = member.status_class`,
  };
}

const requestFigures = ({ metric }: MetricsQuestion): Figures => ({
  count: metric.name === "gateway.errors" ? sql`m.errors` : sql`m.requests`,
  sum:
    metric.name === "gateway.duration"
      ? sql`m.duration_us / 1e6`
      : metric.name === "gateway.errors"
        ? sql`m.errors`
        : sql`m.requests`,
  min: sql`null::float8`,
  max: sql`null::float8`,
});

function seriesMembers({ members }: Grouped<number>, table: "1m" | "1h" | "1d"): Source {
  const kept = table === "1m" ? "1m" : "1h";
  return {
    rowSeconds: ROW_SECONDS[kept],
    rows: sql`unnest(${ints(members.map(({ key }) => key))}, ${ints(members.map(({ lane }) => lane))})
        as member(series_id, lane)
      join ${sql.identifier(`metric_${kept}`)} m on m.series_id = member.series_id`,
  };
}

const instanceMembers = ({ members }: Grouped<number>): Source => ({
  rowSeconds: ROW_SECONDS["1m"],
  rows: sql`unnest(${ints(members.map(({ key }) => key))}, ${ints(members.map(({ lane }) => lane))})
        as member(source_id, lane)
      join process_minutes m on m.source_id = member.source_id`,
});

function instanceFigures({ metric }: MetricsQuestion): Figures {
  if (metric.name === "instance.restarts") {
    const restarts = sql`m.restarts`;
    return { count: sql`1`, sum: restarts, min: restarts, max: restarts };
  }
  if (metric.name === "instance.memory") {
    const bytes = sql`m.memory_bytes`;
    return { count: sql`(m.memory_bytes is not null)::int`, sum: bytes, min: bytes, max: bytes };
  }
  // Weighted by how long each was looked at; the share of a core that one instance uses.
  const share = sql`m.cpu_ms::float8 / nullif(m.elapsed_ms, 0)`;
  return { count: sql`m.elapsed_ms`, sum: sql`m.cpu_ms`, min: share, max: share };
}

const SERIES_FIGURES: Figures = { count: sql`m.count`, sum: sql`m.sum`, min: sql`m.min`, max: sql`m.max` };

/** Rows that one question may touch, so that no dashboard takes the database down. */
const MOST_ROWS = 2_000_000;
const PATIENCE_MS = 8_000;

async function read<Key>(
  ctx: Context,
  question: MetricsQuestion,
  { groups, lanes, members }: Grouped<Key>,
  source: Source,
  figures: Figures,
) {
  if (members.length === 0) return { series: [], beyond: false };
  const steps = (question.to.getTime() - question.from.getTime()) / 1_000 / source.rowSeconds;
  // Six classes of status are six keys of which hardly more than two have rows.
  const cost = (members.length * steps) / (question.metric.name.startsWith("gateway.") ? 3 : 1);
  if (cost > MOST_ROWS)
    throw new DomainError(
      "invalid",
      `That would read about ${Math.round(cost / 1e6)} million rows, and 2 million are the limit.`,
      {
        fields: [
          {
            path: "where",
            message: "Filter by service or environment, choose a longer step, or a shorter period.",
          },
        ],
      },
    );
  const rows = await ctx.transaction(
    async (tx) => {
      await tx.execute(sql.raw(`set local statement_timeout = ${PATIENCE_MS}`));
      return SHARES[question.aggregation] === undefined
        ? readFigures(tx, question, source, figures)
        : readBuckets(tx, question, source);
    },
    { accessMode: "read only" },
  );
  return answerOf(question, groups, lanes, rows);
}

const slotOf = ({ from, stepSeconds }: MetricsQuestion) =>
  sql`floor(extract(epoch from m.at - ${from.toISOString()}::timestamptz) / ${stepSeconds})::int`;
const inPeriod = ({ from, to }: MetricsQuestion) =>
  sql`m.at >= ${from.toISOString()}::timestamptz and m.at < ${to.toISOString()}::timestamptz`;

const FigureRow = z.object({
  lane: z.number(),
  slot: z.number(),
  count: z.coerce.number(),
  sum: z.number(),
  levels: z.number(),
  min: z.number().nullable(),
  max: z.number().nullable(),
});

async function readFigures(
  tx: Tx,
  question: MetricsQuestion,
  { rows }: Source,
  figures: Figures,
): Promise<LaneRow[]> {
  // `levels` is what members stand at together: the mean of each over the step, added up.
  const found = await tx.execute(sql`
    select lane, slot, sum(count)::bigint as count, sum(sum)::float8 as sum, sum(sum / nullif(count, 0))::float8 as levels,
      min(min) as min, max(max) as max
    from (
      select member.lane, ${slotOf(question)} as slot, sum(${figures.count}) as count, sum(${figures.sum})::float8 as sum,
        min(${figures.min})::float8 as min, max(${figures.max})::float8 as max
      from ${rows}
      where ${inPeriod(question)}
      group by member.lane, 2, ${question.aggregation === "sum" ? sql`member.*` : sql`member.lane`}
    ) as each_member
    group by lane, slot`);
  return z.array(FigureRow.transform((row) => ({ ...row, offset: 0, buckets: [] }))).parse([...found]);
}

const BucketRow = z.object({
  lane: z.number(),
  slot: z.number(),
  indexes: z.array(z.number()),
  counts: z.array(z.coerce.number()),
});

async function readBuckets(tx: Tx, question: MetricsQuestion, { rows }: Source): Promise<LaneRow[]> {
  const found = await tx.execute(sql`
    select lane, slot, array_agg(index order by index) as indexes, array_agg(count order by index) as counts
    from (
      select member.lane, ${slotOf(question)} as slot, (m.bucket_offset + bucket.place - 1)::int as index,
        sum(bucket.count)::float8 as count
      from ${rows}
      cross join lateral unnest(m.buckets) with ordinality as bucket(count, place)
      where ${inPeriod(question)} and bucket.count > 0
      group by 1, 2, 3
    ) as counted
    group by lane, slot`);
  return z
    .array(BucketRow)
    .parse([...found])
    .map(({ lane, slot, indexes, counts }) => {
      const offset = indexes[0] ?? 0;
      const buckets = Array.from({ length: (indexes.at(-1) ?? offset) - offset + 1 }, () => 0);
      for (const [at, index] of indexes.entries()) buckets[index - offset] = counts[at] ?? 0;
      return { lane, slot, count: 0, sum: 0, levels: 0, min: null, max: null, offset, buckets };
    });
}
