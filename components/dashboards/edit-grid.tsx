"use client";

import "react-grid-layout/css/styles.css";
import type { ReactNode } from "react";
import GridLayout, { useContainerWidth, type Layout } from "react-grid-layout";

import { GRID_COLUMNS, GRID_ROW_PX, type Panel } from "@/lib/dashboards/contract";

import { GAP_PX, inOrder, LEAST, settled } from "./grid-places";
import { PanelGrid } from "./panel-grid";
import { HANDLE_CLASS } from "./panel-handle";

type EditGridProps = {
  panels: readonly Panel[];
  onPlaced: (panels: Panel[]) => void;
  children: (panel: Panel) => ReactNode;
};

/** Narrower than that panels stand in one column, as `PanelGrid` has them: `@2xl` is 42 rem. */
const LEAST_WIDTH_PX = 672;

/** The grid in which panels are dragged and resized. This module brings react-grid-layout: load it lazily. */
export default function EditGrid({ panels, onPlaced, children }: EditGridProps) {
  const { width, containerRef, mounted } = useContainerWidth();
  const take = (layout: Layout) => {
    const places = new Map(layout.map(({ i, x, y, w, h }) => [i, { x, y, w, h }]));
    onPlaced(settled(panels.map((panel) => ({ ...panel, place: places.get(panel.id) ?? panel.place }))));
  };
  const ordered = inOrder(settled(panels));
  return (
    <div ref={containerRef}>
      {mounted && width < LEAST_WIDTH_PX && <PanelGrid panels={panels}>{children}</PanelGrid>}
      {mounted && width >= LEAST_WIDTH_PX && (
        <GridLayout
          width={width}
          layout={ordered.map(({ id, place }) => ({ i: id, ...place, minW: LEAST.w, minH: LEAST.h }))}
          gridConfig={{
            cols: GRID_COLUMNS,
            rowHeight: GRID_ROW_PX,
            margin: [GAP_PX, GAP_PX],
            containerPadding: [0, 0],
          }}
          dragConfig={{ handle: `.${HANDLE_CLASS}` }}
          resizeConfig={{ handles: ["se"] }}
          onDragStop={take}
          onResizeStop={take}
          className={LOOK}
        >
          {ordered.map((panel) => (
            <div key={panel.id}>{children(panel)}</div>
          ))}
        </GridLayout>
      )}
    </div>
  );
}

/** In our colours; the corner by which a panel is resized is always there, not only under a mouse. */
const LOOK =
  "[&_.react-grid-placeholder]:rounded-lg [&_.react-grid-placeholder]:bg-accent! " +
  "[&_.react-resizable-handle]:opacity-100! [&_.react-resizable-handle]:after:border-fg-muted! motion-reduce:[&_.react-grid-item]:transition-none!";
