import {
  countOf,
  DURATION_SCALE,
  type Figures,
  type Histogram,
  mergeHistograms,
  quantile,
} from "../contract";

/** What a row of a rollup counts. */
export type RedRow = {
  requests: number;
  errors: number;
  durationUs: number;
  bucketOffset: number;
  buckets: number[];
};

/** Below that a 99th percentile is just the slowest request. */
const LEAST_FOR_P99 = 20;

/** Rows together, as what people read. */
export function figuresOf(rows: readonly RedRow[]): Figures {
  const durations = durationsOf(rows);
  const at = (share: number) => inMs(quantile(durations, share));
  const requests = sumOf(rows, "requests");
  const errors = sumOf(rows, "errors");
  return {
    requests,
    errors,
    errorRate: requests === 0 ? null : errors / requests,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: countOf(durations) < LEAST_FOR_P99 ? null : at(0.99),
  };
}

export const durationsOf = (rows: readonly RedRow[]): Histogram =>
  mergeHistograms(
    rows.map(({ bucketOffset, buckets }) => ({ scale: DURATION_SCALE, offset: bucketOffset, buckets })),
  );

export const sumOf = (rows: readonly RedRow[], of: "requests" | "errors" | "durationUs"): number =>
  rows.reduce((sum, row) => sum + row[of], 0);

/** Microseconds and below are noise: three digits at most behind the point. */
export const inMs = (seconds: number | undefined): number | null =>
  seconds === undefined ? null : Math.round(seconds * 1e6) / 1e3;

/** Rows by what they have in common, in the order in which that first came. */
export function groupBy<T, K>(rows: readonly T[], keyOf: (row: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

export const perMinute = (requests: number, seconds: number): number =>
  (requests / Math.max(seconds, 1)) * 60;

/** From the first request in a period until now: the rate of a new service is not thinned by the time before it. */
export function secondsOf(rows: readonly { at: Date }[], { from }: { from: Date }, now: Date): number {
  const firstMs = rows.reduce((least, { at }) => Math.min(least, at.getTime()), now.getTime());
  return Math.max(60, (now.getTime() - Math.max(firstMs, from.getTime())) / 1_000);
}
