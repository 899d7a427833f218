export type Placed = { key: string; x: number; y: number };
export type MapLayout = { places: Map<string, Placed>; width: number; height: number };

export const NODE = { width: 200, height: 60, gapX: 130, gapY: 24 };
const SWEEPS = 6;

/**
 * Columns from left to right by who asks whom, and in each column the order that crosses least: every node goes to the
 * mean of its neighbours, back and forth. A circle is cut where it comes back. Small enough to need no library.
 */
export function layOut(keys: readonly string[], edges: readonly { from: string; to: string }[]): MapLayout {
  const known = new Set(keys);
  const forward = withoutCircles(
    keys,
    edges.filter(({ from, to }) => from !== to && known.has(from) && known.has(to)),
  );
  const rank = new Map(keys.map((key) => [key, 0]));
  for (let round = 0; round < keys.length; round += 1) {
    let hasMoved = false;
    for (const { from, to } of forward) {
      const least = (rank.get(from) ?? 0) + 1;
      if (least > (rank.get(to) ?? 0)) {
        rank.set(to, least);
        hasMoved = true;
      }
    }
    if (!hasMoved) break;
  }
  // Whom nobody asks stands directly before the nearest that it asks: its lines run behind no other node.
  const asked = new Set(forward.map(({ to }) => to));
  for (const key of keys) {
    const nearest = forward.filter(({ from }) => from === key).map(({ to }) => rank.get(to) ?? 1);
    if (!asked.has(key) && nearest.length > 0) rank.set(key, Math.min(...nearest) - 1);
  }
  const columns: string[][] = [];
  for (const key of keys) (columns[rank.get(key) ?? 0] ??= []).push(key);
  const order = new Map<string, number>();
  const number = () => {
    for (const column of columns)
      for (const [at, key] of column.entries()) order.set(key, at - column.length / 2);
  };
  number();
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) {
      const mean = new Map(column.map((key) => [key, meanOf(key, forward, order)]));
      column.sort((a, b) => (mean.get(a) ?? 0) - (mean.get(b) ?? 0));
      number();
    }
  }
  const most = Math.max(1, ...columns.map(({ length }) => length));
  const height = most * (NODE.height + NODE.gapY) - NODE.gapY;
  const places = new Map<string, Placed>();
  for (const [x, column] of columns.entries()) {
    const own = column.length * (NODE.height + NODE.gapY) - NODE.gapY;
    for (const [y, key] of column.entries())
      places.set(key, {
        key,
        x: x * (NODE.width + NODE.gapX),
        y: (height - own) / 2 + y * (NODE.height + NODE.gapY),
      });
  }
  return {
    places,
    width: Math.max(1, columns.length) * (NODE.width + NODE.gapX) - NODE.gapX,
    height,
  };
}

function meanOf(
  key: string,
  edges: readonly { from: string; to: string }[],
  order: ReadonlyMap<string, number>,
): number {
  const near = edges.flatMap(({ from, to }) => (from === key ? [to] : to === key ? [from] : []));
  if (near.length === 0) return order.get(key) ?? 0;
  return near.reduce((sum, each) => sum + (order.get(each) ?? 0), 0) / near.length;
}

/** Edges without those that lead back to where the walk came from. */
function withoutCircles<E extends { from: string; to: string }>(
  keys: readonly string[],
  edges: readonly E[],
): E[] {
  const out = new Map<string, E[]>();
  for (const edge of edges) out.set(edge.from, [...(out.get(edge.from) ?? []), edge]);
  const asked = new Set(edges.map(({ to }) => to));
  const state = new Map<string, "open" | "done">();
  const kept: E[] = [];
  // From where nobody leads to, so that a circle is cut behind its entrance.
  for (const start of [...keys].toSorted((a, b) => Number(asked.has(a)) - Number(asked.has(b)))) {
    if (state.has(start)) continue;
    const stack = [{ key: start, left: [...(out.get(start) ?? [])] }];
    state.set(start, "open");
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const edge = top.left.shift();
      if (!edge) {
        state.set(top.key, "done");
        stack.pop();
        continue;
      }
      if (state.get(edge.to) === "open") continue;
      kept.push(edge);
      if (state.has(edge.to)) continue;
      state.set(edge.to, "open");
      stack.push({ key: edge.to, left: [...(out.get(edge.to) ?? [])] });
    }
  }
  return kept;
}
