import "server-only";
import { and, asc, desc, eq, gte, inArray, lt, or, type SQL } from "drizzle-orm";

import { idAt } from "@/db/columns";
import { deployments, environments, regions, releases, services } from "@/db/schema";
import { getTeamRef } from "@/lib/auth";
import type { Context } from "@/lib/core/context";
import type { Page } from "@/lib/core/contract";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import type { DeploymentRow, ListDeployments } from "../contract";
import { iso, pageOf, releaseColumns, releaseRef } from "./columns";
import { isCountedAs, ownedBy } from "./counted";

const deploymentColumns = {
  id: deployments.id,
  serviceId: deployments.serviceId,
  serviceName: services.name,
  environmentId: deployments.environmentId,
  environment: environments.name,
  region: regions.name,
  kind: deployments.kind,
  status: deployments.status,
  phase: deployments.phase,
  outcome: deployments.outcome,
  release: releaseColumns(),
  reason: deployments.reason,
  requestedByName: deployments.requestedByName,
  createdAt: deployments.createdAt,
  startedAt: deployments.startedAt,
  finishedAt: deployments.finishedAt,
  failure: deployments.failure,
  waitingFor: deployments.waitingFor,
};

/** Deployments, newest first. Ids sort by time, so a range of instants is a range of ids and needs no other index. */
export async function listDeployments(
  ctx: Context,
  input: Partial<ListDeployments> = {},
): Promise<Page<DeploymentRow>> {
  demand(ctx.actor, "read");
  const { status, kind, release, counts, from, to, cursor, limit = 50 } = input;
  const at = counts ? deployments.switchedAt : undefined;
  const conditions: (SQL | undefined)[] = [
    input.service ? eq(deployments.serviceId, await serviceIdOf(ctx, input.service)) : undefined,
    input.environment
      ? eq(deployments.environmentId, await environmentIdOf(ctx, input.environment))
      : undefined,
    status && status.length > 0 ? inArray(deployments.status, status) : undefined,
    kind ? eq(deployments.kind, kind) : undefined,
    release ? eq(deployments.releaseId, release) : undefined,
    input.team ? ownedBy(deployments.serviceId, (await getTeamRef(ctx, input.team)).id) : undefined,
    counts ? isCountedAs(counts) : undefined,
    // What is counted belongs to the moment in which traffic moved, which is never before it was asked for.
    from && at ? gte(at, new Date(from)) : undefined,
    to && at ? lt(at, new Date(to)) : undefined,
    from && !at ? gte(deployments.id, idAt("dep", new Date(from))) : undefined,
    to ? lt(deployments.id, idAt("dep", new Date(to))) : undefined,
    cursor ? lt(deployments.id, cursor) : undefined,
  ];
  const rows = await selectDeployments(ctx)
    .where(and(...conditions))
    .orderBy(desc(deployments.id))
    .limit(limit + 1);
  return pageOf(rows, limit, deploymentRow);
}

export const selectDeployments = (ctx: Context) =>
  ctx.db
    .select(deploymentColumns)
    .from(deployments)
    .innerJoin(services, eq(services.id, deployments.serviceId))
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .innerJoin(regions, eq(regions.id, deployments.regionId))
    .innerJoin(releases, eq(releases.id, deployments.releaseId));

export const deploymentRow = (row: Awaited<ReturnType<typeof selectDeployments>>[number]): DeploymentRow => ({
  ...row,
  release: releaseRef(row.release),
  createdAt: row.createdAt.toISOString(),
  startedAt: iso(row.startedAt),
  finishedAt: iso(row.finishedAt),
});

export async function serviceIdOf(ctx: Context, service: string): Promise<string> {
  const [row] = await ctx.db
    .select({ id: services.id })
    .from(services)
    .where(or(eq(services.id, service), eq(services.name, service)))
    // A name may have been used before; the service that has it now comes first.
    .orderBy(desc(services.archivedAt))
    .limit(1);
  if (!row) throw new DomainError("not_found", `There is no service "${service}".`);
  return row.id;
}

async function environmentIdOf(ctx: Context, environment: string): Promise<string> {
  const [row] = await ctx.db
    .select({ id: environments.id })
    .from(environments)
    .where(or(eq(environments.id, environment), eq(environments.name, environment)))
    .orderBy(asc(environments.position))
    .limit(1);
  if (!row) throw new DomainError("not_found", `There is no environment "${environment}".`);
  return row.id;
}
