import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";

import { bytes, id, instant, isTrue, lifecycle, oneOf } from "../columns";
import {
  ERROR_LEVELS,
  ISSUE_STATUSES,
  REGROUPINGS,
  RESOLUTIONS,
  SESSION_OUTCOMES,
  type ErrorLevel,
  type IssueStatus,
  type RegroupingKind,
  type Resolution,
  type SessionOutcome,
} from "../enums";
import { environments, services } from "./catalog";
import { users } from "./identity";
import { releases } from "./releases";

const count = (name: string) => bigint(name, { mode: "number" });

/**
 * One thing that goes wrong in a service, in all environments. What is counted here is the sum over its hashes, kept so
 * that lists need not add it up.
 */
export const errorIssues = pgTable(
  "error_issues",
  {
    id: id("iss"),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    status: text("status").$type<IssueStatus>().notNull().default("unresolved"),
    title: text("title").notNull(),
    culprit: text("culprit").notNull().default(""),
    level: text("level").$type<ErrorLevel>().notNull(),
    platform: text("platform").notNull(),
    /** Why its events belong together: Explanation of lib/errors, as the first of them was grouped. */
    explanation: jsonb("explanation").$type<Record<string, unknown>>().notNull(),
    eventCount: count("event_count").notNull().default(0),
    userCount: integer("user_count").notNull().default(0),
    firstSeenAt: instant("first_seen_at").notNull(),
    lastSeenAt: instant("last_seen_at").notNull(),
    firstSourceId: integer("first_source_id"),
    lastSourceId: integer("last_source_id"),
    assigneeId: text("assignee_id").references(() => users.id, { onDelete: "set null" }),
    /** An ignored issue is open again at that time, at that many events, or with a release of a higher number. */
    ignoredUntil: instant("ignored_until"),
    ignoredUntilCount: count("ignored_until_count"),
    ignoredUntilAfter: integer("ignored_until_after"),
    resolution: text("resolution").$type<Resolution>(),
    resolvedAt: instant("resolved_at"),
    resolvedByName: text("resolved_by_name"),
    /** The release with the fix, or the newest one when it was resolved in the next. */
    resolvedReleaseId: text("resolved_release_id").references(() => releases.id, { onDelete: "set null" }),
    /** Whether releases that events came from contain the fix, as far as that was judged, by their id. */
    judged: jsonb("judged").$type<Record<string, boolean>>().notNull().default({}),
    /** Where its hashes went; such an issue is only there so that a merge can be undone. */
    mergedIntoId: text("merged_into_id"),
    ...lifecycle,
  },
  (t) => [
    index("error_issues_last_seen_idx").on(t.lastSeenAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index("error_issues_service_idx").on(t.serviceId, t.lastSeenAt.desc().nullsFirst()),
    index("error_issues_ignored_idx")
      .on(t.ignoredUntil)
      .where(sql`${t.status} = 'ignored'`),
    oneOf("error_issues_status_check", t.status, ISSUE_STATUSES),
    oneOf("error_issues_level_check", t.level, ERROR_LEVELS),
    oneOf("error_issues_resolution_check", t.resolution, RESOLUTIONS),
    isTrue(
      "error_issues_resolved_check",
      sql`${t.status} <> 'resolved' or (${t.resolvedAt} is not null and ${t.resolution} is not null)`,
    ),
  ],
);

/**
 * Which issue events with a certain hash belong to. Everything that is counted hangs on these, so that a merge, a split
 * and their undoing only say anew where a hash belongs. The unique index decides whose issue a new hash is.
 */
export const errorHashes = pgTable(
  "error_hashes",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    /** Of the grouping algorithm. */
    version: integer("version").notNull(),
    hash: text("hash").notNull(),
    issueId: text("issue_id")
      .notNull()
      .references(() => errorIssues.id, { onDelete: "cascade" }),
    /** Somebody said that it stays where it is. */
    pinnedAt: instant("pinned_at"),
    eventCount: count("event_count").notNull().default(0),
    userCount: integer("user_count").notNull().default(0),
    firstSeenAt: instant("first_seen_at"),
    lastSeenAt: instant("last_seen_at"),
    firstSourceId: integer("first_source_id"),
    lastSourceId: integer("last_source_id"),
    /** What an issue of its own would be called. */
    title: text("title").notNull(),
    culprit: text("culprit").notNull().default(""),
  },
  (t) => [
    uniqueIndex("error_hashes_key").on(t.serviceId, t.version, t.hash),
    index("error_hashes_issue_idx").on(t.issueId),
  ],
);

/** Events with all that was said in them, packed. Partitioned by day of receipt in the migration. */
export const errorEvents = pgTable(
  "error_events",
  {
    receivedAt: instant("received_at").notNull(),
    id: text("id").notNull(),
    /** What its sender called it. */
    eventId: bytes("event_id").notNull(),
    hashId: integer("hash_id").notNull(),
    sourceId: integer("source_id").notNull(),
    at: instant("at").notNull(),
    traceId: bytes("trace_id"),
    /** ErrorEvent of lib/errors as JSON, gzip. */
    body: bytes("body").notNull(),
  },
  (t) => [
    index("error_events_hash_idx").on(t.hashId, t.id.desc().nullsFirst()),
    index("error_events_event_idx").on(t.eventId),
    index("error_events_trace_idx")
      .on(t.traceId)
      .where(sql`${t.traceId} is not null`),
  ],
);

