/*
 * Exponential histograms as classic ones. Native ones would keep all of their detail, but Prometheus 2 takes them only
 * behind a switch and VictoriaMetrics not at all. All series of a metric need the same bounds, or they could not be added
 * up; these are bounds of the buckets they are kept in, so nothing is guessed when they are written.
 */

/** In eighths of a power of two, which are the buckets that are kept (scale 3). */
const SECONDS = { first: -80, last: 48, width: 4 };
const OTHERS = { first: -80, last: 320, width: 8 };
const boundOf = (eighths: number) => 2 ** (eighths / 8);

/** What a quantile says that lies above all bounds. */
export const LAST_BOUND = { seconds: boundOf(SECONDS.last), others: boundOf(OTHERS.last) };

export type Buckets = { indexes: readonly number[]; counts: readonly number[] };
export type UpTo = { le: string; count: number };

/** Seconds from 1 ms to 64 s, each bound 1.41 times the one before it; anything else from 0.001 to 2^40 in powers of two. */
export function exponentialUpTo({ indexes, counts }: Buckets, unit: string): UpTo[] {
  const { first, last, width } = unit === "s" ? SECONDS : OTHERS;
  const bounds = Array.from({ length: (last - first) / width + 1 }, (_, at) => first + at * width);
  // Bucket i ends at 2^((i + 1) / 8).
  return withAll(
    bounds.map((eighths) => ({ le: String(boundOf(eighths)), end: eighths })),
    indexes.map((index, at) => ({ end: index + 1, count: counts[at] ?? 0 })),
  );
}

export function explicitUpTo({ indexes, counts }: Buckets, bounds: readonly number[]): UpTo[] {
  return withAll(
    bounds.map((bound, at) => ({ le: String(bound), end: at })),
    indexes.map((index, at) => ({ end: index, count: counts[at] ?? 0 })),
  );
}

function withAll(
  bounds: readonly { le: string; end: number }[],
  filled: readonly { end: number; count: number }[],
): UpTo[] {
  const upTo = (end: number) => filled.reduce((sum, one) => (one.end <= end ? sum + one.count : sum), 0);
  return [...bounds.map(({ le, end }) => ({ le, count: upTo(end) })), { le: "+Inf", count: upTo(Infinity) }];
}
