import "server-only";
import { getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";
import { turns } from "@/lib/core/turns";

import {
  AGGREGATIONS_OF,
  keysOf,
  ListMetrics,
  type Matcher,
  type MetricNamesView,
  type MetricSeriesView,
  MOST_SERIES_SHOWN,
  parseMatchers,
  QueryMetric,
} from "../contract";
import { postgresStore } from "../metrics/postgres-store";

/** Questions of all dashboards together that are asked of the database at once; the others wait in line. */
const inTurn = turns({ atOnce: 4, longestWaitMs: 10_000 });

/** The names of all metrics, or of those that one service measures. Throws `not_found` for a service that is none. */
export async function listMetrics(ctx: Context, input: ListMetrics): Promise<MetricNamesView> {
  demand(ctx.actor, "read");
  const { service } = ListMetrics.parse(input);
  const serviceId = service && (await getServiceView(ctx, service)).id;
  const metrics = await postgresStore.list(ctx, serviceId);
  return { items: metrics.map((metric) => ({ ...metric, aggregations: [...AGGREGATIONS_OF[metric.type]] })) };
}

/**
 * A metric over time, a series for each value of the keys that it is grouped by: the one question behind Explore and the
 * panels of dashboards. Throws `not_found` for a metric nobody measured, and `invalid` for a period that is none, an
 * aggregation that does not fit, and a question that would cost too much.
 */
export async function askMetric(
  ctx: Context,
  input: QueryMetric,
  now = new Date(),
): Promise<MetricSeriesView> {
  demand(ctx.actor, "read");
  const { metric: name, where, by, from, to, step, ...query } = QueryMetric.parse(input);
  const metric = await postgresStore.find(ctx, name);
  if (!metric) throw new DomainError("not_found", `Nobody measured ${name}.`);
  const fitting = AGGREGATIONS_OF[metric.type];
  const aggregation = query.aggregation ?? fitting[0] ?? "avg";
  if (!fitting.includes(aggregation))
    throw new DomainError("invalid", `${name} is a ${metric.type}, which has no ${aggregation}.`, {
      fields: [{ path: "aggregation", message: `Choose one of ${fitting.join(", ")}.` }],
    });
  const period = wholeSteps({ from, to, step }, now);
  const { series, beyond } = await inTurn(() =>
    postgresStore.ask(ctx, { metric, aggregation, matchers: matchersOf(where), by: keysOf(by), ...period }),
  );
  const shown = series
    .toSorted((a, b) => weightOf(b.values) - weightOf(a.values))
    .slice(0, MOST_SERIES_SHOWN);
  const { stepSeconds } = period;
  const length = (period.to.getTime() - period.from.getTime()) / 1_000 / stepSeconds;
  return {
    metric: name,
    type: metric.type,
    unit: metric.unit,
    aggregation,
    stepSeconds,
    instants: Array.from({ length }, (_, at) =>
      new Date(period.from.getTime() + at * stepSeconds * 1_000).toISOString(),
    ),
    series: shown,
    left: series.length - shown.length,
    beyond,
  };
}

/** Of text that was read before. */
function matchersOf(where: string): Matcher[] {
  const read = parseMatchers(where);
  return "matchers" in read ? read.matchers : [];
}

const weightOf = (values: readonly (number | null)[]) =>
  values.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0);

const HOUR_MS = 3_600_000;
const DEFAULT_STEPS = 100;
const MOST_STEPS = 1_500;
/** Steps that people read: 1, 2, 5, 10, 15, 30 minutes, 1, 2, 6, 12 hours, then days. */
const NICE_STEPS = [60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 604_800];

/** Whole steps that hold the period, of a width that one can read, unless the question has its own. */
function wholeSteps(
  asked: { from?: string | undefined; to?: string | undefined; step?: number | undefined },
  now: Date,
): { from: Date; to: Date; stepSeconds: number } {
  const end = asked.to ? new Date(asked.to).getTime() : now.getTime();
  const start = asked.from ? new Date(asked.from).getTime() : end - HOUR_MS;
  if (end <= start)
    throw new DomainError("invalid", "The period ends before it begins.", {
      fields: [{ path: "to", message: "Choose an instant after `from`." }],
    });
  const wanted = (end - start) / 1_000 / DEFAULT_STEPS;
  const nice = NICE_STEPS.find((seconds) => seconds >= wanted) ?? 604_800;
  const stepSeconds = asked.step === undefined ? nice : Math.ceil(asked.step / 60) * 60;
  const stepMs = stepSeconds * 1_000;
  const from = Math.floor(start / stepMs) * stepMs;
  const to = Math.ceil(end / stepMs) * stepMs;
  if ((to - from) / stepMs > MOST_STEPS)
    throw new DomainError("invalid", `That would be more than ${MOST_STEPS.toLocaleString("en")} steps.`, {
      fields: [{ path: "step", message: "Choose a longer step, or a shorter period." }],
    });
  return { from: new Date(from), to: new Date(to), stepSeconds };
}
