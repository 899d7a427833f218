import { DURATION_SCALE, MOST_BUCKETS } from "../contract";
import type { LaneRow } from "./answer";
import type { Lane } from "./members";
import type { Distribution } from "./metrics-store";

/** Observations of one step in (from, to]; `to` is null for what lies above all bounds. */
export type Counted = { slot: number; from: number; to: number | null; count: number };

/**
 * Buckets of any histograms, put into common ones. Where all have the same bounds nothing is changed but that neighbours
 * are merged while there are too many; where they differ, a bucket is divided in proportion, as quantiles read it.
 * @param bounds the bounds of all histograms there are.
 */
export function distributionOf(
  bounds: Iterable<number>,
  counted: readonly Counted[],
  steps: number,
): Distribution {
  const edges = fewer([...new Set(bounds)].toSorted((a, b) => a - b));
  const cells = Array.from({ length: steps }, (): number[] | null => null);
  for (const { slot, from, to, count } of counted) {
    if (slot < 0 || slot >= steps || count === 0) continue;
    const cell = (cells[slot] ??= edges.map(() => 0));
    spread(cell, edges, { from, to: to ?? Infinity, count });
  }
  return { edges, steps: cells };
}

/** At most `MOST_BUCKETS`, and always the lowest one: each of the others takes in the same number of neighbours. */
function fewer(edges: readonly number[]): number[] {
  const every = Math.ceil(edges.length / MOST_BUCKETS);
  const last = edges.length - 1;
  // The highest edge stays one too, so that nothing seems to be without an end that has one.
  const kept = edges.filter((_, at) => at % every === 0 || at === last);
  return kept.length > MOST_BUCKETS ? kept.filter((_, at) => at !== kept.length - 2) : kept;
}

function spread(
  cell: number[],
  edges: readonly number[],
  { from, to, count }: { from: number; to: number; count: number },
): void {
  const first = Math.max(0, bucketAt(edges, from));
  const last = edges.length - 1;
  for (let at = first; at <= last; at += 1) {
    const lower = Math.max(from, edges[at] ?? from);
    const upper = Math.min(to, at === last ? Infinity : (edges[at + 1] ?? Infinity));
    if (upper <= lower) return;
    const share = to === Infinity ? (at === last ? 1 : 0) : (upper - lower) / (to - from);
    cell[at] = (cell[at] ?? 0) + count * share;
  }
}

/** The bucket that begins at `value` or holds it: the last edge that is not above it. */
function bucketAt(edges: readonly number[], value: number): number {
  let [low, high] = [-1, edges.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((edges[middle] ?? Infinity) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Rows of lanes with the bounds of their buckets, and all bounds there are. */
export function bucketsOf(
  lanes: readonly Lane[],
  rows: readonly LaneRow[],
): { bounds: number[]; counted: Counted[] } {
  const own = lanes.flatMap(({ bounds }) => (bounds ? [belowOf(bounds), ...bounds] : []));
  const exponential = rows.filter(({ lane }) => !lanes[lane]?.bounds);
  const lowest = exponential.reduce((least, { offset }) => Math.min(least, offset), Infinity);
  const end = exponential.reduce(
    (most, { offset, buckets }) => Math.max(most, offset + buckets.length),
    lowest,
  );
  const steps = lowest === Infinity ? 0 : end - lowest + 1;
  return {
    bounds: [...own, ...Array.from({ length: steps }, (_, at) => exponentialBound(lowest + at))],
    counted: rows.flatMap(({ lane, slot, offset, buckets }) => {
      const bounds = lanes[lane]?.bounds;
      return buckets.map((count, at): Counted => {
        const index = offset + at;
        if (!bounds) return { slot, count, from: exponentialBound(index), to: exponentialBound(index + 1) };
        return { slot, count, from: bounds[index - 1] ?? belowOf(bounds), to: bounds[index] ?? null };
      });
    }),
  };
}

const exponentialBound = (index: number) => 2 ** (index / 2 ** DURATION_SCALE);

/** Where the first bucket begins, which no bound says: at zero, or a width below when the first bound is not above that. */
function belowOf([first = 0, second = first + 1]: readonly number[]): number {
  return first > 0 ? 0 : first - Math.max(second - first, Number.MIN_VALUE);
}
