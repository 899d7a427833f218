import { expect, it } from "vitest";

import {
  changeInWords,
  failsElsewhere,
  msInWords,
  rateInWords,
  shareInWords,
  trafficSentence,
} from "./traffic-words";

const FIGURES = { requests: 1_200, errors: 4, errorRate: 4 / 1_200, p50Ms: 12, p95Ms: 118.3, p99Ms: 900 };

it("the sentence says how much, how well and how fast", () => {
  expect(trafficSentence(FIGURES, 20)).toBe("20 requests a minute, 0.33 % errors, 95 % within 118 ms.");
  expect(trafficSentence({ ...FIGURES, errorRate: 0 }, 0.05)).toBe(
    "0.05 requests a minute, no errors, 95 % within 118 ms.",
  );
  expect(trafficSentence({ ...FIGURES, requests: 0, errorRate: null }, 0)).toBe("No requests in this time.");
});

it("figures have as many digits as they deserve", () => {
  expect([0, 0.016, 4.23, 123.4, 12_400].map(rateInWords)).toEqual(["0", "0.02", "4.2", "123", "12,400"]);
  expect([null, 0, 0.00001, 0.0004, 0.0251, 0.314, 1].map(shareInWords)).toEqual([
    "–",
    "0 %",
    "< 0.01 %",
    "0.04 %",
    "2.5 %",
    "31 %",
    "100 %",
  ]);
  expect([null, 0.412, 1.26, 12.34, 840, 4_210].map(msInWords)).toEqual([
    "–",
    "0.41 ms",
    "1.3 ms",
    "12 ms",
    "840 ms",
    "4.2 s",
  ]);
});

it("a change against the release before is said when it is one", () => {
  expect(changeInWords(150, 100)).toBe("+50 %");
  expect(changeInWords(50, 100)).toBe("−50 %");
  expect(changeInWords(104, 100)).toBeUndefined();
  expect(changeInWords(null, 100)).toBeUndefined();
  expect(changeInWords(100, undefined)).toBeUndefined();
});

it("an environment fails elsewhere from some errors on, not by the one request that it was asked", () => {
  const fails = (errors: number, requests: number) =>
    failsElsewhere({ errors, errorRate: requests === 0 ? null : errors / requests });
  expect([fails(5, 5), fails(5, 500), fails(400, 1_000)]).toEqual([true, true, true]);
  expect([fails(0, 0), fails(1, 1), fails(4, 4), fails(5, 501)]).toEqual([false, false, false, false]);
});
