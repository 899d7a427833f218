import { expect, it } from "vitest";

import { apart } from "./map-labels";
import { layOut, NODE } from "./map-layout";

const edge = (text: string) => {
  const [from = "", to = ""] = text.split(">");
  return { from, to };
};
const columns = (keys: string, edges: string[]) => {
  const { places } = layOut(keys.split(""), edges.map(edge));
  const byColumn: string[][] = [];
  for (const { key, x } of [...places.values()].toSorted((a, b) => a.y - b.y))
    (byColumn[x / (NODE.width + NODE.gapX)] ??= []).push(key);
  return byColumn.map((column) => column.join("")).join(" ");
};

it.each([
  ["who asks stands left of whom", "abc", ["a>b", "b>c"], "a b c"],
  ["the longest way decides", "abc", ["a>b", "b>c", "a>c"], "a b c"],
  ["a circle is cut behind its entrance", "abc", ["a>b", "b>c", "c>b"], "a b c"],
  ["a service may ask itself", "a", ["a>a"], "a"],
  ["an edge to nowhere is left out", "a", ["a>z"], "a"],
  ["whom nobody asks stands beside whom it asks", "abcd", ["a>b", "b>c", "d>c"], "a bd c"],
  ["lines do not cross where they need not", "abcd", ["a>d", "b>c"], "ba cd"],
])("%s", (_, keys, edges, expected) => {
  expect(columns(keys, edges)).toBe(expected);
});

it("nothing covers anything", () => {
  const keys = Array.from({ length: 40 }, (_, index) => String(index));
  const { places } = layOut(
    keys,
    keys.flatMap((key, index) => [{ from: key, to: String((index * 7) % 40) }]),
  );
  expect(new Set([...places.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(40);
});

it("labels that end at the same place stand below each other, and others where they are", () => {
  const label = (key: string, x: number, y: number) => ({ key, x, y });
  const heights = apart([label("c", 1, 24), label("a", 1, 10), label("b", 1, 11), label("d", 2, 11)]);
  expect(Object.fromEntries(heights)).toEqual({ a: 10, b: 23, c: 36, d: 11 });
});
