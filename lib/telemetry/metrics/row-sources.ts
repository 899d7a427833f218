import "server-only";
import { sql } from "drizzle-orm";

import type { Context } from "@/lib/core/context";

import { CHECK_METRICS, checkFigures, checkMembers, readCheckRows } from "./check-rows";
import { INSTANCE_METRICS, readInstanceRows } from "./instance-rows";
import { type Figures, type Grouped, groupMembers, type Lane, type Source } from "./members";
import type { Metric, MetricName, MetricsQuestion } from "./metrics-store";
import { readRequestRows, REQUEST_METRICS, type RequestKey } from "./request-rows";
import { readSeriesRows } from "./series-rows";

type Selected = {
  groups: readonly Record<string, string>[];
  lanes: readonly Lane[];
  source: Source;
  figures: Figures;
};

/** What has rollups of days. */
const OF_DAYS = [...REQUEST_METRICS, ...INSTANCE_METRICS, ...CHECK_METRICS];

type Selection = Omit<MetricsQuestion, "aggregation">;

/** Where the rows of a question are, and what is read of each. */
export async function selectRows(ctx: Context, question: Selection): Promise<Selected> {
  const { metric, matchers, by } = question;
  const table = tableOf(question);
  const isAmong = (metrics: readonly MetricName[]) => metrics.some(({ name }) => name === metric.name);
  if (isAmong(INSTANCE_METRICS)) {
    const grouped = groupMembers(await readInstanceRows(ctx, question), matchers, by);
    return { ...grouped, source: instanceMembers(grouped, table), figures: instanceFigures(metric, table) };
  }
  if (isAmong(REQUEST_METRICS)) {
    const grouped = groupMembers(await readRequestRows(ctx, question), matchers, by);
    return { ...grouped, source: requestMembers(grouped, table), figures: requestFigures(metric) };
  }
  if (isAmong(CHECK_METRICS)) {
    const grouped = groupMembers(await readCheckRows(ctx, question, table), matchers, by);
    return {
      ...grouped,
      source: checkMembers(grouped, question, table),
      figures: checkFigures(metric, table),
    };
  }
  const grouped = groupMembers(await readSeriesRows(ctx, question), matchers, by);
  return { ...grouped, source: seriesMembers(grouped, table), figures: SERIES_FIGURES };
}

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

type Rollup = "1m" | "1h" | "1d";

/** The widest rollup whose rows fit into a step. */
const tableOf = ({ stepSeconds, metric }: Selection): Rollup => {
  const hasDays = OF_DAYS.some(({ name }) => name === metric.name);
  if (stepSeconds % DAY_SECONDS === 0 && hasDays) return "1d";
  return stepSeconds % HOUR_SECONDS === 0 ? "1h" : "1m";
};
const ROW_SECONDS = { "1m": 60, "1h": HOUR_SECONDS, "1d": DAY_SECONDS };

const ints = (numbers: readonly number[]) => sql`${`{${numbers.join(",")}}`}::int[]`;

function requestMembers({ members }: Grouped<RequestKey>, table: Rollup): Source {
  const classes = members.flatMap(({ key }) => key.statusClass ?? []);
  const isByClass = classes.length > 0;
  return {
    rowSeconds: ROW_SECONDS[table],
    // Of six classes of status hardly more than two have rows.
    members: isByClass ? members.length / 3 : members.length * 2,
    rows: sql`unnest(${ints(members.map(({ key }) => key.sourceId))}, ${ints(members.map(({ key }) => key.operationId))},
        ${ints(members.map(({ lane }) => lane))}, ${ints(classes)}) as member(source_id, operation_id, lane, status_class)
      join ${sql.identifier(`red_${table}`)} m on m.source_id = member.source_id
        and m.operation_id = member.operation_id ${isByClass ? sql`and m.status_class = member.status_class` : sql``}`,
  };
}

const requestFigures = (metric: Metric): Figures => ({
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

function seriesMembers({ members }: Grouped<number>, table: Rollup): Source {
  const kept = table === "1m" ? "1m" : "1h";
  return {
    rowSeconds: ROW_SECONDS[kept],
    members: members.length,
    rows: sql`unnest(${ints(members.map(({ key }) => key))}, ${ints(members.map(({ lane }) => lane))})
        as member(series_id, lane)
      join ${sql.identifier(`metric_${kept}`)} m on m.series_id = member.series_id`,
  };
}

const PROCESS_TABLES = { "1m": "process_minutes", "1h": "process_hours", "1d": "process_days" };

const instanceMembers = ({ members }: Grouped<number>, table: Rollup): Source => ({
  rowSeconds: ROW_SECONDS[table],
  members: members.length,
  rows: sql`unnest(${ints(members.map(({ key }) => key))}, ${ints(members.map(({ lane }) => lane))})
        as member(source_id, lane)
      join ${sql.identifier(PROCESS_TABLES[table])} m on m.source_id = member.source_id`,
});

/** An hour and a day say of their minutes what those say of themselves. */
function instanceFigures(metric: Metric, table: Rollup): Figures {
  const isRolledUp = table !== "1m";
  if (metric.name === "instance.restarts") {
    const restarts = sql`m.restarts`;
    return { count: sql`1`, sum: restarts, min: restarts, max: restarts };
  }
  if (metric.name === "instance.memory") {
    if (isRolledUp)
      return {
        count: sql`m.memory_minutes`,
        sum: sql`m.memory_sum_bytes`,
        min: sql`m.min_memory_bytes`,
        max: sql`m.max_memory_bytes`,
      };
    const bytes = sql`m.memory_bytes`;
    return {
      count: sql`(m.memory_bytes is not null)::int`,
      sum: sql`coalesce(m.memory_bytes, 0)`,
      min: bytes,
      max: bytes,
    };
  }
  // Weighted by how long each was looked at; the share of a core that one instance uses.
  const counted = { count: sql`m.elapsed_ms`, sum: sql`m.cpu_ms` };
  if (isRolledUp) return { ...counted, min: sql`m.min_cpu`, max: sql`m.max_cpu` };
  const share = sql`m.cpu_ms::float8 / nullif(m.elapsed_ms, 0)`;
  return { ...counted, min: share, max: share };
}

const SERIES_FIGURES: Figures = { count: sql`m.count`, sum: sql`m.sum`, min: sql`m.min`, max: sql`m.max` };
