import { sql, type SQL } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigserial,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";

import { id, instant } from "../columns";
import type { LogStream } from "../enums";

/** 64-bit transaction id: lets a poller tell what is committed for good from what is still in flight. */
const xid8 = customType<{ data: string }>({ dataType: () => "xid8" });

/** A class of characters, for PostgreSQL and for JavaScript alike: all 32 of ASCII that are neither letter nor digit. */
export const PUNCTUATION = "[!-/:-@[-`{-~]";

export const auditEntries = pgTable(
  "audit_entries",
  {
    id: id("aud"),
    /** `user:usr_…`, `token:tok_…` or `job:name`. */
    actor: text("actor").notNull(),
    /** The name at that time, so that the trail stays readable after the person is gone. */
    actorName: text("actor_name").notNull(),
    action: text("action").notNull(),
    subject: text("subject").notNull(),
    /** What a person calls the subject. */
    subjectName: text("subject_name").notNull().default(""),
    before: jsonb("before").$type<Record<string, unknown>>(),
    after: jsonb("after").$type<Record<string, unknown>>(),
    requestId: text("request_id").notNull(),
    ip: text("ip"),
    at: instant("at").notNull().defaultNow(),
  },
  (t) => [
    index("audit_entries_subject_idx").on(t.subject, t.id.desc().nullsFirst()),
    index("audit_entries_actor_idx").on(t.actor, t.id.desc().nullsFirst()),
    index("audit_entries_action_idx").on(t.action, t.id.desc().nullsFirst()),
    index("audit_entries_request_idx").on(t.requestId),
    index("audit_entries_ip_idx").on(t.ip, t.id.desc().nullsFirst()),
    index("audit_entries_words_idx").using("gin", auditWords(t)),
  ],
);

/**
 * The words by which people look for an entry: who, what and what they did to it. Punctuation goes first, or PostgreSQL
 * would take `service.edit` for the name of a host. Full text search instead of trigrams, because it needs no extension
 * and knows letters beyond ASCII, which trigrams do not in a database with the locale C, as the embedded one is.
 */
export function auditWords(t: Record<"actorName" | "subjectName" | "action", AnyPgColumn>): SQL {
  const names = sql`${t.actorName} || ' ' || ${t.subjectName} || ' ' || ${t.action}`;
  return sql`to_tsvector('simple', regexp_replace(${names}, ${sql.raw(`'${PUNCTUATION}'`)}, ' ', 'g'))`;
}

/**
 * The event log of `GET /api/v1/events`. Readers page by (transaction, id) and see only transactions older than every
 * one still running, so an event that commits late is never skipped.
 */
export const events = pgTable(
  "events",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    transaction: xid8("transaction")
      .notNull()
      .default(sql`pg_current_xact_id()`),
    /** `noun.verb`, past tense: `deployment.succeeded`. */
    type: text("type").notNull(),
    subject: text("subject").notNull(),
    serviceId: text("service_id"),
    environmentId: text("environment_id"),
    releaseId: text("release_id"),
    /** One sentence for a person. */
    message: text("message").notNull(),
    detail: jsonb("detail").$type<Record<string, unknown>>().notNull().default({}),
    /** `user:usr_…`, `token:tok_…` or `job:name`, and the name at that time; null for what the machinery found. */
    actor: text("actor"),
    actorName: text("actor_name"),
    at: instant("at").notNull().defaultNow(),
    /** When messages were made of it, for whoever wants to be told. Null is what nobody has looked at yet. */
    toldAt: instant("told_at"),
  },
  (t) => [
    index("events_order_idx").on(t.transaction, t.id),
    index("events_subject_idx").on(t.subject, t.id),
    index("events_untold_idx")
      .on(t.id)
      .where(sql`${t.toldAt} is null`),
  ],
);

/** Logs of builds and deployments, in batches of lines: the subject is the release or the deployment. */
export const logChunks = pgTable(
  "log_chunks",
  {
    subject: text("subject").notNull(),
    /** Number of the chunk's first line, from 0. */
    firstLine: integer("first_line").notNull(),
    lines: jsonb("lines").$type<LogLineRow[]>().notNull(),
    at: instant("at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.subject, t.firstLine] })],
);
export type LogLineRow = { s: LogStream; t: string; at: string };

/** A POST with an Idempotency-Key answers the same when it is sent again within a day. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    actor: text("actor").notNull(),
    key: text("key").notNull(),
    /** sha256 over method, path and body: the same key with another request is a mistake of the caller. */
    fingerprint: text("fingerprint").notNull(),
    /** Null while the first request is still at work. */
    status: integer("status"),
    body: jsonb("body").$type<unknown>(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.actor, t.key] }), index("idempotency_keys_created_idx").on(t.createdAt)],
);

/** Heartbeats of worker processes: readiness shows them, and the jobs of a silent one are freed. */
export const workerProcesses = pgTable("worker_processes", {
  id: text("id").primaryKey(),
  /** Names under which this process locks jobs. */
  jobWorkers: jsonb("job_workers").$type<string[]>().notNull().default([]),
  startedAt: instant("started_at").notNull().defaultNow(),
  heartbeatAt: instant("heartbeat_at").notNull().defaultNow(),
});
