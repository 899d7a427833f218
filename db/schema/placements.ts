import { sql } from "drizzle-orm";
import { bigint, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";

import { id, instant, lifecycle, oneOf } from "../columns";
import {
  DRIFT_KINDS,
  HEALTH_STATES,
  type DeploymentStatus,
  type DriftKind,
  type HealthState,
} from "../enums";
import { environments, regions, services } from "./catalog";
import { releases } from "./releases";

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
