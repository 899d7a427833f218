/** Height of a line of words on the map, in pixels. */
const LINE = 13;

export type Label = { key: string; x: number; y: number };

/** Labels that end at the same place, moved down as far as one would cover another; by key, the height of each. */
export function apart(labels: readonly Label[]): Map<string, number> {
  const heights = new Map<string, number>();
  const lowest = new Map<number, number>();
  for (const { key, x, y } of labels.toSorted((a, b) => a.y - b.y)) {
    const free = Math.max(y, (lowest.get(x) ?? Number.NEGATIVE_INFINITY) + LINE);
    heights.set(key, free);
    lowest.set(x, free);
  }
  return heights;
}
