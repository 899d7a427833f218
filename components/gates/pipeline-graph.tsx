import type { ReactNode } from "react";

import { cx } from "@/components/ui/cx";

import { layoutGraph, type Graph, type GraphEdge, type GraphStage, type Place } from "./graph-layout";

type PipelineGraphProps<Stage extends GraphStage> = {
  stages: readonly Stage[];
  /** What stands in the box of a stage: two short lines. */
  children: (stage: Stage) => ReactNode;
};

const HEIGHT = 60;
const WIDTH = 168;
/** Two and three side by side fit on a phone. */
const HALF_WIDTH = 148;
const NARROW_WIDTH = 97;
const GAP = { along: 44, across: 10 };
type Box = { width: number; height: number };

/** Stages and what leads to what: from left to right, on a phone from top to bottom. */
export function PipelineGraph<Stage extends GraphStage>({ stages, children }: PipelineGraphProps<Stage>) {
  const graph = layoutGraph(stages);
  return (
    <>
      <Drawing graph={graph} isUpright={false} className="max-sm:hidden">
        {children}
      </Drawing>
      <Drawing graph={graph} isUpright className="sm:hidden">
        {children}
      </Drawing>
    </>
  );
}

type DrawingProps<Stage extends GraphStage> = {
  graph: Graph<Stage>;
  isUpright: boolean;
  className: string;
  children: (stage: Stage) => ReactNode;
};

function Drawing<Stage extends GraphStage>({ graph, isUpright, className, children }: DrawingProps<Stage>) {
  const box: Box = { width: widthOf(graph.lanes, isUpright), height: HEIGHT };
  const at = ({ rank, lane }: Place) => {
    const along = rank * ((isUpright ? box.height : box.width) + GAP.along);
    const across = lane * ((isUpright ? box.width : box.height) + GAP.across);
    return isUpright ? { x: across, y: along } : { x: along, y: across };
  };
  const end = at({ rank: graph.ranks - 1, lane: graph.lanes - 1 });
  const size = { width: end.x + box.width, height: end.y + box.height };
  return (
    <div className={cx("overflow-x-auto p-4 max-sm:px-3", className)}>
      <div className="relative mx-auto" style={size}>
        <svg aria-hidden {...size} className="absolute inset-0 overflow-visible text-border-strong">
          {graph.edges.map((edge) => (
            <path
              key={JSON.stringify([edge.from, edge.to])}
              d={lineOf(edge, at, box, isUpright)}
              fill="none"
              stroke="currentColor"
              strokeWidth={1.5}
              strokeDasharray={edge.needs === "one" ? "5 4" : undefined}
            />
          ))}
        </svg>
        <ol aria-label="Stages">
          {graph.nodes.map(({ stage, ...place }) => {
            const { x, y } = at(place);
            return (
              <li
                key={`${place.rank} ${place.lane}`}
                className="absolute rounded-lg border bg-surface"
                style={{ left: x, top: y, ...box }}
              >
                {children(stage)}
              </li>
            );
          })}
        </ol>
      </div>
    </div>
  );
}

function widthOf(lanes: number, isUpright: boolean): number {
  if (!isUpright) return WIDTH;
  return lanes > 2 ? NARROW_WIDTH : HALF_WIDTH;
}

/** From the end of one box to the beginning of the other, straight past those in between. */
function lineOf(
  { from, to, via }: GraphEdge,
  at: (place: Place) => { x: number; y: number },
  box: Box,
  isUpright: boolean,
): string {
  const length = isUpright ? box.height : box.width;
  const middle = (isUpright ? box.width : box.height) / 2;
  // In coordinates along and across the direction of the pipeline.
  const turned = (place: Place) => {
    const { x, y } = at(place);
    return isUpright ? { along: y, across: x + middle } : { along: x, across: y + middle };
  };
  const point = (along: number, across: number) => (isUpright ? `${across} ${along}` : `${along} ${across}`);
  const start = turned(from);
  let path = `M ${point(start.along + length, start.across)}`;
  let [along, across] = [start.along + length, start.across];
  for (const place of [...via, to]) {
    const next = turned(place);
    const half = (along + next.along) / 2;
    path += ` C ${point(half, across)}, ${point(half, next.across)}, ${point(next.along, next.across)}`;
    if (place !== to) path += ` L ${point(next.along + length, next.across)}`;
    [along, across] = [next.along + length, next.across];
  }
  return path;
}
