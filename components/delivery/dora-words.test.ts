import { describe, expect, it } from "vitest";

import type { DoraView } from "@/lib/delivery/contract";

import { countedPath, doraSentence, percent, perTime } from "./dora-words";

const HOUR_MS = 3_600_000;
const view = (more: Partial<DoraView> = {}): DoraView => ({
  from: "2026-08-29T22:00:00.000Z",
  to: "2026-11-27T23:00:00.000Z",
  days: 90,
  frequency: { deliveries: 45, perDay: 0.5 },
  leadTime: { commits: 90, deployments: 45, medianMs: 26 * HOUR_MS, p95Ms: null, waitingShare: 0.4 },
  changeFailure: { changes: 50, failures: 5, rate: 0.1 },
  recovery: { failures: 5, recovered: 5, medianMs: HOUR_MS, p95Ms: null },
  buckets: [],
  ...more,
});

describe("the sentence", () => {
  it("says how often, how fast and how well", () => {
    expect(doraSentence(view())).toBe(
      "3.5 changes a week reach production, half of all commits take less than 1 d 2 h, 10 % failed and half of those were over in 1 h.",
    );
  });

  it("leaves out what is not known, and says when nothing happened", () => {
    const well = view({ changeFailure: { changes: 50, failures: 0, rate: 0 } });
    expect(doraSentence(well)).toMatch(/, none failed\.$/);
    const still = { changes: 50, failures: 1, rate: 0.02 };
    const bad = view({
      changeFailure: still,
      recovery: { failures: 1, recovered: 0, medianMs: null, p95Ms: null },
    });
    expect(doraSentence(bad)).toMatch(/, 2\.0 % failed\.$/);
    expect(doraSentence(view({ changeFailure: { changes: 0, failures: 0, rate: null } }))).toBe(
      "No change reached production in the last 90 days.",
    );
  });
});

it.each([
  [{ deliveries: 13, perDay: 1 / 7 }, "1 change a week reaches production"],
  [{ deliveries: 1, perDay: 1 / 90 }, "1 change reached production in 90 days"],
  [{ deliveries: 2, perDay: 2 / 90 }, "2 changes reached production in 90 days"],
])("one is no more than one, and what is rare is told of the whole period", (frequency, words) => {
  expect(doraSentence(view({ frequency }))).toContain(words);
});

it("a frequency is told in the unit in which one can imagine it", () => {
  const told = [250, 4.25, 1.01, 0.5, 1 / 7, 0.1, 1 / 30, 1 / 90].map((perDay) =>
    perTime({ perDay, deliveries: 1 }),
  );
  expect(told).toEqual([
    "250 changes a day",
    "4.3 changes a day",
    "1 change a day",
    "3.5 changes a week",
    "1 change a week",
    "3 changes a month",
    "1 change a month",
    "1 change in 90 days",
  ]);
});

it("a share that is not known is no zero, and a small one keeps a digit", () => {
  expect([null, 0, 0.035, 0.5, 1].map(percent)).toEqual(["–", "0 %", "3.5 %", "50 %", "100 %"]);
});

it("the way to the deployments ends with the last moment of the period", () => {
  const scope = { service: "tide-tables", team: undefined };
  expect(countedPath("failure", view(), scope)).toBe(
    "/deployments?counts=failure&from=2026-08-29T22%3A00%3A00.000Z&to=2026-11-27T22%3A59%3A59.999Z&service=tide-tables",
  );
});
