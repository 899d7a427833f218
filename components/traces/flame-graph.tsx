"use client";

import { type PointerEvent, useEffect, useRef, useState } from "react";

import { counted } from "@/components/delivery/counted";
import { msInWords } from "@/components/telemetry/traffic-words";

import { colorsOf } from "./minimap";
import { visibleRows } from "./trace-rows";
import type { TreeNode } from "./trace-tree";
import type { Trace } from "./use-trace";

const LANE_PX = 20;
const LEAST_NAMED_PX = 40;
const NONE: ReadonlySet<number> = new Set();

type FlameGraphProps = { trace: Trace; chosen: number | undefined; onChoose: (index: number) => void };

/**
 * Depth downwards, time to the right. Spans of one depth that overlap share a lane below each other. For the eye and the
 * pointer: the waterfall says the same to the keyboard and to a screen reader.
 */
export function FlameGraph({ trace, chosen, onChoose }: FlameGraphProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [lanes] = useState(() => lanesOf(visibleRows(trace.tree.roots, NONE)));
  const [hint, setHint] = useState<{ x: number; y: number; text: string }>();
  const height = (lanes.count + 1) * LANE_PX;

  // The canvas is the outside system.
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const draw = () => drawFlames(element, trace, lanes.of, height, chosen);
    draw();
    const sized = new ResizeObserver(draw);
    sized.observe(element);
    return () => sized.disconnect();
  }, [trace, lanes, height, chosen]);

  const at = (event: PointerEvent<HTMLCanvasElement>): TreeNode | undefined => {
    const { left, top, width } = event.currentTarget.getBoundingClientRect();
    const us = trace.tree.startUs + ((event.clientX - left) / width) * trace.lengthUs;
    const lane = Math.floor((event.clientY - top) / LANE_PX);
    const reach = (2 / width) * trace.lengthUs;
    return trace.tree.nodes.find(
      (node) =>
        lanes.of.get(node.index) === lane &&
        node.startUs - reach <= us &&
        node.startUs + node.durationUs + reach >= us,
    );
  };
  return (
    <div className="relative max-h-[max(18rem,calc(100dvh-22rem))] overflow-auto p-3">
      <p className="sr-only">
        A picture of {counted(trace.outline.spans.length, "span")}. The waterfall lists them.
      </p>
      <canvas
        ref={canvas}
        aria-hidden
        className="w-full cursor-pointer"
        style={{ height }}
        onPointerDown={(event) => {
          const node = at(event);
          if (node) onChoose(node.index);
        }}
        onPointerMove={(event) => {
          const node = at(event);
          const { offsetX: x, offsetY: y } = event.nativeEvent;
          setHint(
            node && {
              x,
              y,
              text: `${trace.serviceOf(node.index)} · ${trace.nameOf(node.index)} · ${msInWords(node.durationUs / 1_000)}, itself ${msInWords(node.selfUs / 1_000)}`,
            },
          );
        }}
        onPointerLeave={() => setHint(undefined)}
      />
      {hint && (
        <p
          className="pointer-events-none absolute z-10 max-w-80 rounded-md border bg-surface px-2 py-1 text-xs shadow-raised"
          style={{ left: Math.max(0, hint.x - 100), top: hint.y + 28 }}
        >
          {hint.text}
        </p>
      )}
    </div>
  );
}

/** The lane of each span: the first one below its parent's that is free at its time. */
function lanesOf(rows: readonly TreeNode[]) {
  const of = new Map<number, number>();
  const ends: number[] = [];
  let count = 0;
  const parents = new Map<number, number>();
  for (const node of rows) for (const child of node.children) parents.set(child.index, node.index);
  for (const node of rows.toSorted((a, b) => a.depth - b.depth || a.startUs - b.startUs)) {
    const parent = parents.get(node.index);
    let lane = parent === undefined ? 0 : (of.get(parent) ?? 0) + 1;
    while ((ends[lane] ?? -Infinity) > node.startUs + 0.001) lane += 1;
    ends[lane] = node.startUs + node.durationUs;
    of.set(node.index, lane);
    count = Math.max(count, lane);
  }
  return { of, count };
}

function drawFlames(
  canvas: HTMLCanvasElement,
  trace: Trace,
  lanes: ReadonlyMap<number, number>,
  height: number,
  chosen: number | undefined,
) {
  // A canvas has an end: what is deeper is cut, and the waterfall has it.
  const drawn = Math.min(height, 12_000);
  const ratio = drawn > 4_000 ? 1 : globalThis.devicePixelRatio;
  const width = canvas.clientWidth;
  canvas.width = width * ratio;
  canvas.height = drawn * ratio;
  canvas.style.height = `${drawn}px`;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(ratio, ratio);
  context.font = "11px sans-serif";
  context.textBaseline = "middle";
  const colors = colorsOf(canvas, trace);
  for (const node of trace.tree.nodes) {
    const x = ((node.startUs - trace.tree.startUs) / trace.lengthUs) * width;
    const span = Math.max(1, (node.durationUs / trace.lengthUs) * width - 0.5);
    const y = (lanes.get(node.index) ?? 0) * LANE_PX;
    const isError = trace.outline.spans[node.index]?.status === "error";
    context.globalAlpha = 0.35;
    context.fillStyle = colors.of.get(trace.serviceOf(node.index)) ?? colors.fail;
    context.fillRect(x, y + 1, span, LANE_PX - 2);
    context.globalAlpha = 1;
    if (isError || node.index === chosen) {
      context.strokeStyle = isError ? colors.fail : colors.text;
      context.lineWidth = 2;
      context.strokeRect(x + 1, y + 2, Math.max(1, span - 2), LANE_PX - 4);
    }
    if (span < LEAST_NAMED_PX) continue;
    context.save();
    context.beginPath();
    context.rect(x, y, span - 4, LANE_PX);
    context.clip();
    context.fillStyle = colors.text;
    context.fillText(`${isError ? "✕ " : ""}${trace.nameOf(node.index)}`, x + 4, y + LANE_PX / 2);
    context.restore();
  }
}
