import { describe, expect, it } from "vitest";

import { moved, placeBelow, resized, settled } from "./grid-places";

const at = (id: string, x: number, y: number, w: number, h: number) => ({ id, place: { x, y, w, h } });
const grid = [at("a", 0, 0, 6, 4), at("b", 6, 0, 6, 4), at("c", 0, 4, 12, 4)];
const drawn = (panels: typeof grid) =>
  Object.fromEntries(panels.map(({ id, place: { x, y, w, h } }) => [id, [x, y, w, h]]));

describe("places of panels", () => {
  it("rise until there is neither a hole nor an overlap", () => {
    expect(drawn(settled([at("a", 0, 3, 6, 4), at("b", 4, 5, 6, 4), at("c", 0, 40, 4, 1)]))).toEqual({
      a: [0, 0, 6, 4],
      b: [4, 4, 6, 4],
      c: [0, 4, 4, 1],
    });
  });

  it("change with the neighbour below and above, and stay where there is none", () => {
    const down = moved(grid, "a", "down");
    expect(drawn(down)).toMatchObject({ b: [6, 0, 6, 4], c: [0, 4, 12, 4], a: [0, 8, 6, 4] });
    expect(drawn(moved(grid, "c", "up"))).toEqual({ c: [0, 0, 12, 4], a: [0, 4, 6, 4], b: [6, 4, 6, 4] });
    expect(drawn(moved(grid, "b", "up"))).toEqual(drawn(grid));
    expect(drawn(moved(grid, "c", "down"))).toEqual(drawn(grid));
  });

  it("are no higher than a dashboard can be saved with", () => {
    expect(drawn(resized([at("a", 0, 0, 6, 100)], "a", "down"))).toEqual({ a: [0, 0, 6, 100] });
  });

  it("go aside only within the grid, and push who stands there down", () => {
    expect(drawn(moved(grid, "a", "left"))).toEqual(drawn(grid));
    expect(drawn(moved(grid, "a", "right"))).toEqual({ a: [1, 0, 6, 4], b: [6, 4, 6, 4], c: [0, 8, 12, 4] });
  });

  it("grow and shrink cell by cell, within the grid and never to nothing", () => {
    expect(drawn(resized(grid, "a", "right"))).toMatchObject({ a: [0, 0, 7, 4], b: [6, 4, 6, 4] });
    expect(drawn(resized(grid, "b", "right"))).toEqual(drawn(grid));
    expect(drawn(resized(grid, "a", "down"))).toMatchObject({ a: [0, 0, 6, 5], c: [0, 5, 12, 4] });
    expect(resized([at("a", 0, 0, 2, 2)], "a", "up")).toEqual([at("a", 0, 0, 2, 2)]);
  });

  it("of a new panel are below all others", () => {
    expect(placeBelow(grid, { w: 6, h: 7 })).toEqual({ x: 0, y: 8, w: 6, h: 7 });
  });
});
