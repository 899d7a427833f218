import * as fc from "fast-check";
import { expect, it } from "vitest";

import { type BoundedCounts, boundedQuantile } from "./bucket-quantile";

const BOUNDS = [0.1, 0.5, 1];

it.each([
  [[4, 0, 0, 0], 0.5, { value: 0.05, beyond: false }],
  [[0, 4, 0, 0], 0.5, { value: 0.3, beyond: false }],
  [[2, 2, 0, 0], 0.5, { value: 0.1, beyond: false }],
  [[0, 0, 0, 3], 0.5, { value: 1, beyond: true }],
  [[9, 0, 0, 1], 0.95, { value: 1, beyond: true }],
  [[0, 0, 0, 0], 0.5, undefined],
])("%j at %d, as histogram_quantile says it", (counts, share, expected) => {
  const found = boundedQuantile([{ bounds: BOUNDS, counts }], share);
  expect(found && { ...found, value: Number(found.value.toFixed(9)) }).toEqual(expected);
});

it("a first bound below zero is where the first bucket ends and begins", () => {
  expect(boundedQuantile([{ bounds: [-5, 5], counts: [1, 3, 0] }], 0.1)).toEqual({
    value: -5,
    beyond: false,
  });
});

const histogram = fc
  .uniqueArray(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 12 })
  .chain((bounds) =>
    fc.record({
      bounds: fc.constant(bounds.toSorted((a, b) => a - b)),
      counts: fc.array(fc.integer({ min: 0, max: 50 }), {
        minLength: bounds.length + 1,
        maxLength: bounds.length + 1,
      }),
    }),
  );

it("the sum of two with other bounds lies between their own quantiles, and two of the same are the same", () => {
  fc.assert(
    fc.property(
      histogram,
      histogram,
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (one, other, share) => {
        const valueOf = (...of: BoundedCounts[]) => boundedQuantile(of, share);
        const [a, b, both] = [valueOf(one), valueOf(other), valueOf(one, other)];
        if (!a || !b || !both || a.beyond || b.beyond) return;
        expect(valueOf(one, one)?.value).toBeCloseTo(a.value, 6);
        expect(both.value).toBeGreaterThanOrEqual(Math.min(a.value, b.value) - 1e-6);
        expect(both.value).toBeLessThanOrEqual(Math.max(a.value, b.value) + 1e-6);
      },
    ),
  );
});
