import type { MetricType } from "@/db/enums";

import type { Attributes, IntakePlace, ResourceRecord } from "./records";

/** Measured values as they come from OTLP, Prometheus and Sentry, before they are counted into minutes. */

/** A cumulative point counts from `startNs` on; a delta only what happened since the point before it. */
export type Temporality = "delta" | "cumulative";

/** Buckets with bounds of their own: `counts` has one entry more than `bounds`, bucket i is (bounds[i - 1], bounds[i]]. */
type ExplicitBuckets = { kind: "explicit"; bounds: readonly number[]; counts: readonly number[] };
/** OpenTelemetry's ExponentialHistogram, without its negative side: bucket `offset + i` is (base^…, base^(…+1)]. */
type ExponentialBuckets = {
  kind: "exponential";
  scale: number;
  zeroCount: number;
  offset: number;
  counts: readonly number[];
};

type PointBase = {
  attributes: Attributes;
  /** Nanoseconds since 1970; undefined where the sender does not know since when it counts. */
  startNs?: bigint | undefined;
  /**
   * When its process was last known not to have this series, which is for the first point what a start is for all: what
   * it counts began after that.
   */
  absentNs?: bigint | undefined;
  atNs: bigint;
};
export type NumberPoint = PointBase & { value: number };
export type HistogramPoint = PointBase & {
  count: number;
  sum: number;
  min?: number | undefined;
  max?: number | undefined;
  buckets: ExplicitBuckets | ExponentialBuckets;
};

export type MetricRecord = {
  name: string;
  unit: string;
  /** What of the process measured it, where that is said: two libraries may each count a metric of the same name. */
  scope?: string | undefined;
} & (
  | { type: Exclude<MetricType, "histogram">; temporality: Temporality; points: readonly NumberPoint[] }
  | { type: "histogram"; temporality: Temporality; points: readonly HistogramPoint[] }
);

export type MetricBatch = {
  place: IntakePlace;
  resource: ResourceRecord;
  metrics: readonly MetricRecord[];
};
