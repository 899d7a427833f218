import { expect, it } from "vitest";

import { atKeptScale, type Cumulative, cumulativeOfHistogram, increaseOf } from "./metric-deltas";

const SECOND = 1_000_000_000n;
const START = 1_795_000_000n * SECOND;

const counter = (atSeconds: number, sum: number, startSeconds: number | null = 0): Cumulative => ({
  startNs: startSeconds === null ? undefined : START + BigInt(startSeconds) * SECOND,
  atNs: START + BigInt(atSeconds) * SECOND,
  sum,
  count: 0,
  scale: 0,
  offset: 0,
  buckets: [],
});

it.each([
  ["the first point of a process that began lately counts as a whole", undefined, counter(60, 7), 7],
  ["the first point of a process that began long ago counts nothing", undefined, counter(3_600, 7), 0],
  [
    "the first point of one that does not say when it began counts nothing",
    undefined,
    counter(60, 7, null),
    0,
  ],
  [
    "the first point of a series that its process lately did not have counts as a whole",
    undefined,
    { ...counter(3_600, 7, null), absentNs: START + 3_570n * SECOND },
    7,
  ],
  [
    "one that a process did not have long ago counts nothing",
    undefined,
    { ...counter(3_600, 7, null), absentNs: START },
    0,
  ],
  [
    "a series that was not there for a while and is again adds what it grew by",
    counter(3_500, 7, null),
    { ...counter(3_600, 9, null), absentNs: START + 3_570n * SECOND },
    2,
  ],
  ["a start that equals the point is an unknown one", undefined, counter(60, 7, 60), 0],
  ["a point adds what it grew by", counter(60, 7), counter(120, 10), 3],
  ["a start that moved is a reset", counter(60, 7), counter(120, 10, 90), 10],
  [
    "a start that moved by a moment, to before the last point, is none",
    counter(60, 7),
    counter(120, 10, 1),
    3,
  ],
  ["a count that shrank is a reset", counter(60, 7, null), counter(120, 2, null), 2],
  ["the same number adds nothing", counter(60, 7), counter(120, 7), 0],
])("%s", (_, before, point, sum) => {
  expect(increaseOf(before, point)?.sum).toBe(sum);
});

it.each([60, 30])(
  "a point that is not newer (%i s after 60 s) adds nothing and changes nothing",
  (seconds) => {
    expect(increaseOf(counter(60, 7), counter(seconds, 9))).toBeUndefined();
  },
);

const exponential = (atSeconds: number, scale: number, offset: number, counts: number[], zeroCount = 0) =>
  cumulativeOfHistogram({
    attributes: {},
    startNs: START,
    atNs: START + BigInt(atSeconds) * SECOND,
    count: counts.reduce((sum, count) => sum + count, zeroCount),
    sum: 1,
    buckets: { kind: "exponential", scale, zeroCount, offset, counts },
  });

it("exponential histograms are subtracted at the lower of their scales", () => {
  const increase = increaseOf(exponential(60, 3, 8, [1, 1]), exponential(120, 2, 4, [3, 2]));
  expect(increase).toMatchObject({ scale: 2, offset: 4, buckets: [1, 2], count: 3 });
});

it("a finer histogram than is kept loses detail and no count", () => {
  const { scale, offset, buckets } = exponential(60, 5, 32, [1, 1, 1, 1, 2]);
  expect({ scale, offset, buckets }).toEqual({ scale: 3, offset: 8, buckets: [4, 2] });
});

it("a bucket that vanished is a reset, though the count grew", () => {
  const increase = increaseOf(exponential(60, 3, 8, [5]), exponential(120, 3, 20, [9]));
  expect(increase).toMatchObject({ buckets: [9], count: 9 });
});

it("zeros count as the least that matters", () => {
  const { offset, buckets } = exponential(60, 3, -160, [1], 4);
  expect(offset).toBe(-160);
  expect(buckets.reduce((sum, count) => sum + count, 0)).toBe(5);
});

it("a coarser histogram is kept in the middle of its buckets", () => {
  expect(atKeptScale({ scale: 2, offset: 4, buckets: [1, 0, 2] })).toEqual({
    scale: 3,
    offset: 9,
    buckets: [1, 0, 0, 0, 2],
  });
  expect(atKeptScale({ scale: 0, offset: 0, buckets: [] })).toEqual({ scale: 3, offset: 0, buckets: [] });
});
