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

/**
 * The port between questions about metrics and the engine that keeps them. An adapter translates; which steps there are,
 * how many series are shown and who may ask is decided before it.
 */
export interface MetricsStore {
  /** What is kept, of one service or of all, by name. */
  list(ctx: Context, serviceId?: string): Promise<MetricName[]>;
  find(ctx: Context, name: string): Promise<Metric | undefined>;
  /** Throws DomainError `invalid` when it would cost too much, with what to narrow. */
  ask(ctx: Context, question: MetricsQuestion): Promise<MetricsAnswer>;
}
