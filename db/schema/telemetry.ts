import { sql } from "drizzle-orm";
import {
  bigint,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";

import { bytes, id, instant, isTrue, oneOf } from "../columns";
import {
  DROP_REASONS,
  OPERATION_KINDS,
  SIGNALS,
  type DropReason,
  type OperationKind,
  type Signal,
} from "../enums";
import { environments, regions, services } from "./catalog";
import { releases } from "./releases";

/** Who was measured: a dictionary, so that each row of a rollup says it in four bytes. */
export const telemetrySources = pgTable(
  "telemetry_sources",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    regionId: text("region_id")
      .notNull()
      .references(() => regions.id, { onDelete: "cascade" }),
    /** Null for requests that found no release to answer them. */
    releaseId: text("release_id").references(() => releases.id, { onDelete: "cascade" }),
  },
  (t) => [
    unique("telemetry_sources_key")
      .on(t.serviceId, t.environmentId, t.regionId, t.releaseId)
      .nullsNotDistinct(),
  ],
);

/**
 * What was asked of a service, or by it of others. Two numbers are none of them: 0 stands for all that its gateway
 * counted together, -1 for all requests that its own SDK told of.
 */
export const operations = pgTable(
  "operations",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    kind: text("kind").$type<OperationKind>().notNull().default("gateway"),
    method: text("method").notNull(),
    route: text("route").notNull(),
    /** Whom an operation of the kind client or producer asks: the name of a service, a database, a queue, a host. */
    peer: text("peer").notNull().default(""),
    /** The last day on which it was asked for: what nobody asks for any more makes room. */
    seenOn: date("seen_on").notNull(),
  },
  (t) => [
    uniqueIndex("operations_route_idx").on(t.serviceId, t.kind, t.method, t.route, t.peer),
    isTrue("operations_id_check", sql`${t.id} > 0`),
    oneOf("operations_kind_check", t.kind, OPERATION_KINDS),
  ],
);

const int4Buckets = () => integer("buckets").array().notNull();
/** A day of 25,000 requests a second in one bucket is more than four bytes can count. */
const int8Buckets = () => bigint("buckets", { mode: "number" }).array().notNull();

/**
 * Rate, errors and durations per minute, hour and day. The three have the same columns and get the same counts in one
 * transaction; each row of an operation is also part of the row with operation 0, which panels of a whole service read.
 * Partitioned by range of `at` in the migration, which Drizzle cannot say: see docs/decisions/0015.
 */
const red = <Buckets extends ReturnType<typeof int4Buckets | typeof int8Buckets>>(
  name: string,
  buckets: Buckets,
) =>
  pgTable(
    name,
    {
      /** When the minute, the hour or the day (of UTC) begins. */
      at: instant("at").notNull(),
      sourceId: integer("source_id").notNull(),
      operationId: integer("operation_id").notNull(),
      /** First digit of the status; 0: the client left before an answer, 1: a WebSocket was opened. */
      statusClass: smallint("status_class").notNull(),
      requests: bigint("requests", { mode: "number" }).notNull(),
      errors: bigint("errors", { mode: "number" }).notNull(),
      durationUs: bigint("duration_us", { mode: "number" }).notNull(),
      /** An exponential histogram of scale 3 over seconds, trimmed: `buckets[1]` is the bucket with this number. */
      bucketOffset: smallint("bucket_offset").notNull(),
      buckets,
    },
    (t) => [
      // In the order in which panels read: one place and release, one operation or all of them, a stretch of time.
      primaryKey({ name: `${name}_pk`, columns: [t.sourceId, t.operationId, t.at, t.statusClass] }),
    ],
  );

export const redMinutes = red("red_1m", int4Buckets());
export const redHours = red("red_1h", int4Buckets());
export const redDays = red("red_1d", int8Buckets());

/** Batches of counted requests that were taken over, so that one that comes again counts once. */
export const trafficBatches = pgTable(
  "traffic_batches",
  { id: text("id").primaryKey(), takenAt: instant("taken_at").notNull().defaultNow() },
  (t) => [index("traffic_batches_time_idx").on(t.takenAt)],
);

/** Requests that were answered and not counted, by the hour in which that became known: what one does not see. */
export const uncountedRequests = pgTable(
  "uncounted_requests",
  {
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    at: instant("at").notNull(),
    requests: bigint("requests", { mode: "number" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.serviceId, t.environmentId, t.at] })],
);

/**
 * What lets a service of one environment send telemetry: a token of OTLP and the public key of a Sentry DSN. It can only
 * write. Kept sealed, because it is given to each process of the service, and found by its hash.
 */
export const intakeKeys = pgTable(
  "intake_keys",
  {
    id: id("key"),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    /** The project of a Sentry DSN, which has to be digits. */
    number: integer("number").notNull().generatedAlwaysAsIdentity(),
    /** sha256, hex. */
    keyHash: text("key_hash").notNull(),
    sealedKey: text("sealed_key").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    revokedAt: instant("revoked_at"),
  },
  (t) => [
    uniqueIndex("intake_keys_hash_idx").on(t.keyHash),
    uniqueIndex("intake_keys_live_idx")
      .on(t.serviceId, t.environmentId)
      .where(sql`${t.revokedAt} is null`),
  ],
);

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

/** Requests to the intake that were taken over, so that one that is sent again after a lost answer counts once. */
export const intakeRequests = pgTable(
  "intake_requests",
  { digest: bytes("digest").primaryKey(), takenAt: instant("taken_at").notNull().defaultNow() },
  (t) => [index("intake_requests_time_idx").on(t.takenAt)],
);

/** What arrived and is not kept, by the hour: what one does not see. */
export const telemetryDrops = pgTable(
  "telemetry_drops",
  {
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    at: instant("at").notNull(),
    signal: text("signal").$type<Signal>().notNull(),
    reason: text("reason").$type<DropReason>().notNull(),
    items: bigint("items", { mode: "number" }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.serviceId, t.environmentId, t.at, t.signal, t.reason] }),
    oneOf("telemetry_drops_signal_check", t.signal, SIGNALS),
    oneOf("telemetry_drops_reason_check", t.reason, DROP_REASONS),
  ],
);
