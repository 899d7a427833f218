import type { CSSProperties, ReactNode } from "react";

import { GRID_ROW_PX, type Panel } from "@/lib/dashboards/contract";

import { GAP_PX, inOrder, settled } from "./grid-places";

type PanelGridProps = { panels: readonly Panel[]; children: (panel: Panel) => ReactNode };

/** Panels where they belong; where there is no room for that in one column, in reading order. */
export function PanelGrid({ panels, children }: PanelGridProps) {
  return (
    <div className="@container">
      <ul
        className="grid grid-cols-1 @2xl:auto-rows-(--row) @2xl:grid-cols-12"
        style={cssOf({ "--row": `${GRID_ROW_PX}px`, gap: `${GAP_PX}px` })}
      >
        {inOrder(settled(panels)).map((panel) => {
          const { x, y, w, h } = panel.place;
          return (
            <li
              key={panel.id}
              className="h-(--height) min-w-0 @2xl:[grid-area:var(--area)] @2xl:h-auto"
              style={cssOf({
                "--area": `${y + 1} / ${x + 1} / span ${h} / span ${w}`,
                "--height": `${heightOf(h)}px`,
              })}
            >
              {children(panel)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Pixels of so many rows with the gaps between them. */
const heightOf = (rows: number): number => rows * GRID_ROW_PX + (rows - 1) * GAP_PX;

/** With variables of the style sheet, which React's types do not know. */
const cssOf = (style: Record<string, string>): CSSProperties => style;
