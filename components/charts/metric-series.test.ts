import { expect, it } from "vitest";

import { csvOf, formatOf, seriesName, summaryOf } from "./metric-series";

it.each([
  [{}, "All together"],
  [{ service: "tide-tables", release: "4" }, "tide-tables, #4"],
  [{ route: "", status_class: "5" }, "no route, 5xx"],
])("%j is called %j", (labels, name) => {
  expect(seriesName({ labels })).toBe(name);
});

it.each([
  ["s", "p95", "histogram", 0.25, "250 ms"],
  ["s", "rate", "histogram", 2.5, "2.5 /s"],
  ["{request}", "rate", "counter", 12.34, "12.3 /s"],
  ["{request}", "increase", "counter", 1_200, "1,200"],
  ["By", "avg", "level", 12_000_000, "12 MB"],
  ["1", "avg", "level", 0.25, "25 %"],
  ["Cel", "max", "level", 21.5, "21.5 Cel"],
] as const)("a value in %s as %s of a %s: %d is %s", (unit, aggregation, type, value, words) => {
  expect(formatOf({ unit, aggregation, type })(value)).toBe(words);
});

it("a line says its last, mean and greatest value, without the gaps", () => {
  expect(summaryOf({ values: [null, 1, 5, null, 3, null] })).toEqual({ last: 3, mean: 3, greatest: 5 });
  expect(summaryOf({ values: [null] })).toBeUndefined();
});

it("a spreadsheet reads it, and takes no name for a formula", () => {
  expect(
    csvOf({
      instants: ["2026-11-27T12:00:00.000Z", "2026-11-27T12:01:00.000Z"],
      series: [
        { labels: { service: '=cmd("x")' }, values: [1, null] },
        { labels: { service: "a", route: "/b,c" }, values: [0, -2.5] },
      ],
    }),
  ).toBe(`at,"'=cmd(""x"")","a, /b,c"\r\n2026-11-27T12:00:00.000Z,1,0\r\n2026-11-27T12:01:00.000Z,,-2.5\r\n`);
});
