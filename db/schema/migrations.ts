import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";

import { id, instant, isTrue, oneOf } from "../columns";
import {
  MIGRATION_DIRECTIONS,
  MIGRATION_RUN_STATUSES,
  type MigrationDirection,
  type MigrationRunStatus,
} from "../enums";
import { environments, services } from "./catalog";
import { deployments } from "./deployments";
import { releases } from "./releases";

/**
 * One time that a service's migrate or down command ran in an environment. The row that is *running* is the lock over the
 * database of the service there, whatever the region; a *passed* one is why the command never runs again.
 */
export const migrationRuns = pgTable(
  "migration_runs",
  {
    id: id("mig"),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "restrict" }),
    /** Whose command it is: going down, the release that is left. */
    releaseId: text("release_id")
      .notNull()
      .references(() => releases.id, { onDelete: "cascade" }),
    deploymentId: text("deployment_id")
      .notNull()
      .references(() => deployments.id, { onDelete: "cascade" }),
    direction: text("direction").$type<MigrationDirection>().notNull(),
    command: text("command").notNull(),
    status: text("status").$type<MigrationRunStatus>().notNull().default("running"),
    detail: text("detail").notNull().default(""),
    /** Going down: the migration that is the last one left; empty for none. */
    migrateTo: text("migrate_to"),
    /** What the status command named as applied; null without such a command, or when it did not say. */
    appliedBefore: jsonb("applied_before").$type<string[]>(),
    appliedAfter: jsonb("applied_after").$type<string[]>(),
    /** Set when a later run took back what this one applied, so that it may be applied again. */
    revertedBy: text("reverted_by"),
    startedAt: instant("started_at")
      .notNull()
      .default(sql`clock_timestamp()`),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    uniqueIndex("migration_runs_lock_idx")
      .on(t.serviceId, t.environmentId)
      .where(sql`${t.status} = 'running'`),
    uniqueIndex("migration_runs_passed_idx")
      .on(t.serviceId, t.environmentId, t.releaseId)
      .where(sql`${t.status} = 'passed' and ${t.direction} = 'up' and ${t.revertedBy} is null`),
    index("migration_runs_place_idx").on(t.serviceId, t.environmentId, t.id.desc().nullsFirst()),
    index("migration_runs_deployment_idx").on(t.deploymentId),
    oneOf("migration_runs_direction_check", t.direction, MIGRATION_DIRECTIONS),
    oneOf("migration_runs_status_check", t.status, MIGRATION_RUN_STATUSES),
    isTrue("migration_runs_finished_check", sql`(${t.finishedAt} is null) = (${t.status} = 'running')`),
  ],
);
