/** One service needs another, both by name. */
export type Edge = { from: string; to: string };
/** What each service needs directly, by name. */
export type NeededBy = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Services in the order in which they can be brought up: each wave needs only what stands in the waves before it.
 * Services that need each other in a circle cannot be put in order; they share a wave, and `cycles` names them. Edges to
 * services that are not in the list count for nothing. The same input in another order gives the same answer.
 */
export function topologicalOrder(
  services: readonly string[],
  edges: readonly Edge[],
): { waves: string[][]; cycles: string[][] } {
  const names = [...new Set(services)].toSorted();
  const needs = neededBy(edges, new Set(names));
  const circles = circlesOf(names, needs);
  const circleOf = new Map(circles.flatMap((circle) => circle.map((name) => [name, circle] as const)));
  const waveOf = new Map<string, number>();
  // What a circle needs comes before it in the list of circles, so one pass is enough.
  for (const circle of circles) {
    const outside = circle.flatMap((name) =>
      [...(needs.get(name) ?? [])].filter((each) => circleOf.get(each) !== circle),
    );
    const wave = Math.max(-1, ...outside.map((name) => waveOf.get(name) ?? 0)) + 1;
    for (const name of circle) waveOf.set(name, wave);
  }
  const waves: string[][] = [];
  for (const name of names) (waves[waveOf.get(name) ?? 0] ??= []).push(name);
  const isCircle = (circle: readonly string[]) =>
    circle.length > 1 || circle.some((name) => needs.get(name)?.has(name));
  return { waves, cycles: circles.filter(isCircle).map((circle) => circle.toSorted()) };
}

/** The shortest way from a service back to itself, with it at both ends; undefined when there is none. */
export const cycleThrough = (edges: readonly Edge[], name: string): string[] | undefined =>
  pathBetween(edges, name, name);

/** The shortest way along what needs what, both ends included; a path of one service is only a circle of it. */
export function pathBetween(edges: readonly Edge[], from: string, to: string): string[] | undefined {
  const needs = neededBy(edges);
  const cameFrom = new Map<string, string>();
  const queue = [from];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const name of [...(needs.get(next) ?? [])].toSorted()) {
      if (name === to) {
        const path = [next, to];
        for (let before = path[0]; before !== undefined && before !== from; before = path[0]) {
          path.unshift(cameFrom.get(before) ?? from);
        }
        return path;
      }
      if (cameFrom.has(name) || name === from) continue;
      cameFrom.set(name, next);
      queue.push(name);
    }
  }
  return undefined;
}

/**
 * Everything that a service needs, directly or not, each with the fewest steps that lead there; itself is 0. Whoever asks
 * for many services makes `needs` once: it holds the whole catalog.
 */
export function depthsFrom(needs: NeededBy, name: string): Map<string, number> {
  const depths = new Map([[name, 0]]);
  // A map goes on over what is added to it on the way.
  for (const [each, depth] of depths) {
    for (const next of needs.get(each) ?? []) if (!depths.has(next)) depths.set(next, depth + 1);
  }
  return depths;
}

/** What each service needs; edges that leave `within` are left out. */
export function neededBy(edges: readonly Edge[], within?: ReadonlySet<string>): Map<string, Set<string>> {
  const needs = new Map<string, Set<string>>();
  for (const { from, to } of edges) {
    if (within && !(within.has(from) && within.has(to))) continue;
    const known = needs.get(from) ?? new Set();
    needs.set(from, known.add(to));
  }
  return needs;
}

/**
 * Groups of services that reach each other, what is needed first: Tarjan's strongly connected components (SIAM J.
 * Comput. 1, 1972), with a stack of its own because a chain may be longer than the call stack.
 */
function circlesOf(names: readonly string[], needs: NeededBy): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open = new Set<string>();
  const path: string[] = [];
  const circles: string[][] = [];
  const enter = (name: string) => {
    index.set(name, index.size);
    low.set(name, index.size - 1);
    open.add(name);
    path.push(name);
    return { name, rest: [...(needs.get(name) ?? [])].toSorted() };
  };
  const lower = (name: string, value: number) => low.set(name, Math.min(low.get(name) ?? value, value));
  for (const root of names) {
    if (index.has(root)) continue;
    const work = [enter(root)];
    for (let top = work.at(-1); top; top = work.at(-1)) {
      const next = top.rest.shift();
      if (next !== undefined) {
        if (!index.has(next)) work.push(enter(next));
        else if (open.has(next)) lower(top.name, index.get(next) ?? 0);
        continue;
      }
      work.pop();
      const lowest = low.get(top.name) ?? 0;
      const parent = work.at(-1);
      if (parent) lower(parent.name, lowest);
      if (lowest !== index.get(top.name)) continue;
      const circle = path.splice(path.lastIndexOf(top.name));
      for (const name of circle) open.delete(name);
      circles.push(circle);
    }
  }
  return circles;
}
