import { expect, test } from "vitest";

import { absoluteTime, ageOf, clockTime, durationInWords, relativeTime } from "./format-instant";

const NOW = "2026-11-23T14:05:12.000Z";
const at = (offsetMs: number) => new Date(Date.parse(NOW) + offsetMs).toISOString();

test.each([
  [0, "just now"],
  [3_000, "just now"],
  [-4_999, "just now"],
  [-42_000, "42 s ago"],
  [-59_999, "59 s ago"],
  [-60_000, "1 min ago"],
  [-3_600_000, "1 h ago"],
  [-86_400_000 * 5, "5 d ago"],
  [-86_400_000 * 90, "2 mo ago"],
  [-86_400_000 * 800, "2 y ago"],
  [3_600_000 * 3, "in 3 h"],
])("%d ms from now reads %s", (offsetMs, words) => {
  expect(relativeTime(at(offsetMs), Date.parse(NOW))).toBe(words);
});

test.each([
  [0, "0 ms"],
  [840.4, "840 ms"],
  [999.6, "1.0 s"],
  [4_210, "4.2 s"],
  [9_960, "10 s"],
  [59_600, "1 min"],
  [200_000, "3 min 20 s"],
  [3_599_600, "1 h"],
  [7_500_000, "2 h 5 min"],
  [273_600_000, "3 d 4 h"],
])("a duration of %d ms reads %s", (durationMs, words) => {
  expect(durationInWords(durationMs)).toBe(words);
});

test("the absolute time names its zone and cannot be read as another day", () => {
  expect(absoluteTime("2026-05-03T22:30:00Z", "UTC")).toBe("3 May 2026, 22:30:00 UTC");
  expect(absoluteTime("2026-05-03T22:30:00Z", "Asia/Tokyo")).toBe("4 May 2026, 07:30:00 GMT+9");
});

test("a log line shows its time to the millisecond", () => {
  expect(clockTime("2026-05-03T22:30:00.045Z", "UTC")).toBe("22:30:00.045");
});

test("the age of the near future is zero", () => {
  expect(ageOf(at(2_000), Date.parse(NOW))).toBe("0 s");
});

test("what is not an instant reads as nothing", () => {
  expect([relativeTime("soon", 0), absoluteTime("soon", "UTC"), ageOf("", 0)]).toEqual(["", "", ""]);
});
