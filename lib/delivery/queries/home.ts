import "server-only";
import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm";

import { deployments, environments, placements, releases, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import type { AttentionItem, HomeView } from "../contract";
import { deploymentRow, selectDeployments } from "./deployments";

const MAXIMUM_ATTENTION = 7;
const MAXIMUM_SHIPPED = 10;
/** A failed build older than this no longer needs anybody. */
const BUILD_FAILURES_SINCE = sql`now() - interval '2 days'`;

/** What needs a person, what shipped and what runs. */
export async function getHome(ctx: Context): Promise<HomeView> {
  demand(ctx.actor, "read");
  const [serviceCount, unhealthy, failed, builds, shipped, running] = await Promise.all([
    ctx.db.$count(services, isNull(services.archivedAt)),
    readUnhealthy(ctx),
    readFailedDeployments(ctx),
    readFailedBuilds(ctx),
    selectDeployments(ctx)
      .where(eq(deployments.status, "succeeded"))
      .orderBy(desc(deployments.id))
      .limit(MAXIMUM_SHIPPED),
    readRunning(ctx),
  ]);
  return {
    serviceCount,
    // What users feel comes first, then what a person asked for and did not get, then what never left the workshop.
    attention: [...unhealthy, ...failed, ...builds].slice(0, MAXIMUM_ATTENTION),
    shipped: shipped.map(deploymentRow),
    running,
  };
}

async function readUnhealthy(ctx: Context): Promise<AttentionItem[]> {
  const rows = await ctx.db
    .select({
      serviceName: services.name,
      environment: environments.name,
      detail: placements.healthDetail,
      at: placements.updatedAt,
    })
    .from(placements)
    .innerJoin(services, and(eq(services.id, placements.serviceId), isNull(services.archivedAt)))
    .innerJoin(environments, eq(environments.id, placements.environmentId))
    .where(inArray(placements.health, ["degraded", "unknown"]))
    .orderBy(desc(environments.isProduction), desc(placements.updatedAt))
    .limit(MAXIMUM_ATTENTION);
  return rows.map((row) => ({
    kind: "unhealthy",
    message: `${row.serviceName} is not well in ${row.environment}: ${row.detail ?? "it does not answer."}`,
    at: row.at.toISOString(),
    serviceName: row.serviceName,
    environment: row.environment,
    href: `/services/${row.serviceName}`,
    action: "Look at it",
  }));
}

async function readFailedDeployments(ctx: Context): Promise<AttentionItem[]> {
  const rows = await ctx.db
    .select({
      id: deployments.id,
      status: deployments.status,
      serviceName: services.name,
      environment: environments.name,
      number: releases.number,
      failure: deployments.failure,
      finishedAt: deployments.finishedAt,
      createdAt: deployments.createdAt,
    })
    .from(placements)
    .innerJoin(deployments, eq(deployments.id, placements.lastDeploymentId))
    .innerJoin(services, and(eq(services.id, placements.serviceId), isNull(services.archivedAt)))
    .innerJoin(environments, eq(environments.id, placements.environmentId))
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .where(inArray(placements.lastStatus, ["failed", "errored", "interrupted"]))
    .orderBy(desc(environments.isProduction), desc(placements.lastDeploymentId))
    .limit(MAXIMUM_ATTENTION);
  return rows.map((row) => ({
    kind: row.status === "failed" ? "deployment_failed" : "deployment_errored",
    message: `${row.serviceName} #${row.number} did not reach ${row.environment}: ${row.failure?.message ?? "it was interrupted."}`,
    at: (row.finishedAt ?? row.createdAt).toISOString(),
    serviceName: row.serviceName,
    environment: row.environment,
    href: `/deployments/${row.id}`,
    action: "See why",
  }));
}

async function readFailedBuilds(ctx: Context): Promise<AttentionItem[]> {
  const rows = await ctx.db
    .select({
      id: releases.id,
      number: releases.number,
      serviceName: services.name,
      failure: releases.failure,
      finishedAt: releases.finishedAt,
      createdAt: releases.createdAt,
    })
    .from(releases)
    .innerJoin(services, and(eq(services.id, releases.serviceId), isNull(services.archivedAt)))
    .where(
      and(
        eq(releases.status, "failed"),
        sql`${releases.finishedAt} > ${BUILD_FAILURES_SINCE}`,
        // Nobody needs to know once a newer build of the service is there.
        sql`not exists (select 1 from ${releases} newer where newer.service_id = ${releases.serviceId} and newer.number > ${releases.number})`,
      ),
    )
    .orderBy(desc(releases.id))
    .limit(MAXIMUM_ATTENTION);
  return rows.map((row) => ({
    kind: "build_failed",
    message: `${row.serviceName} #${row.number} was not built: ${row.failure?.message ?? "the build failed."}`,
    at: (row.finishedAt ?? row.createdAt).toISOString(),
    serviceName: row.serviceName,
    environment: null,
    href: `/services/${row.serviceName}/releases/${row.id}`,
    action: "Read the log",
  }));
}

async function readRunning(ctx: Context): Promise<HomeView["running"]> {
  const count = (condition: ReturnType<typeof sql>) =>
    sql<number>`count(*) filter (where ${placements.releaseId} is not null and ${condition})::int`;
  const inFlight = ctx.db
    .select({
      environmentId: deployments.environmentId,
      inFlight: sql<number>`count(*)::int`.as("in_flight"),
    })
    .from(deployments)
    .where(isNull(deployments.finishedAt))
    .groupBy(deployments.environmentId)
    .as("flights");
  return ctx.db
    .select({
      environment: environments.name,
      healthy: count(sql`${placements.health} in ('healthy', 'progressing')`),
      degraded: count(sql`${placements.health} = 'degraded'`),
      unknown: count(sql`${placements.health} = 'unknown'`),
      inFlight: sql<number>`coalesce(max(${inFlight.inFlight}), 0)::int`,
    })
    .from(environments)
    .leftJoin(placements, eq(placements.environmentId, environments.id))
    .leftJoin(inFlight, eq(inFlight.environmentId, environments.id))
    .groupBy(environments.id)
    .orderBy(environments.position);
}
