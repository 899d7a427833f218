import { expect, it } from "vitest";

import { above, visibleRows } from "./trace-rows";
import { treeOf } from "./trace-tree";

const span = (id: string, parent: string | null, startUs: number) => ({
  id,
  parent,
  place: 0,
  startUs,
  durationUs: 10,
});
const tree = treeOf([span("a", null, 0), span("b", "a", 2), span("c", "b", 3), span("d", "a", 1)]);

it("rows stand in the order of their start, each below its parent, without what is collapsed", () => {
  const order = (collapsed: number[]) =>
    visibleRows(tree.roots, new Set(collapsed)).map(({ index }) => "abcd"[index]);
  expect(order([])).toEqual(["a", "d", "b", "c"]);
  expect(order([1])).toEqual(["a", "d", "b"]);
  expect(order([0])).toEqual(["a"]);
});

it("what is above a span has to be open for it to be seen", () => {
  expect(above(tree.nodes, 2)).toEqual([1, 0]);
  expect(above(tree.nodes, 0)).toEqual([]);
});
