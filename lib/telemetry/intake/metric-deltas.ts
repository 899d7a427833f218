import type { HistogramPoint, NumberPoint } from "../contract";
import { bucketOf, DURATION_SCALE, downscale, type Histogram } from "../contract";

/** What a series had counted at an instant. `buckets` are explicit ones (offset 0, scale 0) or exponential ones. */
export type Cumulative = Histogram & {
  startNs: bigint | undefined;
  absentNs?: bigint | undefined;
  atNs: bigint;
  sum: number;
  count: number;
};

/** What was added between two points. */
export type Increase = Histogram & { sum: number; count: number };

/** A first point of a process that began that long ago still counts as a whole. */
const RECENT_START_NS = 300_000_000_000n;

/**
 * What a cumulative point adds to the one before it, after OpenTelemetry's data model: a start that moved behind the last
 * point, or a count that shrank, is a reset, and then the point counts as a whole. The first point of a series counts as a whole only when
 * its process began lately, or was lately seen without it; otherwise the minute in which we first heard of it would get
 * all that came before. A start that equals the point is an unknown one. Undefined for a point that is not newer than the
 * last.
 */
export function increaseOf(before: Cumulative | undefined, point: Cumulative): Increase | undefined {
  if (!before) return isRecent(point) ? point : nothing(point);
  if (point.atNs <= before.atNs) return undefined;
  // Whoever works its start out anew each time is off by a moment, and has not begun anew.
  const hasMoved =
    point.startNs !== undefined &&
    before.startNs !== undefined &&
    point.startNs > before.startNs &&
    point.startNs >= before.atNs;
  if (hasMoved) return point.startNs === point.atNs ? nothing(point) : point;
  return difference(before, point) ?? point;
}

const isRecent = ({ startNs, absentNs, atNs }: Cumulative) =>
  [startNs, absentNs].some(
    (sinceNs) => sinceNs !== undefined && sinceNs !== atNs && atNs - sinceNs <= RECENT_START_NS,
  );

const nothing = ({ scale }: Cumulative): Increase => ({ scale, offset: 0, buckets: [], sum: 0, count: 0 });

/** Undefined when anything shrank. */
function difference(before: Cumulative, point: Cumulative): Increase | undefined {
  const scale = Math.min(before.scale, point.scale);
  const [from, to] = [downscale(before, scale), downscale(point, scale)];
  const buckets = to.buckets.map((count, at) => count - (from.buckets[to.offset + at - from.offset] ?? 0));
  const ends = to.offset + to.buckets.length;
  const hasLost = from.buckets.some(
    (count, at) => count > 0 && (from.offset + at < to.offset || from.offset + at >= ends),
  );
  const [sum, count] = [point.sum - before.sum, point.count - before.count];
  const isCounter = point.buckets.length === 0 && before.buckets.length === 0;
  if (hasLost || count < 0 || buckets.some((one) => one < 0) || (isCounter && sum < 0)) return undefined;
  return { scale, offset: to.offset, buckets, sum, count };
}

/** A counter has no buckets, and one count per point. */
export const cumulativeOfNumber = ({ startNs, absentNs, atNs, value }: NumberPoint): Cumulative => ({
  startNs,
  absentNs,
  atNs,
  sum: value,
  count: 0,
  scale: 0,
  offset: 0,
  buckets: [],
});

export function cumulativeOfHistogram({
  startNs,
  absentNs,
  atNs,
  sum,
  count,
  buckets,
}: HistogramPoint): Cumulative {
  return { startNs, absentNs, atNs, sum, count, ...bucketsOf(buckets) };
}

function bucketsOf(buckets: HistogramPoint["buckets"]): Histogram {
  if (buckets.kind === "explicit") return { scale: 0, offset: 0, buckets: [...buckets.counts] };
  const { scale, offset, counts, zeroCount } = buckets;
  const trimmed = trim({ scale, offset, buckets: [...counts] });
  const bounded = scale > DURATION_SCALE ? downscale(trimmed, DURATION_SCALE) : trimmed;
  return zeroCount > 0 ? withZeros(bounded, zeroCount) : bounded;
}

/** Zero has no bucket of its own: it counts as the least that matters, a millionth. */
const LEAST = 1e-6;

function withZeros({ scale, offset, buckets }: Histogram, zeroCount: number): Histogram {
  const zero = bucketOf(LEAST, scale);
  if (buckets.length === 0) return { scale, offset: zero, buckets: [zeroCount] };
  const first = Math.min(zero, offset);
  const filled = Array.from({ length: Math.max(offset + buckets.length, zero + 1) - first }, (_, at) =>
    at + first === zero ? zeroCount : 0,
  );
  for (const [at, count] of buckets.entries()) {
    const index = offset + at - first;
    filled[index] = (filled[index] ?? 0) + count;
  }
  return { scale, offset: first, buckets: filled };
}

/** Without the empty buckets at both ends. */
function trim({ scale, offset, buckets }: Histogram): Histogram {
  const first = buckets.findIndex((count) => count > 0);
  if (first < 0) return { scale, offset: 0, buckets: [] };
  const last = buckets.findLastIndex((count) => count > 0);
  return { scale, offset: offset + first, buckets: buckets.slice(first, last + 1) };
}

/**
 * The same counts at the scale in which they are kept. A coarser bucket counts in the middle one of those that it covers,
 * because how its values lie inside is not known.
 */
export function atKeptScale(histogram: Histogram): Histogram {
  const { scale, offset, buckets } = trim(histogram);
  if (scale >= DURATION_SCALE) return downscale({ scale, offset, buckets }, DURATION_SCALE);
  const width = 2 ** (DURATION_SCALE - scale);
  const first = Math.floor((offset + 0.5) * width);
  const spread = Array.from({ length: Math.max(0, (buckets.length - 1) * width + 1) }, () => 0);
  for (const [at, count] of buckets.entries()) spread[at * width] = count;
  return { scale: DURATION_SCALE, offset: buckets.length === 0 ? 0 : first, buckets: spread };
}
