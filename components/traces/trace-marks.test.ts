import { expect, it } from "vitest";

import type { TraceError } from "@/lib/errors/contract";
import type { TraceLine } from "@/lib/telemetry/contract";

import { marksOf, momentsInWords, momentsOf } from "./trace-marks";

const from = "2026-11-28T08:00:00.000100Z";
const at = (us: number) => `2026-11-28T08:00:00.${String(100 + us).padStart(6, "0")}Z`;
const line = (us: number, severity = 9, spanId: string | null = "a"): TraceLine => ({
  id: String(us),
  at: at(us),
  spanId,
  severity,
  level: severity >= 17 ? "error" : "info",
  body: `line ${us}\nand more`,
  service: "shop",
});
const error = (us: number, spanId: string | null = "a"): TraceError => ({
  id: `e${us}`,
  at: at(us),
  spanId,
  issueId: "iss_1",
  title: "TypeError: no stock",
  level: "error",
  status: "unresolved",
  service: "shop",
  environment: "production",
});
const bar = { startUs: 1_000, durationUs: 10_000, from, lengthUs: 20_000 };

it("lines and errors stand with their span, and those of no span that is here apart", () => {
  const moments = momentsOf(
    new Map([["a", 0]]),
    { items: [line(1), line(2, 9, null)], truncated: true },
    { items: [error(3), error(4, "gone")], truncated: false },
  );
  expect([...moments.ofSpan]).toEqual([["a", { errors: [error(3)], lines: [line(1)] }]]);
  expect(moments.elsewhere).toEqual({ errors: [error(4, "gone")], lines: [line(2, 9, null)] });
  expect([moments.linesTruncated, moments.errorsTruncated]).toEqual([true, false]);
  expect(momentsInWords({ errors: [error(3)], lines: [line(1), line(2)] })).toBe("1 error, 2 log lines");
  expect(momentsInWords({ errors: [], lines: [] })).toBeUndefined();
});

it("a mark stands at its microsecond within the bar, and what is outside of it at its nearest end", () => {
  const marks = marksOf({ errors: [error(2_500)], lines: [line(0), line(50_000, 17)] }, bar);
  expect(marks).toEqual([
    { us: 0, isError: false, isBad: false, text: "Log line, info: line 0" },
    { us: 1_500, isError: true, isBad: true, text: "Error: TypeError: no stock" },
    { us: 10_000, isError: false, isBad: true, text: "Log line, error: line 50000" },
  ]);
});

it("a handful is drawn, the worst of it; what is close together is one mark that says so", () => {
  const many = Array.from({ length: 40 }, (_, index) => line(1_000 + index * 250));
  const marks = marksOf({ errors: [error(9_000)], lines: [...many, line(9_001, 17), line(5_125, 17)] }, bar);
  expect(marks).toHaveLength(5);
  expect(marks.filter(({ isBad }) => isBad).map(({ us, text }) => [us, text])).toEqual([
    [4_125, expect.stringContaining("Log line, error: line 5125")],
    [8_000, "Error: TypeError: no stock (+2)"],
  ]);
});
