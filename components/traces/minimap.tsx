"use client";

import { type PointerEvent, useEffect, useRef } from "react";

import type { TreeNode } from "./trace-tree";
import type { Trace } from "./use-trace";

const HEIGHT_PX = 44;

type MinimapProps = { trace: Trace; rows: readonly TreeNode[]; onGo: (row: number) => void };

/** The whole trace at a glance, errors over the rest; a click goes there. For the eye alone: the rows say it all. */
export function Minimap({ trace, rows, onGo }: MinimapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);

  // The canvas is the outside system; it knows colours only as they are computed.
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const draw = () => drawAll(element, trace, rows);
    draw();
    const sized = new ResizeObserver(draw);
    sized.observe(element);
    const themed = new MutationObserver(draw);
    themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      sized.disconnect();
      themed.disconnect();
    };
  }, [trace, rows]);

  const go = (event: PointerEvent<HTMLCanvasElement>) => {
    const { top, height } = event.currentTarget.getBoundingClientRect();
    onGo(Math.round(((event.clientY - top) / height) * (rows.length - 1)));
  };
  return (
    <canvas
      ref={canvas}
      aria-hidden
      onPointerDown={go}
      onPointerMove={(event) => event.buttons === 1 && go(event)}
      className="w-full cursor-pointer border-b bg-surface-2"
      style={{ height: HEIGHT_PX }}
    />
  );
}

function drawAll(canvas: HTMLCanvasElement, trace: Trace, rows: readonly TreeNode[]) {
  const ratio = globalThis.devicePixelRatio;
  const [width, height] = [canvas.clientWidth, HEIGHT_PX];
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(ratio, ratio);
  const colors = colorsOf(canvas, trace);
  const thickness = Math.max(1, Math.min(4, height / rows.length - 0.5));
  for (const errors of [false, true])
    for (const [row, node] of rows.entries()) {
      const isError = trace.outline.spans[node.index]?.status === "error";
      if (isError !== errors) continue;
      context.fillStyle = isError ? colors.fail : (colors.of.get(trace.serviceOf(node.index)) ?? colors.fail);
      context.fillRect(
        ((node.startUs - trace.tree.startUs) / trace.lengthUs) * width,
        (row / rows.length) * height,
        Math.max(1, (node.durationUs / trace.lengthUs) * width),
        thickness,
      );
    }
}

/** `light-dark()` and variables as a canvas takes them. */
export function colorsOf(element: HTMLElement, trace: Trace) {
  const probe = document.createElement("span");
  element.parentElement?.append(probe);
  const computed = (color: string) => {
    probe.style.color = color;
    return getComputedStyle(probe).color;
  };
  const colors = {
    of: new Map([...trace.looks].map(([service, { color }]) => [service, computed(color)])),
    fail: computed("var(--status-fail)"),
    text: computed("var(--fg)"),
    ground: computed("var(--surface)"),
  };
  probe.remove();
  return colors;
}
