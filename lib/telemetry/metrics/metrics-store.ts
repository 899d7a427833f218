import type { MetricType } from "@/db/enums";
import type { Context } from "@/lib/core/context";

import type { Aggregation, Matcher } from "../contract";

/** A metric that can be asked for. */
export type Metric = { name: string; type: MetricType; unit: string };
/** One with what its series can be told apart by. */
export type MetricName = Metric & { keys: string[] };

/** One question: a metric over whole steps, from the beginning of one to the end of another. */
export type MetricsQuestion = {
  metric: Metric;
  aggregation: Aggregation;
  matchers: readonly Matcher[];
  by: readonly string[];
  from: Date;
  to: Date;
  stepSeconds: number;
};

export type MetricsAnswer = {
  series: { labels: Record<string, string>; values: (number | null)[] }[];
  /** A quantile lies in the last bucket of a histogram, which has no end. */
  beyond: boolean;
};

/** A histogram over whole steps: how many observations fell between which bounds. */
export type DistributionQuestion = Omit<MetricsQuestion, "aggregation" | "by">;

/**
 * Buckets from low to high without gaps: bucket i holds (edges[i], edges[i + 1]], and the last one what lies above all
 * edges, so there are as many buckets as edges. `MOST_BUCKETS` of them at most, where neighbours are merged for that.
 */
export type Distribution = {
  edges: number[];
  /** One for each step, with a count for each bucket; null for a step in which nothing was observed. */
  steps: (number[] | null)[];
};

/**
 * The port between questions about metrics and the engine that keeps them. An adapter translates; which steps there are,
 * how many series are shown and who may ask is decided before it. A question may stop when `ctx.request.signal` says that
 * nobody waits for its answer any more.
 */
export interface MetricsStore {
  /** What is kept, of one service or of all, by name. */
  list(ctx: Context, serviceId?: string): Promise<MetricName[]>;
  find(ctx: Context, name: string): Promise<Metric | undefined>;
  /** Throws DomainError `invalid` when it would cost too much, with what to narrow. */
  ask(ctx: Context, question: MetricsQuestion): Promise<MetricsAnswer>;
  /**
   * For a metric of the type histogram, all of what the matchers let through together. Throws as `ask` does.
   * `distributionOf` makes the answer of any buckets with their bounds.
   */
  distribute(ctx: Context, question: DistributionQuestion): Promise<Distribution>;
}
