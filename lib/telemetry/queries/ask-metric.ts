import "server-only";
import { getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import {
  AGGREGATIONS_OF,
  keysOf,
  ListMetrics,
  type Matcher,
  type MetricDistributionView,
  type MetricNamesView,
  type MetricSeriesView,
  MOST_SERIES_SHOWN,
  parseMatchers,
  QueryDistribution,
  QueryMetric,
} from "../contract";
import { metricsStore } from "../metrics/configured-engine";
import { inQueue } from "./question-queue";
import { ratesSoFar } from "./running-step";
import { instantsOf, wholeSteps } from "./whole-steps";

/** The names of all metrics, or of those that one service measures. Throws `not_found` for a service that is none. */
export async function listMetrics(ctx: Context, input: ListMetrics): Promise<MetricNamesView> {
  demand(ctx.actor, "read");
  const { service } = ListMetrics.parse(input);
  const serviceId = service && (await getServiceView(ctx, service)).id;
  const metrics = await metricsStore().list(ctx, serviceId);
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
  const metric = await metricsStore().find(ctx, name);
  if (!metric) throw new DomainError("not_found", `Nobody measured ${name}.`);
  const fitting = AGGREGATIONS_OF[metric.type];
  const aggregation = query.aggregation ?? fitting[0] ?? "avg";
  if (!fitting.includes(aggregation))
    throw new DomainError("invalid", `${name} is a ${metric.type}, which has no ${aggregation}.`, {
      fields: [{ path: "aggregation", message: `Choose one of ${fitting.join(", ")}.` }],
    });
  const period = wholeSteps({ from, to, step }, now);
  const { series, beyond } = await inQueue(ctx, () =>
    metricsStore().ask(ctx, { metric, aggregation, matchers: matchersOf(where), by: keysOf(by), ...period }),
  );
  const shown = series
    .toSorted((a, b) => weightOf(b.values) - weightOf(a.values))
    .slice(0, MOST_SERIES_SHOWN)
    .map((each) =>
      aggregation === "rate" ? { ...each, values: ratesSoFar(each.values, period, now) } : each,
    );
  return {
    metric: name,
    type: metric.type,
    unit: metric.unit,
    aggregation,
    stepSeconds: period.stepSeconds,
    instants: instantsOf(period),
    series: shown,
    left: series.length - shown.length,
    beyond,
  };
}

/** More columns than a heat map can show, and each of them holds as many buckets as there are. */
const MOST_DISTRIBUTION_STEPS = 120;

/**
 * How the observations of a histogram lay between its bounds over time, of all that the filter lets through together.
 * Throws as `askMetric`, and `invalid` for a metric that is no histogram.
 */
export async function askDistribution(
  ctx: Context,
  input: QueryDistribution,
  now = new Date(),
): Promise<MetricDistributionView> {
  demand(ctx.actor, "read");
  const { metric: name, where, ...asked } = QueryDistribution.parse(input);
  const metric = await metricsStore().find(ctx, name);
  if (!metric) throw new DomainError("not_found", `Nobody measured ${name}.`);
  if (metric.type !== "histogram")
    throw new DomainError("invalid", `${name} is a ${metric.type}, which has no distribution.`, {
      fields: [{ path: "metric", message: "Choose a histogram, such as gateway.duration." }],
    });
  const period = wholeSteps(asked, now, MOST_DISTRIBUTION_STEPS);
  const { edges, steps } = await inQueue(ctx, () =>
    metricsStore().distribute(ctx, { metric, matchers: matchersOf(where), ...period }),
  );
  return {
    metric: name,
    unit: metric.unit,
    stepSeconds: period.stepSeconds,
    instants: instantsOf(period),
    edges,
    steps,
  };
}

/** Of text that was read before. */
function matchersOf(where: string): Matcher[] {
  const read = parseMatchers(where);
  return "matchers" in read ? read.matchers : [];
}

const weightOf = (values: readonly (number | null)[]) =>
  values.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0);
