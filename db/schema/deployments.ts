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
  MIGRATION_VERDICTS,
  PHASE_STATUSES,
  type DeploymentKind,
  type DeploymentOutcome,
  type DeploymentPhase,
  type DeploymentStatus,
  type GateCode,
  type MigrationVerdictWord,
  type PhaseStatus,
} from "../enums";
import { environments, regions, services } from "./catalog";
import { configurationVersions } from "./configuration";
import { placements } from "./placements";
import { releases, type Failure } from "./releases";

/** What stands between a deployment and its start, as it was found when somebody last looked. */
export type WaitingRow = {
  code: GateCode | "in_flight";
  message: string;
  owner: string | null;
  until: string | null;
};
/** Which gates somebody set aside by hand at one moment, and why. */
export type OverrideRow = { codes: GateCode[]; reason: string; by: string; byName: string; at: string };

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
     * What it runs with. Pinned when it is taken up, or before that where a rollback restores a certain one and where
     * people are asked to approve it; null for what ended before configurations had versions.
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
    /** Each time that somebody set gates aside, oldest first; a single one is what an older version of Slipway wrote. */
    override: jsonb("override").$type<OverrideRow[] | OverrideRow>(),
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
