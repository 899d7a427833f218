"use client";

import "uplot/dist/uPlot.min.css";
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";

import { dataOf, optionsOf } from "./canvas-lines";
import { inkOf } from "./ink";
import type { LinesProps } from "./lines";
import { PointHint } from "./point-hint";

/** This module brings uPlot: load it lazily. */

type Hovered = { index: number; isRight: boolean };

/** The same as `SeriesChart`, on a canvas: where points are many, elements of the page would be too slow. */
export function ManyPointsChart(props: LinesProps) {
  const host = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState<Hovered>();

  // The canvas of uPlot is the outside system; it is drawn anew when what it shows or its size or its colours change.
  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const size = () => ({ width: element.clientWidth, height: element.clientHeight });
    const ink = inkOf(element);
    const plot = new uPlot(optionsOf({ ...props, ink, onHover: setHovered }, size()), dataOf(props), element);
    const observer = new ResizeObserver(() => plot.setSize(size()));
    observer.observe(element);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const redraw = () => plot.redraw(false);
    scheme.addEventListener("change", redraw);
    const chosen = new MutationObserver(redraw);
    chosen.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      scheme.removeEventListener("change", redraw);
      chosen.disconnect();
      observer.disconnect();
      plot.destroy();
      element.replaceChildren();
      setHovered(undefined);
    };
  }, [props]);

  const at = hovered && props.instants[hovered.index];
  return (
    <div className="group relative size-full">
      <div ref={host} className="size-full overflow-hidden" />
      {at && (
        <div
          className="pointer-events-none absolute top-5 z-10 hidden group-hover:block"
          style={hovered.isRight ? { left: LEFT_PX } : { right: RIGHT_PX }}
        >
          <PointHint {...props} atMs={Date.parse(at)} index={hovered.index} />
        </div>
      )}
    </div>
  );
}

/** Beside the axis, and at the other end: on the side where the cursor is not. */
const LEFT_PX = 64;
const RIGHT_PX = 12;
