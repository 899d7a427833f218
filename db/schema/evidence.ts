import { sql } from "drizzle-orm";
import {
  bigint,
  date,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  real,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";

import { bytes, instant } from "../columns";
import { telemetrySources } from "./telemetry";

/** What a process says of itself with all it sends: a dictionary, so that a span or a line says it in four bytes. */
export const telemetryResources = pgTable(
  "telemetry_resources",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    sourceId: integer("source_id")
      .notNull()
      .references(() => telemetrySources.id, { onDelete: "cascade" }),
    /** sha256 over the attributes in order, hex. */
    hash: text("hash").notNull(),
    attributes: jsonb("attributes").$type<Record<string, unknown>>().notNull(),
    /** The last day on which it was heard of. */
    seenOn: date("seen_on").notNull(),
  },
  (t) => [uniqueIndex("telemetry_resources_key").on(t.sourceId, t.hash)],
);

/**
 * The evidence behind the counts: partitioned by hour in the migration, see docs/decisions/0016. Wide columns come last,
 * so that rows are packed. A span that was sent twice may be here twice: readers take one of each trace_id and span_id.
 */
export const spans = pgTable(
  "spans",
  {
    at: instant("at").notNull(),
    durationNs: bigint("duration_ns", { mode: "number" }).notNull(),
    sourceId: integer("source_id").notNull(),
    operationId: integer("operation_id"),
    resourceId: integer("resource_id"),
    /** How many spans this one stands for; 1 unless the intake had to sample. */
    weight: real("weight").notNull().default(1),
    /** SPAN_KINDS of lib/telemetry by their number in OTLP: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
    kind: smallint("kind").notNull(),
    /** 0 unset, 1 ok, 2 error. */
    status: smallint("status").notNull(),
    traceId: bytes("trace_id").notNull(),
    spanId: bytes("span_id").notNull(),
    parentId: bytes("parent_id"),
    name: text("name").notNull(),
    statusMessage: text("status_message"),
    attributes: jsonb("attributes").$type<Record<string, unknown>>().notNull(),
    events: jsonb("events").$type<unknown[]>(),
    links: jsonb("links").$type<unknown[]>(),
  },
  (t) => [
    index("spans_trace_idx").on(t.traceId),
    index("spans_source_idx").on(t.sourceId, t.at),
    index("spans_at_idx").using("brin", t.at),
  ],
);

/**
 * In which hours traces have spans, so that one that nobody knows the time of is looked for in these hours alone, and not in
 * a fortnight of partitions. Written with the spans, about once for each hour of a trace. Partitioned by day in the
 * migration; a row may outlive the spans it speaks of.
 */
export const traceHours = pgTable(
  "trace_hours",
  {
    /** The last eight bytes of the id of a trace, which senders fill when they have no more than eight. */
    hash: bigint("hash", { mode: "bigint" }).notNull(),
    /** When the hour begins. */
    at: instant("at").notNull(),
  },
  (t) => [index("trace_hours_hash_idx").on(t.hash)],
);

export const logIds = pgSequence("logs_id_seq", { cache: 100 });

/** Lines that services wrote, from whatever side they came. Partitioned by day in the migration. */
export const logs = pgTable(
  "logs",
  {
    at: instant("at").notNull(),
    /** With `at` the place of a line among all others: those of one transaction count up, others draw theirs in hundreds. */
    id: bigint("id", { mode: "number" })
      .notNull()
      .default(sql`nextval('logs_id_seq')`),
    sourceId: integer("source_id").notNull(),
    resourceId: integer("resource_id"),
    /** 1 to 24 as in OpenTelemetry; 0 when the line does not say. */
    severity: smallint("severity").notNull(),
    /** LOG_ORIGINS of lib/telemetry: 0 stdout, 1 stderr, 2 OTLP, 3 Sentry, 4 what a target says of an instance. */
    origin: smallint("origin").notNull(),
    traceId: bytes("trace_id"),
    spanId: bytes("span_id"),
    body: text("body").notNull(),
    attributes: jsonb("attributes").$type<Record<string, unknown>>().notNull(),
  },
  (t) => [
    index("logs_source_idx").on(t.sourceId, t.at, t.id),
    index("logs_trace_idx")
      .on(t.traceId)
      .where(sql`${t.traceId} is not null`),
    index("logs_at_idx").using("brin", t.at),
  ],
);