/**
 * Files that came with an event. Partitioned by the day of receipt of their event in the migration, so that they go when it
 * goes; the key says that an event has no more of them than there are positions, whoever adds one at the same time.
 */
export const errorAttachments = pgTable(
  "error_attachments",
  {
    /** Of the event, as are the next two. */
    receivedAt: instant("received_at").notNull(),
    eventId: text("event_id").notNull(),
    sourceId: integer("source_id").notNull(),
    position: integer("position").notNull(),
    /** As its sender calls it, made storable. Nothing of it is to be trusted. */
    name: text("name").notNull(),
    contentType: text("content_type").notNull(),
    /** `event.attachment`, `event.minidump`, `event.view_hierarchy`, or whatever else an SDK says. */
    type: text("type").notNull(),
    sizeBytes: integer("size_bytes").notNull(),
    /** In pixels, of what is a picture by its first bytes and not by what its sender says. */
    width: integer("width"),
    height: integer("height"),
    body: bytes("body").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.eventId, t.position, t.receivedAt] }),
    index("error_attachments_size_idx").on(t.sourceId, t.receivedAt, t.sizeBytes),
    isTrue("error_attachments_position_check", sql`${t.position} between 1 and 5`),
  ],
);

/** How many events there were, by hour; with the source also by release and environment. */
export const errorHours = pgTable(
  "error_hours",
  {
    hashId: integer("hash_id").notNull(),
    sourceId: integer("source_id").notNull(),
    at: instant("at").notNull(),
    events: count("events").notNull(),
    /** How many of them are kept with their body. */
    kept: integer("kept").notNull(),
  },
  (t) => [primaryKey({ columns: [t.hashId, t.at, t.sourceId] })],
);

/** Whom an error met: a keyed digest of what the sender calls the person and of the service. */
export const errorUsers = pgTable(
  "error_users",
  {
    hashId: integer("hash_id").notNull(),
    person: bytes("person").notNull(),
    seenOn: date("seen_on").notNull(),
  },
  (t) => [primaryKey({ columns: [t.hashId, t.person] }), index("error_users_seen_idx").on(t.seenOn)],
);

/** What somebody did to the groups: where each hash came from, so that it can go back there. */
export const errorRegroupings = pgTable(
  "error_regroupings",
  {
    id: id("rgp"),
    kind: text("kind").$type<RegroupingKind>().notNull(),
    issueId: text("issue_id")
      .notNull()
      .references(() => errorIssues.id, { onDelete: "cascade" }),
    moves: jsonb("moves").$type<{ hashId: number; from: string; to: string }[]>().notNull(),
    byName: text("by_name").notNull(),
    at: instant("at").notNull().defaultNow(),
    undoneAt: instant("undone_at"),
  },
  (t) => [
    index("error_regroupings_issue_idx").on(t.issueId, t.id.desc().nullsFirst()),
    oneOf("error_regroupings_kind_check", t.kind, REGROUPINGS),
  ],
);

/** What became of sessions, by the hour in which they began. */
export const sessionHours = pgTable(
  "session_hours",
  {
    sourceId: integer("source_id").notNull(),
    at: instant("at").notNull(),
    outcome: text("outcome").$type<SessionOutcome>().notNull(),
    sessions: count("sessions").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.sourceId, t.at, t.outcome] }),
    oneOf("session_hours_outcome_check", t.outcome, SESSION_OUTCOMES),
  ],
);

/** Sessions that are told of one by one, for as long as they may go on: the worst that was said of each. */
export const sessionsUnderWay = pgTable(
  "sessions_under_way",
  {
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    session: bytes("session").notNull(),
    sourceId: integer("source_id").notNull(),
    startedAt: instant("started_at").notNull(),
    outcome: text("outcome").$type<SessionOutcome>().notNull(),
    /** Its first mention has arrived. */
    isCounted: boolean("is_counted").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.serviceId, t.session] }),
    index("sessions_under_way_time_idx").on(t.startedAt),
    oneOf("sessions_under_way_outcome_check", t.outcome, SESSION_OUTCOMES),
  ],
);

/** Who had a session of a source on a day, and whether one of them crashed. */
export const sessionUsers = pgTable(
  "session_users",
  {
    sourceId: integer("source_id").notNull(),
    seenOn: date("seen_on").notNull(),
    person: bytes("person").notNull(),
    hasCrashed: boolean("has_crashed").notNull(),
  },
  (t) => [primaryKey({ columns: [t.sourceId, t.seenOn, t.person] })],
);

/** What people wrote about errors that they met. */
export const errorFeedback = pgTable(
  "error_feedback",
  {
    id: id("fbk"),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    eventId: bytes("event_id"),
    at: instant("at").notNull(),
    name: text("name"),
    email: text("email"),
    message: text("message").notNull(),
  },
  (t) => [
    index("error_feedback_event_idx").on(t.eventId),
    index("error_feedback_service_idx").on(t.serviceId),
  ],
);
