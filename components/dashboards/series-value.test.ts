import { describe, expect, it } from "vitest";

import { oneValueOf } from "./series-value";

const instants = ["2026-11-28T06:00:00.000Z", "2026-11-28T06:01:00.000Z", "2026-11-28T06:02:00.000Z"];
const now = Date.parse("2026-11-28T06:02:10.000Z");
const view = { instants, stepSeconds: 60 };

describe("the one value of a line", () => {
  it("is the last whole step, and the one under way only when there is no other", () => {
    const rate = { ...view, aggregation: "rate" as const };
    expect(oneValueOf(rate, [4, 5, 1], now)).toEqual({ value: 5, of: "last" });
    expect(oneValueOf(rate, [4, null, 1], now)).toEqual({ value: 4, of: "last" });
    expect(oneValueOf(rate, [null, null, 1], now)).toEqual({ value: 1, of: "last" });
    expect(oneValueOf(rate, [null, null, null], now)).toBeUndefined();
  });

  it("is all of them together where they are counts", () => {
    expect(oneValueOf({ ...view, aggregation: "increase" }, [4, null, 1], now)).toEqual({
      value: 5,
      of: "total",
    });
  });
});
