import type { TreeNode } from "./trace-tree";

/** The rows of a waterfall in their order, without what lies below a collapsed one. No recursion: a chain may be long. */
export function visibleRows(roots: readonly TreeNode[], collapsed: ReadonlySet<number>): TreeNode[] {
  const rows: TreeNode[] = [];
  const waiting = roots.toReversed();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    rows.push(node);
    if (!collapsed.has(node.index)) waiting.push(...node.children.toReversed());
  }
  return rows;
}

/** Those above a span, from the nearest on: what has to be open for it to be seen. */
export function above(nodes: readonly TreeNode[], index: number): number[] {
  const parentOf = new Map<number, number>();
  for (const node of nodes) for (const child of node.children) parentOf.set(child.index, node.index);
  const found: number[] = [];
  for (let at = parentOf.get(index); at !== undefined; at = parentOf.get(at)) found.push(at);
  return found;
}
