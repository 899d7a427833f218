import {
  boundedQuantile,
  DURATION_SCALE,
  emptyHistogram,
  mergeHistograms,
  quantile,
  SHARES,
} from "../contract";
import { groupBy } from "../queries/figures";
import type { Lane } from "./members";
import type { MetricsAnswer, MetricsQuestion } from "./metrics-store";

/** What the rows of a lane add up to in one step. */
export type LaneRow = {
  lane: number;
  slot: number;
  count: number;
  sum: number;
  levels: number;
  min: number | null;
  max: number | null;
  offset: number;
  buckets: number[];
};

/** Lanes as the series of their groups. */
export function answerOf(
  question: MetricsQuestion,
  groups: readonly Record<string, string>[],
  lanes: readonly Lane[],
  rows: readonly LaneRow[],
): MetricsAnswer {
  const steps = Math.round((question.to.getTime() - question.from.getTime()) / 1_000 / question.stepSeconds);
  const cells = groupBy(rows, ({ lane, slot }) => (lanes[lane]?.group ?? 0) * steps + slot);
  let beyond = false;
  const series = groups.map((labels, group) => ({
    labels,
    values: Array.from({ length: steps }, (_, slot) => {
      const value = valueOf(question, cells.get(group * steps + slot) ?? [], lanes);
      beyond ||= value?.beyond ?? false;
      return value?.value ?? null;
    }),
  }));
  return { series: series.filter(({ values }) => values.some((value) => value !== null)), beyond };
}

type Value = { value: number; beyond: boolean };

function valueOf(
  { aggregation, stepSeconds, metric }: MetricsQuestion,
  rows: readonly LaneRow[],
  lanes: readonly Lane[],
): Value | undefined {
  if (rows.length === 0) return undefined;
  const share = SHARES[aggregation];
  if (share !== undefined) return quantileOf(rows, lanes, share);
  const total = (of: "count" | "sum" | "levels") => rows.reduce((sum, row) => sum + row[of], 0);
  const amount = metric.type === "histogram" ? total("count") : total("sum");
  const value = {
    rate: amount / stepSeconds,
    increase: amount,
    avg: total("count") === 0 ? null : total("sum") / total("count"),
    sum: total("levels"),
    min: extreme(rows, "min", Math.min),
    max: extreme(rows, "max", Math.max),
    p50: null,
    p90: null,
    p95: null,
    p99: null,
  }[aggregation];
  return value === null ? undefined : { value, beyond: false };
}

function extreme(
  rows: readonly LaneRow[],
  of: "min" | "max",
  choose: (...values: number[]) => number,
): number | null {
  const values = rows.flatMap((row) => row[of] ?? []);
  return values.length === 0 ? null : choose(...values);
}

function quantileOf(rows: readonly LaneRow[], lanes: readonly Lane[], share: number): Value | undefined {
  const bounded = rows.flatMap(({ lane, offset, buckets }) => {
    const bounds = lanes[lane]?.bounds;
    return bounds
      ? [{ bounds, counts: Array.from({ length: bounds.length + 1 }, (_, at) => buckets[at - offset] ?? 0) }]
      : [];
  });
  const own = rows
    .filter(({ lane }) => !lanes[lane]?.bounds)
    .map(({ offset, buckets }) => ({ scale: DURATION_SCALE, offset, buckets }));
  // Nearly always there is one lane in a step, which is merged already.
  const [exponential = emptyHistogram()] = own.length > 1 ? [mergeHistograms(own)] : own;
  if (bounded.length === 0) {
    const value = quantile(exponential, share);
    return value === undefined ? undefined : { value, beyond: false };
  }
  if (exponential.buckets.length === 0) return boundedQuantile(bounded, share);
  return boundedQuantile([...bounded, asBounded(exponential.offset, exponential.buckets)], share);
}

/** Exponential buckets written out with their bounds. */
function asBounded(offset: number, buckets: readonly number[]) {
  const bound = (index: number) => 2 ** (index / 2 ** DURATION_SCALE);
  return {
    bounds: Array.from({ length: buckets.length + 1 }, (_, at) => bound(offset + at)),
    counts: [0, ...buckets, 0],
  };
}
