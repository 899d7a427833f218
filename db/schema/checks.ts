import { sql } from "drizzle-orm";
import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";

import { id, instant, isTrue, lifecycle, oneOf } from "../columns";
import {
  CHECK_KINDS,
  CHECK_MOMENTS,
  CHECK_RUN_STATUSES,
  CHECK_STATUSES,
  MONITOR_OUTAGES,
  type CheckKind,
  type CheckMoment,
  type CheckRunStatus,
  type CheckStatus,
  type MonitorOutage,
} from "../enums";
import { environments, regions, services } from "./catalog";
import { deployments } from "./deployments";
import { placements } from "./placements";
import { releases } from "./releases";

/** Checks edited in the portal; one of the same name takes the place of that in the release's `slipway.yaml`. */
export const checkDefinitions = pgTable(
  "check_definitions",
  {
    id: id("chd"),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** As it was parsed; the text keeps the author's comments and order. */
    definition: jsonb("definition").$type<unknown>().notNull(),
    text: text("text").notNull(),
    ...lifecycle,
  },
  (t) => [uniqueIndex("check_definitions_name_idx").on(t.serviceId, t.name)],
);

/** One time that checks ran against one place. */
export const checkRuns = pgTable(
  "check_runs",
  {
    id: id("chk"),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    regionId: text("region_id")
      .notNull()
      .references(() => regions.id, { onDelete: "cascade" }),
    /** What was checked; null when nothing ran there. */
    releaseId: text("release_id").references(() => releases.id, { onDelete: "set null" }),
    deploymentId: text("deployment_id").references(() => deployments.id, { onDelete: "cascade" }),
    moment: text("moment").$type<CheckMoment>().notNull(),
    /** Only this check; null for all that apply. */
    onlyCheck: text("only_check"),
    status: text("status").$type<CheckRunStatus>().notNull().default("queued"),
    /** Why the run itself could not be carried out, in words for a person. */
    trouble: text("trouble"),
    /** How many checks it holds; known once it starts. */
    total: integer("total").notNull().default(0),
    /** Grows with each worker that takes it up: what an earlier one still writes is refused. */
    attempt: integer("attempt").notNull().default(0),
    requestedBy: text("requested_by").notNull(),
    requestedByName: text("requested_by_name").notNull(),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
    ...lifecycle,
  },
  (t) => [
    index("check_runs_service_idx").on(t.serviceId, t.id.desc().nullsFirst()),
    index("check_runs_deployment_idx").on(t.deploymentId, t.id),
    index("check_runs_unfinished_idx")
      .on(t.id)
      .where(sql`${t.finishedAt} is null`),
    // A monitor that has not answered yet is not asked again.
    uniqueIndex("check_runs_monitor_idx")
      .on(t.serviceId, t.environmentId, t.regionId, t.onlyCheck)
      .where(sql`${t.moment} = 'schedule' and ${t.finishedAt} is null`),
    oneOf("check_runs_moment_check", t.moment, CHECK_MOMENTS),
    oneOf("check_runs_status_check", t.status, CHECK_RUN_STATUSES),
    isTrue(
      "check_runs_finished_check",
      sql`(${t.finishedAt} is null) = (${t.status} in ('queued', 'running'))`,
    ),
  ],
);

export type CheckAttemptRow = { status: CheckStatus; durationMs: number; actual: string };

