import { describe, expect, it } from "vitest";

import { withRoom } from "./lines";

describe("markers of a chart", () => {
  it("have a label only where it does not cover the one before", () => {
    const at = (minute: number) => new Date(minute * 60_000).toISOString();
    const markers = [50, 0, 1, 2, 99].map((minute) => ({ at: at(minute), label: "#12" }));
    expect(withRoom(markers, [0, 100 * 60_000]).map(({ at: when, hasRoom }) => [when, hasRoom])).toEqual([
      [at(0), true],
      [at(1), false],
      [at(2), false],
      [at(50), true],
      [at(99), true],
    ]);
  });
});
