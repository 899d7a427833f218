import { bigint, doublePrecision, index, integer, pgTable, primaryKey } from "drizzle-orm/pg-core";

import { instant } from "../columns";
import { telemetrySources } from "./telemetry";

/** What the processes of a source used, by minute: sums, but for the memory, which is the most that was seen. */
export const processMinutes = pgTable(
  "process_minutes",
  {
    sourceId: integer("source_id")
      .notNull()
      .references(() => telemetrySources.id, { onDelete: "cascade" }),
    at: instant("at").notNull(),
    cpuMs: bigint("cpu_ms", { mode: "number" }).notNull(),
    /** For how long that was counted, over all instances. */
    elapsedMs: bigint("elapsed_ms", { mode: "number" }).notNull(),
    memoryBytes: bigint("memory_bytes", { mode: "number" }),
    restarts: integer("restarts").notNull(),
  },
  (t) => [primaryKey({ columns: [t.sourceId, t.at] }), index("process_minutes_at_idx").using("brin", t.at)],
);

/**
 * The minutes of an hour or a day of UTC together, worked out anew whenever one of them changes, so that questions over
 * weeks say the same as if they read the minutes. Means of the memory count minutes, and extremes are those of minutes.
 */
const processRollup = (name: string) =>
  pgTable(
    name,
    {
      sourceId: integer("source_id")
        .notNull()
        .references(() => telemetrySources.id, { onDelete: "cascade" }),
      at: instant("at").notNull(),
      cpuMs: bigint("cpu_ms", { mode: "number" }).notNull().default(0),
      elapsedMs: bigint("elapsed_ms", { mode: "number" }).notNull().default(0),
      /** The share of a core that an instance used in the minute with the least and the most of it. */
      minCpu: doublePrecision("min_cpu"),
      maxCpu: doublePrecision("max_cpu"),
      /** Minutes in which the memory was seen, and what each of them saw added up. */
      memoryMinutes: integer("memory_minutes").notNull().default(0),
      memorySumBytes: bigint("memory_sum_bytes", { mode: "number" }).notNull().default(0),
      minMemoryBytes: bigint("min_memory_bytes", { mode: "number" }),
      maxMemoryBytes: bigint("max_memory_bytes", { mode: "number" }),
      restarts: integer("restarts").notNull().default(0),
    },
    (t) => [primaryKey({ columns: [t.sourceId, t.at] }), index(`${name}_at_idx`).using("brin", t.at)],
  );
export const processHours = processRollup("process_hours");
export const processDays = processRollup("process_days");