/** What one check said in one run. */
export const checkResults = pgTable(
  "check_results",
  {
    runId: text("run_id")
      .notNull()
      .references(() => checkRuns.id, { onDelete: "cascade" }),
    position: integer("position").notNull(),
    /** The place and the release once more, so that a check's history is one index. */
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id").notNull(),
    regionId: text("region_id").notNull(),
    releaseId: text("release_id"),
    name: text("name").notNull(),
    kind: text("kind").$type<CheckKind>().notNull(),
    status: text("status").$type<CheckStatus>().notNull(),
    durationMs: integer("duration_ms").notNull(),
    expected: text("expected").notNull(),
    actual: text("actual").notNull(),
    reproduce: text("reproduce").notNull(),
    attempts: jsonb("attempts").$type<CheckAttemptRow[]>().notNull().default([]),
    at: instant("at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.position] }),
    index("check_results_history_idx").on(t.serviceId, t.environmentId, t.name, t.runId.desc().nullsFirst()),
    // All that metrics over results read, by time, so that a month of them is one range of an index.
    index("check_results_measured_idx").on(
      t.at,
      t.serviceId,
      t.environmentId,
      t.regionId,
      t.releaseId,
      t.name,
      t.kind,
      t.status,
      t.durationMs,
      t.runId,
    ),
    oneOf("check_results_kind_check", t.kind, CHECK_KINDS),
    oneOf("check_results_status_check", t.status, CHECK_STATUSES),
  ],
);

/** One check of one release in one place: a dictionary, so that an hour of it says it in four bytes. */
export const checkSeries = pgTable(
  "check_series",
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
    releaseId: text("release_id").references(() => releases.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    kind: text("kind").$type<CheckKind>().notNull(),
    moment: text("moment").$type<CheckMoment>().notNull(),
  },
  (t) => [
    unique("check_series_key")
      .on(t.serviceId, t.environmentId, t.regionId, t.releaseId, t.name, t.kind, t.moment)
      .nullsNotDistinct(),
    oneOf("check_series_kind_check", t.kind, CHECK_KINDS),
    oneOf("check_series_moment_check", t.moment, CHECK_MOMENTS),
  ],
);

/** The results of an hour or a day of UTC together. They stay when the results themselves are forgotten. */
const checkRollup = (name: string) =>
  pgTable(
    name,
    {
      seriesId: integer("series_id")
        .notNull()
        .references(() => checkSeries.id, { onDelete: "cascade" }),
      at: instant("at").notNull(),
      results: integer("results").notNull(),
      failures: integer("failures").notNull(),
      /** How many results say whether something is up, and how many of these say that it is. */
      tells: integer("tells").notNull(),
      up: integer("up").notNull(),
      durationMs: bigint("duration_ms", { mode: "number" }).notNull(),
      minDurationMs: integer("min_duration_ms").notNull(),
      maxDurationMs: integer("max_duration_ms").notNull(),
      /** Durations, as a histogram of scale 3 in seconds. */
      bucketOffset: smallint("bucket_offset").notNull(),
      buckets: integer("buckets").array().notNull(),
    },
    (t) => [primaryKey({ columns: [t.seriesId, t.at] }), index(`${name}_at_idx`).using("brin", t.at)],
  );
export const checkHours = checkRollup("check_hours");
export const checkDays = checkRollup("check_days");

/** A check that is also a monitor of a place: when it is due next (whoever moves `due_at` on asks), and how it does. */
export const checkMonitors = pgTable(
  "check_monitors",
  {
    placementId: text("placement_id")
      .notNull()
      .references(() => placements.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    everyMs: integer("every_ms").notNull(),
    dueAt: instant("due_at").notNull().defaultNow(),
    /** How many results in a row that did not pass are an outage. */
    outageAfter: integer("outage_after").notNull().default(3),
    /** What the results below are of: a deployment that takes over begins anew. Null before the first result. */
    deploymentId: text("deployment_id"),
    lastStatus: text("last_status").$type<CheckStatus>(),
    /** Results in a row that did not pass, and how many of them failed: the others could not tell. */
    badInRow: integer("bad_in_row").notNull().default(0),
    failedInRow: integer("failed_in_row").notNull().default(0),
    /** What the newest result that did not pass said. */
    message: text("message").notNull().default(""),
    /** The outage that was announced and is not over, and of which deployment it was. */
    outage: text("outage").$type<MonitorOutage>(),
    outageDeploymentId: text("outage_deployment_id"),
  },
  (t) => [
    primaryKey({ columns: [t.placementId, t.name] }),
    index("check_monitors_due_idx").on(t.dueAt),
    oneOf("check_monitors_status_check", t.lastStatus, CHECK_STATUSES),
    oneOf("check_monitors_outage_check", t.outage, MONITOR_OUTAGES),
  ],
);
