import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";

import { id, instant, isTrue, lifecycle, oneOf } from "../columns";
import {
  DEPLOYMENT_KINDS,
  DEPLOYMENT_OUTCOMES,
  DEPLOYMENT_PHASES,
  DEPLOYMENT_STATUSES,
  DRIFT_KINDS,
  HEALTH_STATES,
  MIGRATION_CLASSES,
  MIGRATION_VERDICTS,
  PHASE_STATUSES,
  RELEASE_STATUSES,
  type DeploymentKind,
  type DeploymentOutcome,
  type DeploymentPhase,
  type DeploymentStatus,
  type DriftKind,
  type GateCode,
  type HealthState,
  type MigrationClass,
  type MigrationVerdictWord,
  type PhaseStatus,
  type ReleaseStatus,
} from "../enums";
import { environments, regions, services } from "./catalog";
import { configurationVersions } from "./configuration";

/** Why something failed: `code` for machines, `message` as the first line a person reads. */
export type Failure = { code: string; message: string; step?: string; logTail?: string[] };
/** What stands between a deployment and its start, as it was found when somebody last looked. */
export type WaitingRow = {
  code: GateCode | "in_flight";
  message: string;
  owner: string | null;
  until: string | null;
};
/** Which gates somebody opened by hand, and why. */
export type OverrideRow = { codes: GateCode[]; reason: string; by: string; byName: string; at: string };
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
    oneOf("releases_status_check", t.status, RELEASE_STATUSES),
    oneOf("releases_migration_class_check", t.migrationClass, MIGRATION_CLASSES),
    isTrue(
      "releases_ready_check",
      sql`${t.status} <> 'ready' or (${t.digest} is not null and ${t.plan} is not null and ${t.artifact} is not null)`,
    ),
  ],
);

/**
 * One service in one region of one environment: what serves there now and what the target last said about it. The row
 * is the lock under which requests for the place are decided, and it hands out the fencing tokens.
 */
export const placements = pgTable(
  "placements",
  {
    id: id("plc"),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "restrict" }),
    regionId: text("region_id")
      .notNull()
      .references(() => regions.id, { onDelete: "restrict" }),
    /** What its address is made of; null once the service is archived and the name is free again. */
    host: text("host"),
    fence: bigint("fence", { mode: "number" }).notNull().default(0),
    releaseId: text("release_id").references(() => releases.id, { onDelete: "restrict" }),
    /** The number of that release, kept by a trigger: the boards compare 6,000 places without reading releases. */
    releaseNumber: integer("release_number"),
    deploymentId: text("deployment_id"),
    liveSince: instant("live_since"),
    url: text("url"),
    /** The release served before, still running without traffic until then. */
    warmReleaseId: text("warm_release_id").references(() => releases.id, { onDelete: "set null" }),
    warmUntil: instant("warm_until"),
    /** The newest finished attempt, good or bad: what the boards and the home page show without searching history. */
    lastDeploymentId: text("last_deployment_id"),
    lastStatus: text("last_status").$type<DeploymentStatus>(),
    health: text("health").$type<HealthState>().notNull().default("not_applicable"),
    healthDetail: text("health_detail"),
    observedAt: instant("observed_at"),
    /** How the target differs from these rows, in words, and since when that is seen. Only observation writes it. */
    driftKind: text("drift_kind").$type<DriftKind>(),
    driftDetail: text("drift_detail"),
    driftSince: instant("drift_since"),
    /** The fence under which it was first seen: a deployment at work since then makes it a new question. */
    driftFence: bigint("drift_fence", { mode: "number" }),
    /** Null while it was seen once only, which may have been a moment in between. */
    driftDetectedAt: instant("drift_detected_at"),
    ...lifecycle,
  },
  (t) => [
    // "shop" in "eu-dev" and "shop-eu" in "dev" would answer at the same address.
    uniqueIndex("placements_host_idx").on(t.host),
    uniqueIndex("placements_place_idx").on(t.serviceId, t.environmentId, t.regionId),
    index("placements_health_idx")
      .on(t.health)
      .where(sql`${t.health} in ('degraded', 'unknown')`),
    index("placements_trouble_idx")
      .on(t.lastDeploymentId)
      .where(sql`${t.lastStatus} in ('failed', 'errored', 'interrupted')`),
    index("placements_drift_idx")
      .on(t.driftDetectedAt)
      .where(sql`${t.driftDetectedAt} is not null`),
    index("placements_environment_idx").on(t.environmentId),
    oneOf("placements_health_check", t.health, HEALTH_STATES),
    oneOf("placements_drift_check", t.driftKind, DRIFT_KINDS),
  ],
);

