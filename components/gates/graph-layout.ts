/** What a graph needs to know of a stage. */
export type GraphStage = { environment: string; after: readonly string[]; needs: "all" | "one" };

/** A place in the grid: `rank` counts from the start of the pipeline, `lane` across it. */
export type Place = { rank: number; lane: number };
type GraphNode<Stage extends GraphStage> = Place & { stage: Stage };
/** Leads through `via`, the empty places of the ranks that it skips. */
export type GraphEdge = { from: Place; to: Place; via: Place[]; needs: "all" | "one" };
export type Graph<Stage extends GraphStage> = {
  nodes: GraphNode<Stage>[];
  edges: GraphEdge[];
  ranks: number;
  lanes: number;
};

/**
 * Places stages in ranks, each as far from the start as its longest way, and keeps those that belong together side by
 * side. An edge that skips ranks gets a lane of its own there, so that it does not run through a stage. Stages that wait
 * for each other, as may be while somebody writes, are placed as if the last of them did not.
 */
export function layoutGraph<Stage extends GraphStage>(stages: readonly Stage[]): Graph<Stage> {
  const rankOf = ranksOf(stages);
  const slots = slotsOf(stages, rankOf);
  const perRank = new Map<number, Slot[]>();
  for (const slot of slots) perRank.set(slot.rank, [...(perRank.get(slot.rank) ?? []), slot]);
  const lanes = Math.max(1, ...[...perRank.values()].map((row) => row.length));
  const laneOf = new Map<string, number>();
  for (const rank of [...perRank.keys()].toSorted((a, b) => a - b)) {
    const row = perRank.get(rank) ?? [];
    const weighed = row.map((slot, index) => ({ slot, weight: meanLane(slot, laneOf) ?? index }));
    weighed
      .toSorted((a, b) => a.weight - b.weight)
      .forEach(({ slot }, index) => laneOf.set(slot.key, index + (lanes - row.length) / 2));
  }
  const placeOf = (key: string, rank: number): Place => ({ rank, lane: laneOf.get(key) ?? 0 });
  const nodeAt = (environment: string) => placeOf(environment, rankOf.get(environment) ?? 0);
  return {
    nodes: stages.map((stage) => ({ stage, ...nodeAt(stage.environment) })),
    edges: edgesOf(stages, rankOf).map(({ from, to, needs, between }) => ({
      from: nodeAt(from),
      to: nodeAt(to),
      via: between.map((rank) => placeOf(bendKey(from, to, rank), rank)),
      needs,
    })),
    ranks: Math.max(0, ...rankOf.values()) + 1,
    lanes,
  };
}

/** A place that something takes: a stage, or the bend of an edge that passes by. */
type Slot = { key: string; rank: number; before: string[] };

const bendKey = (from: string, to: string, rank: number) => `${from} → ${to} at ${rank}`;

function ranksOf(stages: readonly GraphStage[]): Map<string, number> {
  const ranks = new Map(stages.map(({ environment }) => [environment, 0]));
  // As often as there are stages is enough for the longest way; a circle would never come to rest.
  for (let round = 0; round < stages.length; round += 1) {
    for (const { environment, after } of stages) {
      const behind = after.flatMap((name) => (name === environment ? [] : [ranks.get(name) ?? -1]));
      ranks.set(environment, Math.min(stages.length - 1, Math.max(-1, ...behind) + 1));
    }
  }
  return ranks;
}

function edgesOf(stages: readonly GraphStage[], rankOf: ReadonlyMap<string, number>) {
  return stages.flatMap(({ environment: to, after, needs }) =>
    [...new Set(after)].flatMap((from) => {
      const [start, end] = [rankOf.get(from), rankOf.get(to)];
      if (start === undefined || end === undefined || start >= end) return [];
      const between = Array.from({ length: end - start - 1 }, (_, index) => start + 1 + index);
      return [{ from, to, needs: after.length > 1 ? needs : ("all" as const), between }];
    }),
  );
}

function slotsOf(stages: readonly GraphStage[], rankOf: ReadonlyMap<string, number>): Slot[] {
  const edges = edgesOf(stages, rankOf);
  const own = stages.map(({ environment }): Slot => {
    const before = edges
      .filter(({ to }) => to === environment)
      .map(({ from, to, between }) => {
        const last = between.at(-1);
        return last === undefined ? from : bendKey(from, to, last);
      });
    return { key: environment, rank: rankOf.get(environment) ?? 0, before };
  });
  const bends = edges.flatMap(({ from, to, between }) =>
    between.map((rank, index): Slot => {
      const previous = between[index - 1];
      return {
        key: bendKey(from, to, rank),
        rank,
        before: [previous === undefined ? from : bendKey(from, to, previous)],
      };
    }),
  );
  return [...own, ...bends];
}

function meanLane({ before }: Slot, laneOf: ReadonlyMap<string, number>): number | undefined {
  const lanes = before.flatMap((key) => laneOf.get(key) ?? []);
  return lanes.length === 0 ? undefined : lanes.reduce((sum, lane) => sum + lane, 0) / lanes.length;
}
