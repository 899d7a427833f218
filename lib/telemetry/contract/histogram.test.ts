import * as fc from "fast-check";
import { expect, it } from "vitest";

import {
  bucketOf,
  countDuration,
  countOf,
  downscale,
  DURATION_SCALE,
  emptyHistogram,
  type Histogram,
  mergeHistograms,
  quantile,
} from "./histogram";

const of = (seconds: readonly number[], scale = DURATION_SCALE): Histogram => {
  const histogram = emptyHistogram(scale);
  for (const each of seconds) countDuration(histogram, each);
  return histogram;
};

const exact = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? Number.NaN;

const durations = fc.array(
  fc.double({ min: -13, max: 11, noNaN: true }).map((power) => Math.E ** power),
  { minLength: 1, maxLength: 200 },
);

it("a bucket holds its upper edge and not its lower one, as OpenTelemetry has it", () => {
  expect([1, 1.0001, 2, 2.0001].map((value) => bucketOf(value, 0))).toEqual([-1, 0, 0, 1]);
  expect([0.25, 0.5].map((value) => bucketOf(value, 0))).toEqual([-3, -2]);
  expect(bucketOf(2, 3)).toBe(7);
});

it("quantiles are within 4.5 % of the exact ones, whatever was counted", () => {
  fc.assert(
    fc.property(durations, fc.constantFrom(0, 0.5, 0.9, 0.95, 0.99, 1), (values, share) => {
      const wanted = exact(values, share);
      expect(Math.abs((quantile(of(values), share) ?? 0) / wanted - 1)).toBeLessThanOrEqual(0.045);
    }),
  );
});

it("merged histograms are the histogram of all values", () => {
  fc.assert(
    fc.property(durations, durations, (one, other) => {
      const together = of([...one, ...other]);
      expect(mergeHistograms([of(one), of(other), emptyHistogram()])).toEqual(together);
      expect(countOf(together)).toBe(one.length + other.length);
    }),
  );
});

it("histograms of different scales meet at the lower one", () => {
  fc.assert(
    fc.property(durations, durations, fc.integer({ min: -4, max: 2 }), (one, other, lower) => {
      const merged = mergeHistograms([of(one), of(other, lower)]);
      const direct = of([...one, ...other], lower);
      expect(merged.scale).toBe(lower);
      expect(countOf(merged)).toBe(countOf(direct));
      // At an edge the logarithm may round to either side; then a count lies one bucket beside.
      for (const share of [0.5, 0.95]) {
        const base = 2 ** (2 ** -lower);
        const ratio = (quantile(merged, share) ?? 0) / (quantile(direct, share) ?? 0);
        expect(ratio).toBeGreaterThan(0.99 / base);
        expect(ratio).toBeLessThan(1.01 * base);
      }
    }),
  );
});

it("a lower scale halves the buckets, on either side of one second", () => {
  const fine: Histogram = { scale: 1, offset: -3, buckets: [1, 2, 3, 4, 5] };
  expect(downscale(fine, 0)).toEqual({ scale: 0, offset: -2, buckets: [1, 5, 9] });
  expect(() => downscale(fine, 2)).toThrow("cannot be read at scale 2");
});

it("what nobody counted has no quantile, and a merge of nothing is empty", () => {
  expect(quantile(emptyHistogram(), 0.5)).toBeUndefined();
  expect(mergeHistograms([])).toEqual(emptyHistogram());
});

it("durations of nothing and of days count at the edges", () => {
  const { offset, buckets } = of([0, -1, Number.MIN_VALUE, 1e12]);
  expect(buckets.at(0)).toBe(3);
  expect(buckets.at(-1)).toBe(1);
  expect(buckets.length).toBeLessThan(300);
  expect(offset).toBe(bucketOf(1e-6, DURATION_SCALE));
});
