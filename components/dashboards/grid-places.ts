import { GRID_COLUMNS, MOST_PANEL_ROWS, type PanelPlace } from "@/lib/dashboards/contract";

export const GAP_PX = 12;

type Placed = { id: string; place: PanelPlace };

/** In reading order: what a column of a phone and the tabulator key follow. */
export const inOrder = <P extends Placed>(panels: readonly P[]): P[] =>
  panels.toSorted((a, b) => a.place.y - b.place.y || a.place.x - b.place.x);

/**
 * Lets every panel rise until it meets another one, so that there are neither holes nor overlaps.
 * @param first of those at the same height, the one that has its place before the others.
 */
export function settled<P extends Placed>(panels: readonly P[], first?: string): P[] {
  const done: P[] = [];
  const waiting = panels.toSorted(
    (a, b) =>
      a.place.y - b.place.y || Number(b.id === first) - Number(a.id === first) || a.place.x - b.place.x,
  );
  for (const panel of waiting) {
    const above = done.filter((other) => shareColumns(panel, other));
    const y = Math.max(0, ...above.map(({ place }) => place.y + place.h));
    done.push({ ...panel, place: { ...panel.place, y } });
  }
  return done;
}

export type Step = "left" | "right" | "up" | "down";

/** Moves a panel by a column, or past its neighbour above or below; the others make room. */
export function moved<P extends Placed>(panels: readonly P[], id: string, step: Step): P[] {
  const panel = panels.find((each) => each.id === id);
  if (!panel) return [...panels];
  const { x, y, w, h } = panel.place;
  const neighbours = panels.filter((other) => other.id !== id && shareColumns(panel, other));
  const above = neighbours.filter(({ place }) => place.y + place.h <= y).map(({ place }) => place.y);
  const below = neighbours.filter(({ place }) => place.y >= y + h).map(({ place }) => place.y + place.h);
  const to = {
    left: { x: Math.max(0, x - 1), y },
    right: { x: Math.min(GRID_COLUMNS - w, x + 1), y },
    up: { x, y: above.length > 0 ? Math.max(...above) : 0 },
    down: { x, y: below.length > 0 ? Math.min(...below) : y },
  }[step];
  return settled(placedAt(panels, id, { ...panel.place, ...to }), id);
}

/** Makes a panel wider, narrower, taller or lower by one cell; the others make room. */
export function resized<P extends Placed>(panels: readonly P[], id: string, step: Step): P[] {
  const panel = panels.find((each) => each.id === id);
  if (!panel) return [...panels];
  const { x, w, h } = panel.place;
  const to = {
    left: { w: Math.max(LEAST.w, w - 1) },
    right: { w: Math.min(GRID_COLUMNS - x, w + 1) },
    up: { h: Math.max(LEAST.h, h - 1) },
    down: { h: Math.min(MOST_PANEL_ROWS, h + 1) },
  }[step];
  return settled(placedAt(panels, id, { ...panel.place, ...to }), id);
}

/** Smaller than that a panel shows nothing. */
export const LEAST = { w: 2, h: 2 };

/** A place as wide as asked below all others. */
export function placeBelow(panels: readonly Placed[], { w, h }: Pick<PanelPlace, "w" | "h">): PanelPlace {
  return { x: 0, y: Math.max(0, ...panels.map(({ place }) => place.y + place.h)), w, h };
}

function placedAt<P extends Placed>(panels: readonly P[], id: string, place: PanelPlace): P[] {
  return panels.map((panel) => (panel.id === id ? { ...panel, place } : panel));
}

const shareColumns = (a: Placed, b: Placed): boolean =>
  a.place.x < b.place.x + b.place.w && b.place.x < a.place.x + a.place.w;
