import { describe, expect, it } from "vitest";

import { withRoom } from "./lines";
import { valueTicks } from "./value-ticks";

describe("markers of a chart", () => {
  it("have a label only where no later line runs through it", () => {
    const at = (minute: number) => new Date(minute * 60_000).toISOString();
    const markers = [50, 0, 1, 2, 99].map((minute) => ({ at: at(minute), label: "#12" }));
    expect(withRoom(markers, [0, 100 * 60_000]).map(({ at: when, hasRoom }) => [when, hasRoom])).toEqual([
      [at(0), false],
      [at(1), false],
      [at(2), true],
      [at(50), true],
      [at(99), true],
    ]);
  });
});

describe("the axis of values", () => {
  it("is divided at round numbers and ends above the greatest value", () => {
    expect(valueTicks(0.0167)).toEqual([0, 0.005, 0.01, 0.015, 0.02]);
    expect(valueTicks(132)).toEqual([0, 50, 100, 150]);
    expect(valueTicks(750)).toEqual([0, 200, 400, 600, 800]);
    expect(valueTicks(0.3)).toEqual([0, 0.1, 0.2, 0.3]);
  });

  it("has no fractions of what is counted in whole numbers", () => {
    expect(valueTicks(1, 1)).toEqual([0, 1]);
    expect(valueTicks(2, 1)).toEqual([0, 1, 2]);
  });
});
