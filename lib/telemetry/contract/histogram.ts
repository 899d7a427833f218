/**
 * Exponential histograms as OpenTelemetry's data model has them (metrics.proto, ExponentialHistogramDataPoint), for
 * values above zero: bucket i of scale s holds (base^i, base^(i+1)] with base = 2^(2^-s). `buckets` is trimmed to what is
 * used, and its first entry is bucket `offset`. Durations are in seconds, as in `http.server.request.duration`.
 */
export type Histogram = { scale: number; offset: number; buckets: number[] };

/** Scale 3, base 2^(1/8): a quantile is off by 4.4 % at most, and a request of any length finds its bucket. */
export const DURATION_SCALE = 3;
/** Durations below and above count at the edges, so that no row is longer than the buckets in between. */
const SHORTEST_SECONDS = 1e-6;
const LONGEST_SECONDS = 86_400;

export const emptyHistogram = (scale = DURATION_SCALE): Histogram => ({ scale, offset: 0, buckets: [] });

/** The bucket of a value above zero. */
export const bucketOf = (value: number, scale: number): number =>
  Math.ceil(Math.log2(value) * 2 ** scale) - 1;

/** Counts one duration in seconds, in place: it is called once for each request. */
export function countDuration(histogram: Histogram, seconds: number): void {
  const bounded = seconds > SHORTEST_SECONDS ? Math.min(seconds, LONGEST_SECONDS) : SHORTEST_SECONDS;
  const { buckets } = histogram;
  const index = bucketOf(bounded, histogram.scale);
  if (buckets.length === 0) histogram.offset = index;
  for (; histogram.offset > index; histogram.offset -= 1) buckets.unshift(0);
  const at = index - histogram.offset;
  while (buckets.length <= at) buckets.push(0);
  buckets[at] = (buckets[at] ?? 0) + 1;
}

/** The same counts in the wider buckets of a lower scale; a higher one is refused, because detail cannot be made up. */
export function downscale({ scale, offset, buckets }: Histogram, lower: number): Histogram {
  if (lower > scale) throw new RangeError(`A histogram of scale ${scale} cannot be read at scale ${lower}.`);
  const shift = scale - lower;
  const wider = emptyHistogram(lower);
  if (buckets.length === 0) return wider;
  // A division and not `>>`, which knows 32 bits: OpenTelemetry's scales go down to -10.
  const widen = (index: number) => Math.floor(index / 2 ** shift);
  wider.offset = widen(offset);
  for (const [at, count] of buckets.entries()) {
    const index = widen(offset + at) - wider.offset;
    wider.buckets[index] = (wider.buckets[index] ?? 0) + count;
  }
  return wider;
}

/** All counts together, at the lowest scale among them. */
export function mergeHistograms(histograms: Iterable<Histogram>): Histogram {
  const filled = [...histograms].filter(({ buckets }) => buckets.length > 0);
  // Not `Math.min(...)`: there may be more of them than a call takes arguments.
  const scale = filled.reduce((lowest, one) => Math.min(lowest, one.scale), Infinity);
  if (filled.length === 0) return emptyHistogram();
  const same = filled.map((one) => (one.scale === scale ? one : downscale(one, scale)));
  let offset = Infinity;
  let end = -Infinity;
  for (const one of same) {
    offset = Math.min(offset, one.offset);
    end = Math.max(end, one.offset + one.buckets.length);
  }
  const buckets = Array.from({ length: end - offset }, () => 0);
  for (const one of same)
    for (const [at, count] of one.buckets.entries()) {
      const index = one.offset + at - offset;
      buckets[index] = (buckets[index] ?? 0) + count;
    }
  return { scale, offset, buckets };
}

export const countOf = ({ buckets }: Histogram): number => buckets.reduce((sum, count) => sum + count, 0);

/**
 * The value that `share` of all values do not exceed, as PostgreSQL's percentile_disc counts; undefined when there are
 * none. Of a bucket's edges it takes the point that is off by the same part of either: (base - 1) / (base + 1).
 */
export function quantile(histogram: Histogram, share: number): number | undefined {
  const total = countOf(histogram);
  if (total === 0) return undefined;
  const rank = Math.max(1, Math.ceil(share * total));
  const base = 2 ** (2 ** -histogram.scale);
  let seen = 0;
  for (const [at, count] of histogram.buckets.entries()) {
    seen += count;
    if (seen >= rank) return (2 * base ** (histogram.offset + at + 1)) / (base + 1);
  }
  return undefined;
}
