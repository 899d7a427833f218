import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";

import { id, instant, isTrue, lifecycle, oneOf } from "../columns";
import { QUEUE_POLICIES, ROLES, TARGET_KINDS, type QueuePolicy, type Role, type TargetKind } from "../enums";
import { teams, users } from "./identity";

export const services = pgTable(
  "services",
  {
    id: id("svc"),
    /** Also the first part of its host name, hence a DNS label. */
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    repositoryUrl: text("repository_url").notNull(),
    repositoryBranch: text("repository_branch"),
    repositoryPath: text("repository_path"),
    /** What the team corrected about detection: ServiceSettings of the builder. */
    settings: jsonb("settings").$type<Record<string, unknown>>().notNull().default({}),
    createdBy: text("created_by").references(() => users.id, { onDelete: "set null" }),
    ownerTeamId: text("owner_team_id").references(() => teams.id, { onDelete: "set null" }),
    archivedAt: instant("archived_at"),
    /** Of the newest release that was built, kept by a trigger: what the first environment may be behind of. */
    newestReleaseNumber: integer("newest_release_number"),
    ...lifecycle,
  },
  (t) => [
    uniqueIndex("services_name_idx")
      .on(t.name)
      .where(sql`${t.archivedAt} is null`),
    index("services_owner_idx").on(t.ownerTeamId),
    index("services_name_search_idx").on(sql`${t.name} text_pattern_ops`),
    isTrue("services_name_check", sql`${t.name} ~ '^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$'`),
  ],
);

/**
 * What the portal adds to the dependencies that `slipway.yaml` declares. By name, as over there: a name stays what it is
 * called by when that service is archived, or is not there yet.
 */
export const serviceDependencies = pgTable(
  "service_dependencies",
  {
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    dependsOn: text("depends_on").notNull(),
    createdAt: lifecycle.createdAt,
  },
  (t) => [primaryKey({ columns: [t.serviceId, t.dependsOn] })],
);

export const targets = pgTable(
  "targets",
  {
    id: id("tgt"),
    name: text("name").notNull(),
    kind: text("kind").$type<TargetKind>().notNull(),
    configuration: jsonb("configuration").$type<Record<string, unknown>>().notNull().default({}),
    ...lifecycle,
  },
  (t) => [uniqueIndex("targets_name_idx").on(t.name), oneOf("targets_kind_check", t.kind, TARGET_KINDS)],
);

export const environments = pgTable(
  "environments",
  {
    id: id("env"),
    name: text("name").notNull(),
    /** Order of promotion, from 0. */
    position: integer("position").notNull(),
    /** The least role that may deploy, promote and roll back here. */
    deployRole: text("deploy_role").$type<Role>().notNull().default("developer"),
    isProduction: boolean("is_production").notNull().default(false),
    queuePolicy: text("queue_policy").$type<QueuePolicy>().notNull().default("supersede"),
    /** How long a ready release must stay up before traffic moves to it. */
    settleMs: integer("settle_ms").notNull().default(10_000),
    drainMs: integer("drain_ms").notNull().default(30_000),
    /** How long the replaced release stays warm for an instant rollback. */
    warmMs: integer("warm_ms").notNull().default(3_600_000),
    ...lifecycle,
  },
  (t) => [
    uniqueIndex("environments_name_idx").on(t.name),
    uniqueIndex("environments_position_idx").on(t.position),
    oneOf("environments_queue_policy_check", t.queuePolicy, QUEUE_POLICIES),
    oneOf("environments_deploy_role_check", t.deployRole, ROLES),
    isTrue("environments_name_check", sql`${t.name} ~ '^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$'`),
    isTrue(
      "environments_durations_check",
      sql`${t.settleMs} >= 0 and ${t.drainMs} >= 0 and ${t.warmMs} >= 0`,
    ),
  ],
);

/** A place of an environment, bound to the target that runs releases there. Position 0 is the primary one. */
export const regions = pgTable(
  "regions",
  {
    id: id("rgn"),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    targetId: text("target_id")
      .notNull()
      .references(() => targets.id, { onDelete: "restrict" }),
    name: text("name").notNull(),
    position: integer("position").notNull().default(0),
    ...lifecycle,
  },
  (t) => [
    uniqueIndex("regions_name_idx").on(t.environmentId, t.name),
    uniqueIndex("regions_position_idx").on(t.environmentId, t.position),
    index("regions_target_idx").on(t.targetId),
  ],
);
