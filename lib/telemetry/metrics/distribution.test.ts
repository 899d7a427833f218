import { describe, expect, it } from "vitest";

import { MOST_BUCKETS } from "../contract";
import { bucketsOf, type Counted, distributionOf } from "./distribution";

const row = (lane: number, slot: number, offset: number, buckets: number[]) => ({
  lane,
  slot,
  offset,
  buckets,
  count: 0,
  sum: 0,
  levels: 0,
  min: null,
  max: null,
});
const lane = (bounds: number[] | null = null) => ({ group: 0, bounds });
const distribute = (lanes: ReturnType<typeof lane>[], rows: ReturnType<typeof row>[], steps = 2) => {
  const { bounds, counted } = bucketsOf(lanes, rows);
  return distributionOf(bounds, counted, steps);
};
const total = (steps: readonly (readonly number[] | null)[]) =>
  steps.flatMap((step) => step ?? []).reduce((sum, count) => sum + count, 0);

describe("buckets of histograms in common ones", () => {
  it("exponential ones stay as they are, with all bounds between the lowest and the highest", () => {
    const found = distribute([lane()], [row(0, 0, 8, [3, 0, 4]), row(0, 1, 9, [5])], 3);
    expect(found.edges).toEqual([2, 2 ** (9 / 8), 2 ** (10 / 8), 2 ** (11 / 8)]);
    expect(found.steps).toEqual([[3, 0, 4, 0], [0, 5, 0, 0], null]);
  });

  it("bounds of their own begin at zero, and what is above them has no end", () => {
    const { edges, steps } = distribute([lane([0.1, 1])], [row(0, 0, 0, [2, 3, 4])]);
    expect([edges, steps]).toEqual([
      [0, 0.1, 1],
      [[2, 3, 4], null],
    ]);
    expect(distribute([lane([-1, 1])], [row(0, 0, 0, [2, 3, 4])])).toEqual({
      edges: [-3, -1, 1],
      steps: [[2, 3, 4], null],
    });
  });

  it("other bounds are divided in proportion, and none is lost", () => {
    const lanes = [lane([1, 2]), lane([1.5, 4])];
    const { edges, steps } = distribute(lanes, [row(0, 0, 0, [0, 10, 2]), row(1, 0, 0, [3, 0, 5])]);
    expect(edges).toEqual([0, 1, 1.5, 2, 4]);
    expect(steps[0]).toEqual([2, 1 + 5, 5, 0, 2 + 5]);
  });

  it("many are merged with their neighbours, and the first and the last bound stay", () => {
    const counts = Array.from({ length: 290 }, (_, at) => at + 1);
    const { edges, steps } = distribute([lane()], [row(0, 0, -160, counts)], 1);
    expect(edges.length).toBeLessThanOrEqual(MOST_BUCKETS);
    expect([edges[0], edges.at(-1)]).toEqual([2 ** (-160 / 8), 2 ** (130 / 8)]);
    expect(steps[0]?.slice(0, 2)).toEqual([15, 40]);
    expect(total(steps)).toBeCloseTo((290 * 291) / 2, 6);
    expect(steps[0]?.at(-1)).toBe(0);
  });

  it.each([60, 61, 62, 119, 120, 121, 1_000])("%i bounds become as many as there is room for", (count) => {
    const bounds = Array.from({ length: count }, (_, at) => at);
    const counted = bounds.map((from): Counted => ({
      slot: 0,
      from,
      to: from + 1 < count ? from + 1 : null,
      count: 1,
    }));
    const { edges, steps } = distributionOf(bounds, counted, 1);
    expect(edges.length).toBeLessThanOrEqual(MOST_BUCKETS);
    expect(edges.length).toBeGreaterThan(MOST_BUCKETS / 2);
    expect([edges[0], edges.at(-1)]).toEqual([0, count - 1]);
    expect(total(steps)).toBeCloseTo(count, 6);
  });

  it("nothing that was measured is nothing", () => {
    expect(distribute([], [])).toEqual({ edges: [], steps: [null, null] });
    expect(distribute([lane()], [])).toEqual({ edges: [], steps: [null, null] });
  });
});
