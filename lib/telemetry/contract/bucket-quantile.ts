/** Counts between bounds: `counts[i]` lie in (bounds[i - 1], bounds[i]], the last ones above all bounds. */
export type BoundedCounts = { bounds: readonly number[]; counts: readonly number[] };

/**
 * The value that `share` of all counted values do not exceed, interpolated linearly inside a bucket as Prometheus'
 * histogram_quantile does; the first bucket begins at zero unless its bound is below. Histograms with other bounds are
 * added as the distributions that this reading makes of them, so with equal bounds it is exactly their sum. `beyond` says
 * that it lies above the last bound: it is that or more. Undefined when nothing was counted.
 */
export function boundedQuantile(
  histograms: readonly BoundedCounts[],
  share: number,
): { value: number; beyond: boolean } | undefined {
  const total = histograms.reduce(
    (sum, { counts }) => sum + counts.reduce((all, count) => all + count, 0),
    0,
  );
  if (total === 0) return undefined;
  const bounds = [...new Set(histograms.flatMap((one) => [...one.bounds]))].toSorted((a, b) => a - b);
  const rank = share * total;
  let [lowerBound, lowerCount] = [Math.min(0, bounds[0] ?? 0), 0];
  for (const bound of bounds) {
    const count = histograms.reduce((sum, one) => sum + countUpTo(one, bound), 0);
    if (count >= rank && count > lowerCount)
      return {
        value: lowerBound + (bound - lowerBound) * Math.max(0, (rank - lowerCount) / (count - lowerCount)),
        beyond: false,
      };
    [lowerBound, lowerCount] = [bound, count];
  }
  return { value: bounds.at(-1) ?? 0, beyond: true };
}

/** How many values of one histogram are at most `value`, which is read inside a bucket in proportion. */
function countUpTo({ bounds, counts }: BoundedCounts, value: number): number {
  let below = 0;
  for (const [at, bound] of bounds.entries()) {
    const count = counts[at] ?? 0;
    if (value < bound) {
      const lower = at === 0 ? Math.min(0, bound) : (bounds[at - 1] ?? 0);
      return value <= lower ? below : below + (count * (value - lower)) / (bound - lower);
    }
    below += count;
  }
  return below;
}
