import { describe, expect, it } from "vitest";

import { criticalPath, treeOf, type TreeSpan } from "./trace-tree";

/** "id parent start duration place" in a line each; "-" is no parent. */
const read = (text: string): TreeSpan[] =>
  text
    .trim()
    .split("\n")
    .map((line) => {
      const [id = "", parent = "-", start = "0", duration = "0", place = "0"] = line.trim().split(/\s+/);
      return {
        id,
        parent: parent === "-" ? null : parent,
        place: Number(place),
        startUs: Number(start),
        durationUs: Number(duration),
      };
    });

const selfTimes = (text: string) => {
  const spans = read(text);
  return Object.fromEntries(treeOf(spans).nodes.map(({ index, selfUs }) => [spans[index]?.id, selfUs]));
};
const path = (text: string) => {
  const spans = read(text);
  return criticalPath(treeOf(spans)).map(
    ({ index, fromUs, toUs }) => `${spans[index]?.id} ${fromUs}-${toUs}`,
  );
};

describe("self time", () => {
  it.each([
    ["a leaf is all its own", "a - 0 100", { a: 100 }],
    ["a child takes its part", "a - 0 100\nb a 10 30", { a: 70, b: 30 }],
    ["overlapping children count once", "a - 0 100\nb a 10 40\nc a 30 40", { a: 40, b: 40, c: 40 }],
    ["a child inside another adds nothing", "a - 0 100\nb a 10 60\nc a 20 10", { a: 40, b: 60, c: 10 }],
    ["a child that outlives its parent counts within it", "a - 0 100\nb a 50 500", { a: 50, b: 500 }],
    ["a child that came after the end takes nothing", "a - 0 100\nb a 150 20", { a: 100, b: 20 }],
  ])("%s", (_, text, expected) => {
    expect(selfTimes(text)).toEqual(expected);
  });
});

describe("the critical path", () => {
  it.each([
    ["one span is its own", "a - 0 100", ["a 0-100"]],
    ["goes through a child and back", "a - 0 100\nb a 20 50", ["a 0-20", "b 20-70", "a 70-100"]],
    [
      "of two at the same time the one that ended last was waited for, and what ended before it began",
      "a - 0 100\nb a 10 30\nc a 20 70",
      ["a 0-20", "c 20-90", "a 90-100"],
    ],
    ["one after the other are both on it", "a - 0 100\nb a 0 50\nc a 50 50", ["b 0-50", "c 50-100"]],
    ["a fast one in the middle is not on it", "a - 0 100\nb a 0 100\nc a 40 5", ["b 0-100"]],
    ["what goes on after the parent is cut at its end", "a - 0 100\nb a 60 400", ["a 0-60", "b 60-100"]],
    ["what began after the end was not waited for", "a - 0 100\nb a 150 20", ["a 0-100"]],
    [
      "is told down to the deepest",
      "a - 0 100\nb a 10 80\nc b 20 60",
      ["a 0-10", "b 10-20", "c 20-80", "b 80-90", "a 90-100"],
    ],
    ["follows the longest of several roots", "a - 0 10\nb gone 0 100", ["b 0-100"]],
    ["nothing has none", "", []],
  ])("%s", (_, text, expected) => {
    expect(text === "" ? criticalPath(treeOf([])) : path(text)).toEqual(expected);
  });
});

describe("what is wrong with a trace", () => {
  it("a span without its parent is a root, and counted", () => {
    const tree = treeOf(read("a - 0 100\nb gone 10 20\nc b 12 5"));
    expect(tree.roots.map(({ index, isOrphan }) => [index, isOrphan])).toEqual([
      [0, false],
      [1, true],
    ]);
    expect([tree.orphans, tree.roots[1]?.below]).toEqual([1, 1]);
  });

  it.each(["a a 0 10", "a b 0 10\nb a 0 10", "a c 0 10\nb a 0 10\nc b 0 10\nd c 0 5"])(
    "a circle is cut and every span is still there once: %s",
    (text) => {
      const spans = read(text);
      const { roots } = treeOf(spans);
      expect(roots).toHaveLength(1);
      expect((roots[0]?.below ?? 0) + 1).toBe(spans.length);
    },
  );

  it("what another clock says began before its cause is moved into it, with all below it", () => {
    const tree = treeOf(read("a - 1000 100 0\nb a 400 50 1\nc b 410 20 1"));
    expect(tree.nodes.map(({ startUs }) => startUs)).toEqual([1_000, 1_025, 1_035]);
    expect([tree.moved, tree.startUs, tree.endUs]).toEqual([1, 1_000, 1_100]);
  });

  it("on one clock nothing is moved: it began before for a reason", () => {
    expect(treeOf(read("a - 1000 100\nb a 400 50")).moved).toBe(0);
  });

  it("10,000 spans in one chain, and under one parent, take no time to speak of", () => {
    const chain = Array.from({ length: 10_000 }, (_, index): TreeSpan => ({
      id: String(index),
      parent: index === 0 ? null : String(index - 1),
      place: index % 5,
      startUs: index,
      durationUs: 30_000 - 2 * index,
    }));
    const fan = chain.map((span, index) => ({ ...span, parent: index === 0 ? null : "0" }));
    for (const spans of [chain, fan]) {
      const began = performance.now();
      const tree = treeOf(spans);
      expect(criticalPath(tree).length).toBeGreaterThan(1);
      expect(tree.roots[0]?.below).toBe(9_999);
      // 15 ms on an idle machine.
      expect(performance.now() - began).toBeLessThan(1_000);
    }
  });
});
