import { describe, expect, it } from "vitest";

import { draftOf, freeId, panelOf, placeWithin } from "./panel-draft";

const place = { x: 0, y: 0, w: 6, h: 4 };

describe("a panel that is written", () => {
  it("comes out as it went in, and asks nothing that nobody chose", () => {
    const query = { metric: "gateway.requests", where: 'service="$service"', by: "release" };
    const lines = { id: "rate", kind: "time_series" as const, title: "Rate", place, query };
    expect(panelOf(draftOf(lines), "rate")).toEqual(lines);
    const text = { id: "words", kind: "text" as const, title: "", place, markdown: "**Look**" };
    expect(panelOf(draftOf(text), "words")).toEqual(text);
  });

  it("has an id of its own, made of its title", () => {
    expect(freeId("Requests / s", [])).toBe("requests-s");
    expect(freeId("Requests", [{ id: "requests" }, { id: "requests-2" }])).toBe("requests-3");
    expect(freeId("Größe – 大きさ", [])).toBe("gr-e");
    expect(freeId("大きさ", [])).toBe("panel");
    expect(freeId("a".repeat(80), [])).toHaveLength(32);
  });

  it("lies within the grid, whatever was typed", () => {
    expect(placeWithin({ x: 9, y: -3, w: 6, h: 4.4 })).toEqual({ x: 6, y: 0, w: 6, h: 4 });
    expect(placeWithin({ x: Number.NaN, y: 2, w: 40, h: 0 })).toEqual({ x: 0, y: 2, w: 12, h: 2 });
  });
});
