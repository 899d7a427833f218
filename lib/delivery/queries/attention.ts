import "server-only";
import { and, desc, eq, inArray, isNotNull, isNull, sql, type SQL } from "drizzle-orm";

import { deployments, environments, placements, releases, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import type { AttentionItem } from "../contract";
import { hasFailed } from "./standings";
import type { WaitingItem } from "./waiting";

/** A failed build older than this no longer needs anybody. */
const BUILD_FAILURES_SINCE = sql`now() - interval '2 days'`;

type Ranked = { isAsked?: boolean; isProduction: boolean; severity: number; item: AttentionItem };
type Found = { ranked: Ranked[]; total: number };

/** What users feel, what a person asked for and did not get, what never left the workshop. */
const SEVERITY = { drift: 5, degraded: 5, failed: 4, errored: 3, unknown: 2, build: 1 };

/**
 * What waits for the word of whoever asks, for nobody else may give it; then what went wrong and still is: production before everything else, whatever the kind, then the worse kind, then the
 * newer one. Each kind is read in that order, so the first `limit` of all are among the first `limit` of each.
 */
export async function readAttention(
  ctx: Context,
  asked: readonly WaitingItem[],
  limit: number,
): Promise<{ items: AttentionItem[]; total: number }> {
  const found = await Promise.all([
    readUnhealthy(ctx, limit),
    readDrifts(ctx, limit),
    readFailedDeployments(ctx, limit),
    readFailedBuilds(ctx, limit),
  ]);
  const approvals = asked.map((waits): Ranked => ({ ...waits, isAsked: true, severity: 0 }));
  const ranked = [...approvals, ...found.flatMap((each) => each.ranked)].toSorted(
    (one, other) =>
      Number(other.isAsked ?? false) - Number(one.isAsked ?? false) ||
      Number(other.isProduction) - Number(one.isProduction) ||
      other.severity - one.severity ||
      other.item.at.localeCompare(one.item.at),
  );
  return {
    items: ranked.slice(0, limit).map(({ item }) => item),
    total: found.reduce((sum, { total: each }) => sum + each, asked.length),
  };
}

/** How many there are before the limit cuts, in each row. */
const total = sql<number>`(count(*) over ())::int`;
const totalIn = (rows: { total: number }[]) => rows[0]?.total ?? 0;
const firstIf = (condition: SQL) => sql`(${condition}) desc`;

async function readUnhealthy(ctx: Context, limit: number): Promise<Found> {
  const rows = await ctx.db
    .select({
      id: placements.id,
      serviceName: services.name,
      environment: environments.name,
      isProduction: environments.isProduction,
      health: placements.health,
      detail: placements.healthDetail,
      at: placements.updatedAt,
      total,
    })
    .from(placements)
    .innerJoin(services, and(eq(services.id, placements.serviceId), isNull(services.archivedAt)))
    .innerJoin(environments, eq(environments.id, placements.environmentId))
    // What drifted is told as that.
    .where(and(inArray(placements.health, ["degraded", "unknown"]), isNull(placements.driftDetectedAt)))
    .orderBy(
      desc(environments.isProduction),
      firstIf(eq(placements.health, "degraded")),
      desc(placements.updatedAt),
    )
    .limit(limit);
  const ranked = rows.map((row): Ranked => {
    const { id, serviceName, environment, isProduction } = row;
    return {
      isProduction,
      severity: row.health === "degraded" ? SEVERITY.degraded : SEVERITY.unknown,
      item: {
        id: `unhealthy:${id}`,
        kind: "unhealthy",
        message: `${serviceName} is not well in ${environment}: ${row.detail ?? "it does not answer."}`,
        at: row.at.toISOString(),
        serviceName,
        environment,
        href: `/services/${serviceName}`,
        action: "Look at it",
      },
    };
  });
  return { ranked, total: totalIn(rows) };
}

async function readDrifts(ctx: Context, limit: number): Promise<Found> {
  const rows = await ctx.db
    .select({
      id: placements.id,
      serviceName: services.name,
      environment: environments.name,
      isProduction: environments.isProduction,
      detail: placements.driftDetail,
      since: placements.driftSince,
      at: placements.updatedAt,
      total,
    })
    .from(placements)
    .innerJoin(services, and(eq(services.id, placements.serviceId), isNull(services.archivedAt)))
    .innerJoin(environments, eq(environments.id, placements.environmentId))
    .where(isNotNull(placements.driftDetectedAt))
    .orderBy(desc(environments.isProduction), desc(placements.driftSince))
    .limit(limit);
  const ranked = rows.map((row): Ranked => {
    const { id, serviceName, environment, isProduction } = row;
    return {
      isProduction,
      severity: SEVERITY.drift,
      item: {
        id: `drift:${id}`,
        kind: "drift",
        message: `${serviceName} is not as it was deployed in ${environment}: ${row.detail ?? ""}`,
        at: (row.since ?? row.at).toISOString(),
        serviceName,
        environment,
        href: `/services/${serviceName}?repair=${environment}`,
        action: "Repair it",
      },
    };
  });
  return { ranked, total: totalIn(rows) };
}

async function readFailedDeployments(ctx: Context, limit: number): Promise<Found> {
  const rows = await ctx.db
    .select({
      id: deployments.id,
      status: deployments.status,
      outcome: deployments.outcome,
      serviceName: services.name,
      environment: environments.name,
      isProduction: environments.isProduction,
      number: releases.number,
      failure: deployments.failure,
      finishedAt: deployments.finishedAt,
      createdAt: deployments.createdAt,
      total,
    })
    .from(placements)
    .innerJoin(deployments, eq(deployments.id, placements.lastDeploymentId))
    .innerJoin(services, and(eq(services.id, placements.serviceId), isNull(services.archivedAt)))
    .innerJoin(environments, eq(environments.id, placements.environmentId))
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .where(hasFailed())
    .orderBy(
      desc(environments.isProduction),
      firstIf(eq(placements.lastStatus, "failed")),
      sql`coalesce(${deployments.finishedAt}, ${deployments.createdAt}) desc`,
    )
    .limit(limit);
  const ranked = rows.map((row): Ranked => {
    const { id, serviceName, environment, isProduction } = row;
    const isBad = row.status === "failed";
    const why = row.failure?.message ?? "it was interrupted.";
    const what = row.outcome === "live" ? `serves in ${environment}` : `did not reach ${environment}`;
    return {
      isProduction,
      severity: isBad ? SEVERITY.failed : SEVERITY.errored,
      item: {
        id: `deployment:${id}`,
        kind: isBad ? "deployment_failed" : "deployment_errored",
        message: `${serviceName} #${row.number} ${what}: ${why}`,
        at: (row.finishedAt ?? row.createdAt).toISOString(),
        serviceName,
        environment,
        href: `/deployments/${id}`,
        action: "See why",
      },
    };
  });
  return { ranked, total: totalIn(rows) };
}

async function readFailedBuilds(ctx: Context, limit: number): Promise<Found> {
  const rows = await ctx.db
    .select({
      id: releases.id,
      number: releases.number,
      serviceName: services.name,
      failure: releases.failure,
      finishedAt: releases.finishedAt,
      createdAt: releases.createdAt,
      total,
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
    .orderBy(desc(releases.finishedAt))
    .limit(limit);
  const ranked = rows.map((row): Ranked => {
    const { id, serviceName } = row;
    return {
      isProduction: false,
      severity: SEVERITY.build,
      item: {
        id: `build:${id}`,
        kind: "build_failed",
        message: `${serviceName} #${row.number} was not built: ${row.failure?.message ?? "the build failed."}`,
        at: (row.finishedAt ?? row.createdAt).toISOString(),
        serviceName,
        environment: null,
        href: `/services/${serviceName}/releases/${id}`,
        action: "Read the log",
      },
    };
  });
  return { ranked, total: totalIn(rows) };
}
