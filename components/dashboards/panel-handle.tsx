"use client";

import type { KeyboardEvent } from "react";

import { MoveIcon } from "@/components/icons";

import type { Step } from "./grid-places";

/** By which the grid knows where a drag may begin. */
export const HANDLE_CLASS = "panel-handle";

const STEPS: Record<string, Step> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

type PanelHandleProps = {
  title: string;
  onMove: (step: Step) => void;
  onResize: (step: Step) => void;
};

/** By what a panel is dragged; with the keyboard the arrows move it, and with Shift they resize it. */
export function PanelHandle({ title, onMove, onResize }: PanelHandleProps) {
  const take = (event: KeyboardEvent<HTMLButtonElement>) => {
    const step = STEPS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    // Panels stand in reading order, so this one may be put elsewhere in the page, and would lose the focus by that.
    const handle = event.currentTarget;
    requestAnimationFrame(() => handle.focus());
    if (event.shiftKey) onResize(step);
    else onMove(step);
  };
  return (
    <button
      type="button"
      aria-label={`Place of ${title || "the panel"}: arrow keys move it, Shift and an arrow resize it`}
      data-tooltip="Drag, or use the arrow keys; Shift and an arrow resize"
      onKeyDown={take}
      className={`${HANDLE_CLASS} -ml-1.5 flex size-7 shrink-0 cursor-grab touch-none items-center justify-center rounded-md text-fg-muted hover:bg-surface-3 hover:text-fg active:cursor-grabbing`}
    >
      <MoveIcon size={14} />
    </button>
  );
}
