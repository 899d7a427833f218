/** What a tree of spans is made of; times are microseconds from any common beginning. */
export type TreeSpan = {
  id: string;
  parent: string | null;
  /** Who measured it: spans of one place share a clock. */
  place: number;
  startUs: number;
  durationUs: number;
};

export type TreeNode = {
  /** Index among the spans that were given. */
  index: number;
  depth: number;
  children: TreeNode[];
  /** Spans below it, without itself. */
  below: number;
  /** Where it is drawn: moved when its clock said that it began before what caused it. */
  startUs: number;
  durationUs: number;
  /** Not covered by any child. */
  selfUs: number;
  /** It names a parent that is not among the spans. */
  isOrphan: boolean;
};

export type TraceTree = {
  roots: TreeNode[];
  /** In the order of the spans that were given. */
  nodes: TreeNode[];
  startUs: number;
  endUs: number;
  /** Spans that were moved because two clocks disagree. */
  moved: number;
  orphans: number;
};

/**
 * The tree of a trace, whatever is missing or wrong in it: a span without its parent is a root, a circle of parents is cut
 * where it was entered, and a child that began before its parent by another clock is moved into it, with all below it.
 */
export function treeOf(spans: readonly TreeSpan[]): TraceTree {
  const nodes = spans.map(({ startUs, durationUs }, index): TreeNode => ({
    index,
    depth: 0,
    children: [],
    below: 0,
    startUs,
    durationUs,
    selfUs: durationUs,
    isOrphan: false,
  }));
  const parents = parentsOf(spans);
  const roots: TreeNode[] = [];
  let orphans = 0;
  for (const node of nodes) {
    const parent = nodes[parents[node.index] ?? -1];
    if (parent) parent.children.push(node);
    else {
      roots.push(node);
      node.isOrphan = (spans[node.index]?.parent ?? null) !== null;
      if (node.isOrphan) orphans += 1;
    }
  }
  const moved = place(roots, spans);
  let [startUs, endUs] = [Infinity, -Infinity];
  for (const node of nodes) {
    node.selfUs = selfTime(node);
    startUs = Math.min(startUs, node.startUs);
    endUs = Math.max(endUs, node.startUs + node.durationUs);
  }
  roots.sort(byStart);
  return {
    roots,
    nodes,
    moved,
    orphans,
    ...(nodes.length > 0 ? { startUs, endUs } : { startUs: 0, endUs: 0 }),
  };
}

const byStart = (a: TreeNode, b: TreeNode) => a.startUs - b.startUs || a.index - b.index;
const endOf = (node: TreeNode) => node.startUs + node.durationUs;

/** The index of each parent, -1 where there is none or where going on would lead in a circle. */
function parentsOf(spans: readonly TreeSpan[]): number[] {
  const indexOf = new Map(spans.map(({ id }, index) => [id, index]));
  const parents = spans.map(({ parent }, index) => {
    const found = parent === null ? -1 : (indexOf.get(parent) ?? -1);
    return found === index ? -1 : found;
  });
  // 0: not looked at, otherwise the walk that came by: meeting one's own steps again is a circle.
  const walkOf = new Uint32Array(spans.length);
  for (let start = 0; start < spans.length; start += 1) {
    let at = start;
    while (at >= 0 && walkOf[at] === 0) {
      walkOf[at] = start + 1;
      const next = parents[at] ?? -1;
      if (next >= 0 && walkOf[next] === start + 1) parents[at] = -1;
      at = parents[at] ?? -1;
    }
  }
  return parents;
}

/** Sets depths, orders children, counts what is below, and moves what is out of its time. Without recursion. */
function place(roots: readonly TreeNode[], spans: readonly TreeSpan[]): number {
  let moved = 0;
  const shifts = new Map<TreeNode, number>();
  const inOrder: TreeNode[] = [];
  const waiting = [...roots];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    inOrder.push(node);
    const shift = shifts.get(node) ?? 0;
    for (const child of node.children) {
      child.depth = node.depth + 1;
      child.startUs += shift;
      const isOtherClock = spans[child.index]?.place !== spans[node.index]?.place;
      let own = shift;
      if (isOtherClock && child.startUs < node.startUs) {
        const room = Math.max(0, node.durationUs - child.durationUs) / 2;
        const to = node.startUs + room;
        own += to - child.startUs;
        child.startUs = to;
        moved += 1;
      }
      if (own !== 0) shifts.set(child, own);
      waiting.push(child);
    }
    node.children.sort(byStart);
  }
  for (const node of inOrder.toReversed()) for (const child of node.children) node.below += child.below + 1;
  return moved;
}

/** Its duration without the time in which at least one child ran. Children are in order of their start. */
function selfTime(node: TreeNode): number {
  let covered = 0;
  let upTo = node.startUs;
  const end = endOf(node);
  for (const child of node.children) {
    const from = Math.max(child.startUs, upTo);
    const to = Math.min(endOf(child), end);
    if (to <= from) continue;
    covered += to - from;
    upTo = to;
  }
  return Math.max(0, node.durationUs - covered);
}

/** Two spans one after the other may overlap by what was rounded. */
const ROUNDED_US = 2;

export type PathPart = { index: number; fromUs: number; toUs: number };

/**
 * What the time of the longest root was spent waiting for, from its end backwards: at each moment the child that ended
 * last before it, else the span itself. Making anything else faster would not have made the trace shorter.
 */
export function criticalPath({ roots }: Pick<TraceTree, "roots">): PathPart[] {
  const root = roots.reduce<TreeNode | undefined>(
    (longest, node) => (longest && longest.durationUs >= node.durationUs ? longest : node),
    undefined,
  );
  if (!root) return [];
  const parts: PathPart[] = [];
  /** Spans from the root down to where the walk is; `at` is how far back their time is told for. */
  type Step = { node: TreeNode; at: number; left: TreeNode[] };
  const enter = (node: TreeNode, at: number): Step => ({
    node,
    at,
    left: node.children.toSorted((a, b) => endOf(a) - endOf(b)),
  });
  const stack: Step[] = [enter(root, endOf(root))];
  for (let step = stack.at(-1); step; step = stack.at(-1)) {
    const { node } = step;
    let child = step.left.pop();
    // What began after this moment was not waited for, nor what still ran when the next one began. What outlives its
    // parent counts up to the parent's end.
    while (
      child &&
      (child.startUs >= step.at || (step.at < endOf(node) && endOf(child) > step.at + ROUNDED_US))
    )
      child = step.left.pop();
    const end = child ? Math.min(endOf(child), step.at) : step.at;
    if (child && end > node.startUs) {
      if (step.at > end) parts.push({ index: node.index, fromUs: end, toUs: step.at });
      step.at = Math.max(node.startUs, child.startUs);
      stack.push(enter(child, end));
      continue;
    }
    if (step.at > node.startUs) parts.push({ index: node.index, fromUs: node.startUs, toUs: step.at });
    stack.pop();
  }
  return parts.toReversed();
}
