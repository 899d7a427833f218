import {
  bigint,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";

import { instant, oneOf } from "../columns";
import { METRIC_TYPES, type MetricType } from "../enums";
import { placements } from "./placements";
import { releases } from "./releases";
import { telemetrySources } from "./telemetry";

/** What is measured, by whom, and with which attributes: a dictionary, so that a minute of it says it in four bytes. */
export const metricSeries = pgTable(
  "metric_series",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    sourceId: integer("source_id")
      .notNull()
      .references(() => telemetrySources.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    type: text("type").$type<MetricType>().notNull(),
    unit: text("unit").notNull(),
    attributes: jsonb("attributes").$type<Record<string, unknown>>().notNull(),
    /** Of a histogram with bounds of its own; null for exponential ones, which are kept at scale 3. */
    bounds: doublePrecision("bounds").array(),
    /** sha256 over all of the above, hex: other bounds or another unit are another series. */
    hash: text("hash").notNull(),
    /** The last day on which it was measured. */
    seenOn: date("seen_on").notNull(),
  },
  (t) => [
    uniqueIndex("metric_series_key").on(t.sourceId, t.hash),
    index("metric_series_name_idx").on(t.name),
    oneOf("metric_series_type_check", t.type, METRIC_TYPES),
  ],
);

const lastPoint = () => ({
  /** Null when the sender does not say since when it counts. */
  startNs: bigint("start_ns", { mode: "bigint" }),
  atNs: bigint("at_ns", { mode: "bigint" }).notNull(),
  sum: doublePrecision("sum").notNull(),
  count: bigint("count", { mode: "number" }).notNull(),
  scale: smallint("scale").notNull(),
  bucketOffset: smallint("bucket_offset").notNull(),
  buckets: bigint("buckets", { mode: "number" }).array().notNull(),
});

/**
 * The last cumulative point of a series as each process counts it, from which its next one is subtracted. Nanoseconds
 * since 1970. Two processes of a source count the same series on their own.
 */
export const metricStreams = pgTable(
  "metric_streams",
  {
    seriesId: integer("series_id")
      .notNull()
      .references(() => metricSeries.id, { onDelete: "cascade" }),
    /** A digest of what the process says of itself, and of what of it measured, hex. */
    stream: text("stream").notNull(),
    ...lastPoint(),
  },
  (t) => [primaryKey({ columns: [t.seriesId, t.stream] })],
);

/** What the release before this one keeps instead of `metric_streams`; a later migration drops it. */
export const metricStates = pgTable("metric_states", {
  seriesId: integer("series_id")
    .primaryKey()
    .references(() => metricSeries.id, { onDelete: "cascade" }),
  ...lastPoint(),
});

/**
 * What was measured in a minute or an hour. Partitioned by range of `at` in the migration. Both get the same points in
 * one transaction, as the rollups of requests do (docs/decisions/0015).
 */
const metric = (name: string) =>
  pgTable(
    name,
    {
      /** When the minute or the hour (of UTC) begins. */
      at: instant("at").notNull(),
      seriesId: integer("series_id").notNull(),
      /** Observations of a histogram; points of all others. */
      count: bigint("count", { mode: "number" }).notNull(),
      /** The increase of a counter, the sum of what a histogram saw, the sum of the points of a level. */
      sum: doublePrecision("sum").notNull(),
      min: doublePrecision("min"),
      max: doublePrecision("max"),
      /** The newest point of a level, and when that was. */
      last: doublePrecision("last"),
      lastAt: instant("last_at").notNull(),
      bucketOffset: smallint("bucket_offset").notNull(),
      buckets: bigint("buckets", { mode: "number" }).array().notNull(),
    },
    (t) => [primaryKey({ name: `${name}_pk`, columns: [t.seriesId, t.at] })],
  );

export const metricMinutes = metric("metric_1m");
export const metricHours = metric("metric_1h");

/**
 * Pages with metrics that processes on targets are asked for: one row for each instance that runs now. Whoever moves
 * `due_at` on asks, so no two workers read one page at once, and a worker that comes anew knows when it was read last.
 */
export const metricScrapes = pgTable(
  "metric_scrapes",
  {
    instanceId: text("instance_id").primaryKey(),
    placementId: text("placement_id")
      .notNull()
      .references(() => placements.id, { onDelete: "cascade" }),
    releaseId: text("release_id")
      .notNull()
      .references(() => releases.id, { onDelete: "cascade" }),
    path: text("path").notNull(),
    dueAt: instant("due_at").notNull(),
    /** When it was asked last, and what came of it; null before the first answer. */
    askedAt: instant("asked_at"),
    durationMs: integer("duration_ms"),
    samples: integer("samples"),
    /** Why the last time brought nothing, as a sentence. */
    problem: text("problem"),
    /** When a whole page was read last: a counter that was not on it began after that. */
    readAt: instant("read_at"),
  },
  (t) => [index("metric_scrapes_placement_idx").on(t.placementId)],
);

/** How far minutes were written to another engine. One row for each engine there ever was, by the address they go to. */
export const metricsExports = pgTable("metrics_exports", {
  writeUrl: text("write_url").primaryKey(),
  /** All minutes before it are written, or were refused for good. */
  sentUntil: instant("sent_until").notNull(),
  /** Whoever writes, or waits before it tries again, holds the row until then. */
  heldUntil: instant("held_until").notNull(),
  sentSamples: bigint("sent_samples", { mode: "number" }).notNull().default(0),
  /** What the engine does not have: refused for good, or told of once its hour was written. */
  lostSamples: bigint("lost_samples", { mode: "number" }).notNull().default(0),
  /** Tries in a row that failed. */
  failures: integer("failures").notNull().default(0),
  lastError: text("last_error"),
  lastErrorAt: instant("last_error_at"),
});
