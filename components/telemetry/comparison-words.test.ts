import { expect, it } from "vitest";

import type { ComparedRelease, ReleaseComparison } from "@/lib/telemetry/contract";

import { comparedRows, comparisonSentence } from "./comparison-words";

const side = (number: number, requests: number, errors: number, p95Ms: number): ComparedRelease => ({
  release: {
    id: `rel_${number}`,
    number,
    version: null,
    commitSha: null,
    subject: null,
    authorName: null,
    createdAt: "2026-11-28T00:00:00.000Z",
  },
  startedAt: "2026-11-28T00:00:00.000Z",
  from: "2026-11-28T00:00:00.000Z",
  requests,
  errors,
  errorRate: requests === 0 ? null : errors / requests,
  p50Ms: p95Ms / 2,
  p95Ms,
  p99Ms: null,
  perMinute: requests / 60,
  series: { perMinute: [], errorRate: [], p50Ms: [], p95Ms: [], p99Ms: [] },
});

const sentence = (base: ComparedRelease, other: ComparedRelease, alignment: "moment" | "start" = "moment") =>
  comparisonSentence({
    environment: "production",
    choices: [],
    alignment,
    ranTogether: alignment === "moment",
    stepSeconds: 60,
    offsets: [],
    sharedSeconds: 3_600,
    base,
    other,
  } satisfies ReleaseComparison);

it.each([
  [
    side(12, 1_000, 0, 100),
    side(14, 1_000, 30, 180),
    "#14 fails more often (3 % against 0 %) and is slower (95 % within 180 ms against 100 ms) than #12 in the 1 h in which both were asked.",
  ],
  [
    side(12, 600, 290, 100),
    side(14, 3_000, 0, 180),
    "#14 fails less often (0 % against 48 %), but is slower (95 % within 180 ms against 100 ms), than #12 in the 1 h in which both were asked; it is asked more often (50 against 10 a minute).",
  ],
  [
    side(12, 1_000, 1, 100),
    side(14, 1_000, 2, 105),
    "#14 does about as well as #12 in the 1 h in which both were asked.",
  ],
  [
    side(12, 60, 0, 100),
    side(14, 50, 0, 50),
    "#14 is faster (95 % within 50 ms against 100 ms) than #12 in the 1 h in which both were asked. There are few requests: it may be chance.",
  ],
  [
    side(12, 12, 0, 100),
    side(14, 11, 0, 400),
    "#14 does about as well as #12 in the 1 h in which both were asked. There are few requests: it may be chance.",
  ],
  [side(12, 1_000, 0, 100), side(14, 0, 0, 0), "#14 was not asked anything in this time."],
])("two releases are compared in a sentence, and chance is not called a difference", (base, other, words) => {
  expect(sentence(base, other)).toBe(words);
});

it("a share of errors differs by points, and only what is not chance is worse", () => {
  const rows = comparedRows(side(12, 1_000, 0, 100), side(14, 1_000, 30, 180));
  expect(rows.find(({ name }) => name === "Error rate")).toMatchObject({
    difference: "+3 points",
    isWorse: true,
  });
  const few = comparedRows(side(12, 10, 0, 100), side(14, 10, 1, 100));
  expect(few.find(({ name }) => name === "Error rate")).toMatchObject({ isWorse: false });
});
