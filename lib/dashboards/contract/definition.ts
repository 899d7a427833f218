import { z } from "zod";

import { QueryMetric } from "@/lib/telemetry/contract";

/** How a panel draws its answer; `text` has none, and is Markdown. */
export const PANEL_KINDS = ["time_series", "stat", "table", "bar", "heat_map", "histogram", "text"] as const;
export type PanelKind = (typeof PANEL_KINDS)[number];

/** What a dashboard can be narrowed to as a whole: `service="$service"` in the filter of a panel. */
export const VARIABLES = ["service", "environment", "region", "release"] as const;
export type Variable = (typeof VARIABLES)[number];

/** How far back a dashboard looks from now. */
export const DASHBOARD_RANGES = ["1h", "6h", "24h", "7d", "30d"] as const;
export type DashboardRange = (typeof DASHBOARD_RANGES)[number];

/** Columns of the grid, and the height of a row in pixels. */
export const GRID_COLUMNS = 12;
export const GRID_ROW_PX = 40;
export const MOST_PANEL_ROWS = 100;
export const MOST_TITLE_CHARS = 120;
const MOST_PANELS = 40;

/** In cells of the grid: `x` and `w` of 12 columns, `y` and `h` in rows. */
const Place = z
  .object({
    x: z
      .number()
      .int()
      .min(0)
      .max(GRID_COLUMNS - 1),
    y: z.number().int().min(0).max(10_000),
    w: z.number().int().min(1).max(GRID_COLUMNS),
    h: z.number().int().min(1).max(MOST_PANEL_ROWS),
  })
  .refine(({ x, w }) => x + w <= GRID_COLUMNS, { message: "It ends outside the grid." });
export type PanelPlace = z.infer<typeof Place>;

/** One question of the query model of `GET /metrics/query`; `where` may name variables. */
const PanelQuery = QueryMetric.pick({ metric: true, aggregation: true, where: true, by: true });
export type PanelQuery = z.infer<typeof PanelQuery>;

const panelBase = {
  id: z.string().regex(/^[a-z0-9_-]{1,40}$/u, "Small letters, digits, - and _; 40 at most."),
  title: z.string().trim().max(MOST_TITLE_CHARS).default(""),
  place: Place,
};
const Panel = z.discriminatedUnion("kind", [
  z.object({ ...panelBase, kind: z.enum(PANEL_KINDS).exclude(["text"]), query: PanelQuery }),
  z.object({ ...panelBase, kind: z.literal("text"), markdown: z.string().max(20_000) }),
]);
export type Panel = z.infer<typeof Panel>;

/** What a dashboard is, as it is stored, exported and imported. `format` changes when an old reader would misread it. */
export const DashboardDefinition = z.object({
  format: z.literal(1),
  name: z.string().trim().min(1, "Give the dashboard a name.").max(120),
  description: z.string().trim().max(1_000).default(""),
  range: z.enum(DASHBOARD_RANGES).default("6h").describe("Where it starts, unless the URL says otherwise."),
  variables: z
    .array(z.object({ name: z.enum(VARIABLES), value: z.string().max(200).default("") }))
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
      message: "A variable is named twice.",
    })
    .default([])
    .describe("Which choices stand above the panels, and with what they start; empty is all."),
  panels: z
    .array(Panel)
    .max(MOST_PANELS)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, {
      message: "Two panels have the same id.",
    }),
});
export type DashboardDefinition = z.infer<typeof DashboardDefinition>;
