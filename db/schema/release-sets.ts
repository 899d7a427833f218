import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";

import { id, instant, isTrue, lifecycle, oneOf } from "../columns";
import {
  MIGRATION_VERDICTS,
  type MigrationVerdictWord,
  RELEASE_SET_KINDS,
  RELEASE_SET_STATUSES,
  type ReleaseSetKind,
  type ReleaseSetStatus,
  SET_MEMBER_STATUSES,
  type SetMemberStatus,
} from "../enums";
import { environments, services } from "./catalog";
import { configurationVersions } from "./configuration";
import { deployments } from "./deployments";
import { releases } from "./releases";

/** Several services that are promoted together in the order of their dependencies, or rolled back in reverse. */
export const releaseSets = pgTable(
  "release_sets",
  {
    id: id("set"),
    kind: text("kind").$type<ReleaseSetKind>().notNull(),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "restrict" }),
    /** Where a promotion comes from. */
    fromEnvironmentId: text("from_environment_id").references(() => environments.id, {
      onDelete: "set null",
    }),
    /** The promotion that this one takes back. */
    rollbackOfId: text("rollback_of_id"),
    status: text("status").$type<ReleaseSetStatus>().notNull().default("running"),
    /** Why it does not go on: one sentence. */
    trouble: text("trouble"),
    reason: text("reason").notNull().default(""),
    requestedBy: text("requested_by").notNull(),
    requestedByName: text("requested_by_name").notNull(),
    finishedAt: instant("finished_at"),
    ...lifecycle,
  },
  (t) => [
    index("release_sets_newest_idx").on(t.environmentId, t.id.desc().nullsFirst()),
    index("release_sets_unfinished_idx")
      .on(t.id)
      .where(sql`${t.finishedAt} is null`),
    // A promotion is taken back once at a time.
    uniqueIndex("release_sets_rollback_idx")
      .on(t.rollbackOfId)
      .where(sql`${t.finishedAt} is null`),
    oneOf("release_sets_kind_check", t.kind, RELEASE_SET_KINDS),
    oneOf("release_sets_status_check", t.status, RELEASE_SET_STATUSES),
    isTrue(
      "release_sets_finished_check",
      sql`(${t.finishedAt} is null) = (${t.status} in ('running', 'stopped'))`,
    ),
  ],
);

/** One service of a set. Its wave was frozen when the set was asked for. */
export const releaseSetMembers = pgTable(
  "release_set_members",
  {
    setId: text("set_id")
      .notNull()
      .references(() => releaseSets.id, { onDelete: "cascade" }),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "restrict" }),
    releaseId: text("release_id")
      .notNull()
      .references(() => releases.id, { onDelete: "restrict" }),
    /** What served when the set was reviewed, and has to serve when its turn comes; null for nothing. */
    expectedReleaseId: text("expected_release_id").references(() => releases.id, { onDelete: "restrict" }),
    /** What a rollback restores along with the release. */
    configurationVersionId: text("configuration_version_id").references(() => configurationVersions.id),
    /** What a rollback meant for the database when somebody agreed to it; null for promotions. */
    agreedVerdict: text("agreed_verdict").$type<MigrationVerdictWord>(),
    /** From 0; those of one wave go at the same time. */
    wave: integer("wave").notNull(),
    status: text("status").$type<SetMemberStatus>().notNull().default("pending"),
    /** Written in the transaction that requests it, so that no crash can request it twice. */
    deploymentId: text("deployment_id").references(() => deployments.id, { onDelete: "restrict" }),
    trouble: text("trouble"),
    /** When its set ended and let go of the place. */
    releasedAt: instant("released_at"),
  },
  (t) => [
    primaryKey({ columns: [t.setId, t.serviceId] }),
    // Decides between two sets that want the same place.
    uniqueIndex("release_set_members_place_idx")
      .on(t.environmentId, t.serviceId)
      .where(sql`${t.releasedAt} is null`),
    uniqueIndex("release_set_members_deployment_idx").on(t.deploymentId),
    oneOf("release_set_members_status_check", t.status, SET_MEMBER_STATUSES),
    oneOf("release_set_members_agreed_verdict_check", t.agreedVerdict, MIGRATION_VERDICTS),
    isTrue("release_set_members_wave_check", sql`${t.wave} >= 0`),
  ],
);
