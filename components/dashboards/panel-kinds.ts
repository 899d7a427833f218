import type { PanelKind } from "@/lib/dashboards/contract";

/** How a panel draws its answer, in the order in which one chooses. */
export const KIND_WORDS: Record<PanelKind, string> = {
  time_series: "Lines over time",
  stat: "One large number",
  table: "Table",
  bar: "Bars",
  heat_map: "Heat map",
  histogram: "Histogram",
  text: "Text",
};

/** How large a new panel of the kind is, in cells of the grid. */
export const KIND_SIZES: Record<PanelKind, { w: number; h: number }> = {
  time_series: { w: 6, h: 6 },
  stat: { w: 3, h: 3 },
  table: { w: 6, h: 6 },
  bar: { w: 6, h: 6 },
  heat_map: { w: 6, h: 6 },
  histogram: { w: 6, h: 6 },
  text: { w: 12, h: 3 },
};

/** These ask how values are distributed, which only a histogram knows. */
export const isDistribution = (kind: PanelKind): kind is "heat_map" | "histogram" =>
  kind === "heat_map" || kind === "histogram";
