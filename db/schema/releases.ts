import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";

import { id, instant, isTrue, lifecycle, oneOf } from "../columns";
import { MIGRATION_CLASSES, RELEASE_STATUSES, type MigrationClass, type ReleaseStatus } from "../enums";
import { services } from "./catalog";

/** Why something failed: `code` for machines, `message` as the first line a person reads. */
export type Failure = { code: string; message: string; step?: string; logTail?: string[] };
export type CommitRow = { sha: string; subject: string; authorName: string; authoredAt: string };

/**
 * A migration that a release brings along. `checksum` is over what it does going up; `isNew` says that the ready release
 * before did not have it, and `isEdited` that it had it in another form.
 */
export type MigrationRow = {
  name: string;
  checksum: string;
  class: MigrationClass;
  why: string[];
  hasDown: boolean;
  isNew: boolean;
  isEdited: boolean;
  /** Somebody declared the class; it goes with the migration to later releases. */
  isDeclared: boolean;
};

export const releases = pgTable(
  "releases",
  {
    id: id("rel"),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    /** Counts per service from 1; what people say out loud. */
    number: integer("number").notNull(),
    ref: text("ref").notNull(),
    status: text("status").$type<ReleaseStatus>().notNull().default("building"),
    version: text("version"),
    commit: jsonb("commit").$type<CommitRow>(),
    commitSha: text("commit_sha"),
    changelog: jsonb("changelog").$type<CommitRow[]>().notNull().default([]),
    changedFileCount: integer("changed_file_count"),
    digest: text("digest"),
    artifact: jsonb("artifact").$type<Record<string, unknown>>(),
    plan: jsonb("plan").$type<Record<string, unknown>>(),
    /** The checks that the release's `slipway.yaml` declares, as they were parsed. */
    checks: jsonb("checks").$type<unknown[]>().notNull().default([]),
    /** Names of the services that its `slipway.yaml` says it depends on. */
    dependsOn: jsonb("depends_on").$type<string[]>().notNull().default([]),
    /** Every migration found in it, in the order in which they are applied. */
    migrations: jsonb("migrations").$type<MigrationRow[]>().notNull().default([]),
    /** What the new ones among them do; null when it was built before anybody looked. */
    migrationClass: text("migration_class").$type<MigrationClass>(),
    explanation: jsonb("explanation").$type<string[]>().notNull().default([]),
    sizeBytes: bigint("size_bytes", { mode: "number" }),
    fileCount: integer("file_count"),
    dependenciesReused: boolean("dependencies_reused"),
    stepDurationsMs: jsonb("step_durations_ms").$type<Record<string, number>>().notNull().default({}),
    failure: jsonb("failure").$type<Failure>(),
    requestedBy: text("requested_by").notNull(),
    requestedByName: text("requested_by_name").notNull(),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
    /** The executor that builds it, with a lease as for deployments. */
    leaseOwner: text("lease_owner"),
    leaseExpiresAt: instant("lease_expires_at"),
    attempts: integer("attempts").notNull().default(0),
    ...lifecycle,
  },
  (t) => [
    uniqueIndex("releases_number_idx").on(t.serviceId, t.number),
    index("releases_service_idx").on(t.serviceId, t.id.desc().nullsFirst()),
    index("releases_unfinished_idx")
      .on(t.id)
      .where(sql`${t.finishedAt} is null`),
    // The home page asks for the failed builds of the last days, among all releases there ever were.
    index("releases_failed_idx")
      .on(t.finishedAt)
      .where(sql`${t.status} = 'failed'`),
    // Few services say what they need, and each page of a service asks for all of them.
    index("releases_depends_on_idx")
      .on(t.serviceId, t.number)
      .where(sql`${t.dependsOn} <> '[]'::jsonb`),
    // Few services tell metrics of their own, and workers ask every few seconds which.
    index("releases_metrics_idx")
      .on(t.serviceId)
      .where(sql`${t.plan} ? 'metrics'`),
    oneOf("releases_status_check", t.status, RELEASE_STATUSES),
    oneOf("releases_migration_class_check", t.migrationClass, MIGRATION_CLASSES),
    isTrue(
      "releases_ready_check",
      sql`${t.status} <> 'ready' or (${t.digest} is not null and ${t.plan} is not null and ${t.artifact} is not null)`,
    ),
  ],
);
