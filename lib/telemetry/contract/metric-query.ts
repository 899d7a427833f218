import { z } from "zod";

import { METRIC_TYPES, type MetricType } from "@/db/enums";
import { Instant } from "@/lib/core/contract";

import { parseMatchers } from "./matchers";

/**
 * What can be asked of a metric, by its type. `rate` is per second, `increase` per step. Of a histogram both count its
 * observations, and `avg` is their mean.
 */
const AGGREGATIONS = ["rate", "increase", "avg", "sum", "min", "max", "p50", "p90", "p95", "p99"] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];
export const AGGREGATIONS_OF: Record<MetricType, readonly Aggregation[]> = {
  counter: ["rate", "increase"],
  level: ["avg", "sum", "min", "max"],
  histogram: ["p50", "p90", "p95", "p99", "avg", "rate", "increase"],
};
export const SHARES: Partial<Record<Aggregation, number>> = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 };

/** What is known of every metric, besides its own attributes. */
export const SOURCE_KEYS = ["service", "environment", "region", "release"] as const;
const MOST_GROUP_KEYS = 4;
export const MOST_SERIES_SHOWN = 50;

/** The keys of `by`, each once. */
export const keysOf = (by: string): string[] => [
  ...new Set(by.split(",").flatMap((key) => key.trim() || [])),
];

export const QueryMetric = z.object({
  metric: z.string().min(1).max(255).describe("A name of `GET /metrics`."),
  aggregation: z.enum(AGGREGATIONS).optional().describe("The first one that fits the metric, unless given."),
  where: z
    .string()
    .max(2_000)
    .default("")
    .superRefine((text, context) => {
      const read = parseMatchers(text);
      if ("problem" in read) context.addIssue({ code: "custom", message: read.problem });
    })
    .describe('Matchers as in PromQL: `environment="production", route=~"/orders.*"`.'),
  by: z
    .string()
    .max(600)
    .default("")
    .refine((text) => keysOf(text).length <= MOST_GROUP_KEYS, {
      message: `Group by ${MOST_GROUP_KEYS} keys at most.`,
    })
    .describe("A series for each value of these keys together: `service,release`."),
  from: Instant.optional().describe("An hour before `to`, unless given."),
  to: Instant.optional().describe("Now, unless given."),
  step: z.coerce
    .number()
    .int()
    .min(60)
    .max(31_536_000)
    .optional()
    .describe("Seconds; about 100 steps unless given."),
});
export type QueryMetric = z.input<typeof QueryMetric>;

export const MetricSeriesView = z.object({
  metric: z.string(),
  type: z.enum(METRIC_TYPES),
  unit: z.string(),
  aggregation: z.enum(AGGREGATIONS),
  stepSeconds: z.number(),
  instants: z.array(Instant).describe("Beginnings of the steps."),
  series: z.array(
    z.object({
      labels: z.record(z.string(), z.string()),
      values: z
        .array(z.number().nullable())
        .describe("One for each instant; null where nothing was measured."),
    }),
  ),
  left: z
    .number()
    .describe("Series that are not among these, because there are too many; the smallest ones."),
  beyond: z
    .boolean()
    .describe(
      "A quantile lies in the last bucket of a histogram: it is that or more, and how much is not known.",
    ),
});
export type MetricSeriesView = z.infer<typeof MetricSeriesView>;

export const QueryDistribution = QueryMetric.pick({
  metric: true,
  where: true,
  from: true,
  to: true,
  step: true,
});
export type QueryDistribution = z.input<typeof QueryDistribution>;

/** More cannot be told apart in the height of a panel. */
export const MOST_BUCKETS = 60;

export const MetricDistributionView = z.object({
  metric: z.string(),
  unit: z.string(),
  stepSeconds: z.number(),
  instants: z.array(Instant).describe("Beginnings of the steps."),
  edges: z
    .array(z.number())
    .max(MOST_BUCKETS)
    .describe(
      "From low to high: bucket i holds what is above edges[i] and at most edges[i + 1]; the last one has no upper end.",
    ),
  steps: z
    .array(z.array(z.number()).nullable())
    .describe("One for each instant, with a count for each edge; null where nothing was measured."),
});
export type MetricDistributionView = z.infer<typeof MetricDistributionView>;

export const ListSourceValues = z.object({
  service: z.string().max(2_000).default("").describe("Names, with commas between them; all unless given."),
  environment: z.string().max(2_000).default("").describe("The same of environments."),
});
export type ListSourceValues = z.input<typeof ListSourceValues>;

export const SourceValuesView = z.object({
  service: z.array(z.string()).describe("Services that were ever measured, by name."),
  environment: z.array(z.string()).describe("In the order of promotion."),
  region: z.array(z.string()).describe("By name."),
  release: z.array(z.string()).describe("Numbers, the highest first; the 200 highest ones."),
});
export type SourceValuesView = z.infer<typeof SourceValuesView>;

export const ListMetrics = z.object({
  service: z.string().max(100).optional().describe("Id or name: only what this service measures."),
});
export type ListMetrics = z.input<typeof ListMetrics>;

export const MetricNamesView = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      type: z.enum(METRIC_TYPES),
      unit: z.string(),
      aggregations: z.array(z.enum(AGGREGATIONS)).describe("What can be asked of it."),
      keys: z.array(z.string()).describe("What can be filtered and grouped by."),
    }),
  ),
});
export type MetricNamesView = z.infer<typeof MetricNamesView>;
