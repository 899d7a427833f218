import { describe, expect, it } from "vitest";

import { bucketsOf, distributionCsv } from "./distribution";

const view = {
  unit: "ms",
  edges: [0, 5, 10, 25],
  instants: ["2026-11-28T06:00:00.000Z", "2026-11-28T06:01:00.000Z"],
  steps: [[0, 2, 0, 1], null],
};

describe("a distribution", () => {
  it("is read from the lowest to the highest bucket in which anything was counted", () => {
    expect(bucketsOf(view).map(({ name, count }) => [name, count])).toEqual([
      ["5 ms – 10 ms", 2],
      ["10 ms – 25 ms", 0],
      ["more than 25 ms", 1],
    ]);
    expect(bucketsOf({ ...view, steps: [null, [0, 0, 0, 0]] })).toEqual([]);
  });

  it("comes as a table of numbers, with gaps where nothing was measured", () => {
    expect(distributionCsv(view)).toBe(
      "at,above 0,above 5,above 10,above 25\r\n" +
        "2026-11-28T06:00:00.000Z,0,2,0,1\r\n2026-11-28T06:01:00.000Z,,,,\r\n",
    );
  });
});
