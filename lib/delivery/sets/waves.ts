import { depthsFrom, neededBy, topologicalOrder } from "@/lib/catalog/contract";

type Edge = { from: string; to: string };

/**
 * The waves in which services are promoted, by name. What is left out still orders the rest: when shop needs tides and
 * tides needs buoys, buoys goes before shop also without tides.
 */
export function wavesOf(
  selected: readonly string[],
  edges: readonly Edge[],
): { waves: string[][]; cycles: string[][] } {
  const needs = neededBy(edges);
  const among = selected.flatMap((from) =>
    [...depthsFrom(needs, from).keys()]
      .filter((to) => to !== from && selected.includes(to))
      .map((to) => ({ from, to })),
  );
  return topologicalOrder(selected, among);
}
