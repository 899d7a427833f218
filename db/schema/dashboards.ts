import { index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";

import { id, lifecycle } from "../columns";

/** Dashboards that people made; those that come with Slipway are code (lib/dashboards/built-in). */
export const dashboards = pgTable(
  "dashboards",
  {
    id: id("dsh"),
    /** The name in the definition, for the list and the trail. */
    name: text("name").notNull(),
    /** `DashboardDefinition` of lib/dashboards as it was when it was saved: parsed again whenever it is read. */
    definition: jsonb("definition").$type<unknown>().notNull(),
    /** Counts changes, so that nobody overwrites one that they have not seen. */
    version: integer("version").notNull().default(1),
    createdBy: text("created_by").notNull(),
    createdByName: text("created_by_name").notNull(),
    updatedBy: text("updated_by").notNull(),
    updatedByName: text("updated_by_name").notNull(),
    ...lifecycle,
  },
  (t) => [index("dashboards_name_idx").on(t.name, t.id)],
);