export const deployments = pgTable(
  "deployments",
  {
    id: id("dep"),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id, { onDelete: "cascade" }),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "restrict" }),
    regionId: text("region_id")
      .notNull()
      .references(() => regions.id, { onDelete: "restrict" }),
    placementId: text("placement_id")
      .notNull()
      .references(() => placements.id, { onDelete: "cascade" }),
    releaseId: text("release_id")
      .notNull()
      .references(() => releases.id, { onDelete: "restrict" }),
    kind: text("kind").$type<DeploymentKind>().notNull(),
    status: text("status").$type<DeploymentStatus>().notNull().default("queued"),
    phase: text("phase").$type<DeploymentPhase>(),
    outcome: text("outcome").$type<DeploymentOutcome>(),
    /** What served when this one was switched to; what a cancel or failure leaves serving. */
    previousReleaseId: text("previous_release_id").references(() => releases.id, { onDelete: "set null" }),
    previousDeploymentId: text("previous_deployment_id"),
    fromEnvironmentId: text("from_environment_id").references(() => environments.id, {
      onDelete: "set null",
    }),
    /**
     * What it runs with. Pinned when it is taken up, or before that where a rollback restores a certain one; null for what
     * ended before configurations had versions.
     */
    configurationVersionId: text("configuration_version_id").references(() => configurationVersions.id),
    /**
     * Rollbacks: what was said of the database before somebody agreed to it. The engine judges again, and does not go on
     * when it has become worse. Null for other kinds, and for what an older version of Slipway queued.
     */
    migrationVerdict: text("migration_verdict").$type<MigrationVerdictWord>(),
    reason: text("reason").notNull().default(""),
    requestedBy: text("requested_by").notNull(),
    requestedByName: text("requested_by_name").notNull(),
    /** Not before then: somebody asked for a certain time. */
    notBefore: instant("not_before"),
    /** What it waits for while its status is `waiting`, and when to look again at the latest. */
    waitingFor: jsonb("waiting_for").$type<WaitingRow[]>().notNull().default([]),
    recheckAt: instant("recheck_at"),
    override: jsonb("override").$type<OverrideRow>(),
    /** Set when somebody asked to stop; the executor obeys at the next safe point. */
    cancelRequestedAt: instant("cancel_requested_at"),
    cancelRequestedBy: text("cancel_requested_by"),
    cancelReason: text("cancel_reason"),
    failure: jsonb("failure").$type<Failure>(),
    reusedWarm: boolean("reused_warm"),
    leaseOwner: text("lease_owner"),
    leaseExpiresAt: instant("lease_expires_at"),
    fence: bigint("fence", { mode: "number" }),
    /** How often an executor took it up; more than one means that it was resumed. */
    attempts: integer("attempts").notNull().default(0),
    /** Written before the side effect it announces: traffic may have moved from here on. */
    switchIntendedAt: instant("switch_intended_at"),
    switchedAt: instant("switched_at"),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
    replacedAt: instant("replaced_at"),
    ...lifecycle,
  },
  (t) => [
    // The constraint that decides every race: one executor at work per place.
    uniqueIndex("deployments_one_in_flight_idx")
      .on(t.serviceId, t.environmentId, t.regionId)
      .where(sql`${t.status} = 'running'`),
    index("deployments_unfinished_idx")
      .on(t.placementId, t.id)
      .where(sql`${t.finishedAt} is null`),
    index("deployments_recheck_idx")
      .on(t.recheckAt)
      .where(sql`${t.status} = 'waiting'`),
    index("deployments_service_idx").on(t.serviceId, t.id.desc().nullsFirst()),
    index("deployments_environment_idx").on(t.environmentId, t.id.desc().nullsFirst()),
    index("deployments_status_idx").on(t.status, t.id.desc().nullsFirst()),
    index("deployments_rolled_back_idx")
      .on(t.serviceId, t.environmentId, t.releaseId)
      .where(sql`${t.outcome} in ('rolled_back', 'rolled_back_auto')`),
    // What delivery performance counts: traffic moved to another release. All that it asks of a deployment is in here.
    index("deployments_traffic_idx")
      .on(
        t.environmentId,
        t.switchedAt,
        t.serviceId,
        t.kind,
        t.status,
        t.outcome,
        t.replacedAt,
        t.finishedAt,
        t.releaseId,
      )
      .where(sql`${t.switchedAt} is not null and ${t.releaseId} is distinct from ${t.previousReleaseId}`),
    index("deployments_kind_idx").on(t.kind, t.id.desc().nullsFirst()),
    index("deployments_placement_idx").on(t.placementId, t.id.desc().nullsFirst()),
    index("deployments_release_idx").on(t.releaseId, t.id.desc().nullsFirst()),
    oneOf("deployments_status_check", t.status, DEPLOYMENT_STATUSES),
    oneOf("deployments_kind_check", t.kind, DEPLOYMENT_KINDS),
    oneOf("deployments_phase_check", t.phase, DEPLOYMENT_PHASES),
    oneOf("deployments_outcome_check", t.outcome, DEPLOYMENT_OUTCOMES),
    oneOf("deployments_migration_verdict_check", t.migrationVerdict, MIGRATION_VERDICTS),
    isTrue(
      "deployments_finished_check",
      sql`(${t.finishedAt} is null) = (${t.status} in ('queued', 'waiting', 'running'))`,
    ),
    isTrue("deployments_lease_check", sql`${t.status} = 'running' or ${t.leaseOwner} is null`),
    // Whoever waits is looked at again by itself.
    isTrue("deployments_waiting_check", sql`${t.status} <> 'waiting' or ${t.recheckAt} is not null`),
  ],
);

export const deploymentPhases = pgTable(
  "deployment_phases",
  {
    deploymentId: text("deployment_id")
      .notNull()
      .references(() => deployments.id, { onDelete: "cascade" }),
    phase: text("phase").$type<DeploymentPhase>().notNull(),
    /** The attempt that ran it: a resumed deployment shows both. */
    attempt: integer("attempt").notNull(),
    status: text("status").$type<PhaseStatus>().notNull(),
    detail: text("detail").notNull().default(""),
    startedAt: instant("started_at").notNull(),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    primaryKey({ columns: [t.deploymentId, t.attempt, t.phase] }),
    oneOf("deployment_phases_status_check", t.status, PHASE_STATUSES),
    oneOf("deployment_phases_phase_check", t.phase, DEPLOYMENT_PHASES),
  ],
);
