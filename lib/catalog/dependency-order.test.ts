import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";

import {
  cycleThrough,
  depthsFrom,
  neededBy,
  pathBetween,
  topologicalOrder,
  type Edge,
} from "./dependency-order";

/** "shop>tides" is: shop needs tides. */
const edgesOf = (text: string): Edge[] =>
  text
    .split(" ")
    .filter(Boolean)
    .map((edge) => {
      const [from = "", to = ""] = edge.split(">");
      return { from, to };
    });

describe("the order of services", () => {
  it.each([
    ["", "", [], []],
    ["shop tides", "", [["shop", "tides"]], []],
    ["shop tides", "shop>tides", [["tides"], ["shop"]], []],
    ["a b c d", "d>c d>b c>a b>a", [["a"], ["b", "c"], ["d"]], []],
    // A service waits for the longest way to it, not for the shortest.
    ["a b c", "c>a c>b b>a", [["a"], ["b"], ["c"]], []],
    ["a b c", "b>a c>b a>c", [["a", "b", "c"]], [["a", "b", "c"]]],
    ["a b c d", "b>c c>b b>a d>c", [["a"], ["b", "c"], ["d"]], [["b", "c"]]],
    ["a b", "a>a b>a", [["a"], ["b"]], [["a"]]],
    ["a b", "a>elsewhere b>a elsewhere>b", [["a"], ["b"]], []],
  ])("of %j with %j is %j, and the circles are %j", (services, edges, waves, cycles) => {
    expect(topologicalOrder(services.split(" ").filter(Boolean), edgesOf(edges))).toEqual({ waves, cycles });
  });

  it("is found for a chain that is longer than a call stack", () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `s${index}`);
    const edges = names.slice(1).map((name, index) => ({ from: names[index] ?? "", to: name }));
    expect(topologicalOrder(names, edges).waves).toHaveLength(20_000);
  });
});

const name = fc.constantFrom(..."a b c d e f g h i j".split(" "));
const graph = fc.record({
  services: fc.uniqueArray(name),
  edges: fc.array(fc.record({ from: name, to: name }), { maxLength: 25 }),
});
const known = ({ services, edges }: { services: string[]; edges: Edge[] }) =>
  edges.filter(({ from, to }) => services.includes(from) && services.includes(to));

test("each service stands in exactly one wave, after everything it needs, and as early as it can", () => {
  fc.assert(
    fc.property(graph, (given) => {
      const { waves, cycles } = topologicalOrder(given.services, given.edges);
      expect(waves.flat().toSorted()).toEqual(given.services.toSorted());
      const waveOf = (service: string) => waves.findIndex((wave) => wave.includes(service));
      const inOneCircle = ({ from, to }: Edge) =>
        cycles.some((circle) => circle.includes(from) && circle.includes(to));
      const isInOrder = (edge: Edge) =>
        inOneCircle(edge) ? waveOf(edge.from) === waveOf(edge.to) : waveOf(edge.from) > waveOf(edge.to);
      expect(known(given).filter((edge) => !isInOrder(edge))).toEqual([]);
      for (const service of waves.slice(1).flat()) {
        const circle = cycles.find((each) => each.includes(service)) ?? [service];
        const justBefore = known(given).filter(
          ({ from, to }) => circle.includes(from) && waveOf(to) === waveOf(service) - 1,
        );
        expect(justBefore).not.toEqual([]);
      }
    }),
  );
});

test("a circle is named exactly when a service needs itself in the end, whatever order things are given in", () => {
  fc.assert(
    fc.property(graph, (given) => {
      const order = topologicalOrder(given.services, given.edges);
      const inCircles = order.cycles.flat().toSorted();
      const reaching = given.services.filter((service) => cycleThrough(known(given), service));
      expect(inCircles).toEqual(reaching.toSorted());
      expect(topologicalOrder(given.services.toReversed(), given.edges.toReversed())).toEqual(order);
    }),
  );
});

test("a path follows edges from end to end, is the shortest, and exists for whatever is needed in the end", () => {
  fc.assert(
    fc.property(graph, name, name, ({ edges }, from, to) => {
      const path = pathBetween(edges, from, to);
      const depths = depthsFrom(neededBy(edges), from);
      // A path from a service to itself is a circle, which depths do not know.
      expect(path ? path.length - 1 : undefined).toBe(from === to ? path && path.length - 1 : depths.get(to));
      expect(path && [path[0], path.at(-1)]).toEqual(path && [from, to]);
      for (const [index, step] of (path ?? []).slice(1).entries())
        expect(edges).toContainEqual({ from: path?.[index], to: step });
    }),
  );
});
