import { sql } from "drizzle-orm";
import {
  bigint,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";

import { instant, isTrue, oneOf } from "../columns";
import { OPERATION_KINDS, type OperationKind } from "../enums";
import { environments, services } from "./catalog";

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
