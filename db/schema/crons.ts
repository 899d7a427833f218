import { sql } from "drizzle-orm";
import { bigint, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";

import { bytes, id, instant, oneOf } from "../columns";
import { CRON_RUN_STATUSES, CRON_STATUSES, type CronRunStatus, type CronStatus } from "../enums";
import { environments, services } from "./catalog";

/** A task that a service runs by a schedule and tells of by check-ins, in one environment. */
export const cronMonitors = pgTable(
  "cron_monitors",
  {
    id: id("crn"),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    slug: text("slug").notNull(),
    /** CronSchedule of lib/crons as it was sent last; null while no check-in has told it. */
    schedule: jsonb("schedule").$type<Record<string, unknown>>(),
    timeZone: text("time_zone").notNull().default("UTC"),
    marginMinutes: integer("margin_minutes").notNull(),
    maxRuntimeMinutes: integer("max_runtime_minutes").notNull(),
    status: text("status").$type<CronStatus>().notNull().default("waiting"),
    createdAt: instant("created_at").notNull(),
    lastCheckInAt: instant("last_check_in_at").notNull(),
    /** When the next run should begin, and from when on it counts as missed; null without a schedule that can be read. */
    dueAt: instant("due_at"),
    lateAt: instant("late_at"),
  },
  (t) => [
    uniqueIndex("cron_monitors_key").on(t.serviceId, t.environmentId, t.slug),
    index("cron_monitors_late_idx").on(t.lateAt),
    oneOf("cron_monitors_status_check", t.status, CRON_STATUSES),
  ],
);

/** One time that it ran, or should have. */
export const cronRuns = pgTable(
  "cron_runs",
  {
    id: id("run"),
    monitorId: text("monitor_id")
      .notNull()
      .references(() => cronMonitors.id, { onDelete: "cascade" }),
    /** What its sender calls it: the check-in that ends a run has the same one. */
    checkInId: bytes("check_in_id"),
    status: text("status").$type<CronRunStatus>().notNull(),
    /** Of one that did not begin: when it was due. */
    startedAt: instant("started_at").notNull(),
    endedAt: instant("ended_at"),
    durationMs: bigint("duration_ms", { mode: "number" }),
    /** From when on it runs too long. */
    overdueAt: instant("overdue_at"),
    sourceId: integer("source_id"),
    traceId: bytes("trace_id"),
  },
  (t) => [
    index("cron_runs_monitor_idx").on(t.monitorId, t.id.desc().nullsFirst()),
    uniqueIndex("cron_runs_check_in_key").on(t.monitorId, t.checkInId),
    // Two workers that look at once find the same.
    uniqueIndex("cron_runs_due_key")
      .on(t.monitorId, t.startedAt)
      .where(sql`${t.status} = 'missed'`),
    index("cron_runs_overdue_idx")
      .on(t.overdueAt)
      .where(sql`${t.status} = 'in_progress'`),
    oneOf("cron_runs_status_check", t.status, CRON_RUN_STATUSES),
  ],
);
