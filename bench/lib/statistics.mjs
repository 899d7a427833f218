/** The value below which `share` of the values lie; NaN of none. */
export function percentile(values, share) {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values) => percentile(values, 0.5);

/** Counts up from 0: `times(3)` is [0, 1, 2]. */
export const times = (count) => Array.from({ length: count }, (_, index) => index);
