import type { Panel, PanelKind, PanelQuery } from "../contract";

type Drawn = {
  id: string;
  kind: Exclude<PanelKind, "text">;
  title: string;
  /** Columns of the grid. */
  width: number;
  query: Omit<PanelQuery, "where" | "by"> & Partial<PanelQuery>;
};
type Row = { height: number; panels: readonly Drawn[] };

/** Panels in rows from the left to the right, so that nobody has to add up where each of them stands. */
export function layOut(where: string, rows: readonly Row[]): Panel[] {
  let y = 0;
  return rows.flatMap(({ height: h, panels }) => {
    let x = 0;
    const placed = panels.map(({ width: w, query, ...panel }): Panel => {
      const place = { x, y, w, h };
      x += w;
      return { ...panel, place, query: { where, by: "", ...query } };
    });
    y += h;
    return placed;
  });
}

export const STAT_ROWS = 3;
export const CHART_ROWS = 7;
