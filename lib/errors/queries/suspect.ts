import "server-only";
import { and, desc, eq, isNotNull, lte, sql } from "drizzle-orm";

import { deployments, environments, releases, telemetrySources } from "@/db/schema";
import { compareConfigurations } from "@/lib/configuration";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { changesOfDeployment } from "@/lib/delivery";

import type { SuspectView } from "../contract";
import { readReleaseRefs } from "./releases";

/**
 * What changed before an issue was first seen: the deployment that moved traffic last in that place before it, with its
 * commits, migrations, variables and packages. Null when nothing was deployed there before.
 */
export async function readSuspect(
  ctx: Context,
  first: { sourceId: number | null; at: Date },
): Promise<SuspectView | null> {
  if (first.sourceId === null) return null;
  const [row] = await ctx.db
    .select({
      deploymentId: deployments.id,
      serviceId: deployments.serviceId,
      environment: environments.name,
      switchedAt: deployments.switchedAt,
      releaseId: deployments.releaseId,
      previousReleaseId: deployments.previousReleaseId,
      previousDeploymentId: deployments.previousDeploymentId,
      migrations: releases.migrations,
      dependenciesReused: releases.dependenciesReused,
    })
    .from(telemetrySources)
    .innerJoin(
      deployments,
      and(
        eq(deployments.serviceId, telemetrySources.serviceId),
        eq(deployments.environmentId, telemetrySources.environmentId),
      ),
    )
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .where(
      and(
        eq(telemetrySources.id, first.sourceId),
        isNotNull(deployments.switchedAt),
        lte(deployments.switchedAt, first.at),
        sql`(${telemetrySources.releaseId} is null or ${deployments.releaseId} = ${telemetrySources.releaseId})`,
      ),
    )
    .orderBy(desc(deployments.switchedAt))
    .limit(1);
  if (!row?.switchedAt) return null;
  const [changes, variables, ref] = await Promise.all([
    changesOfDeployment(ctx, row.deploymentId),
    changedVariables(ctx, row.serviceId, row.previousDeploymentId, row.deploymentId),
    readReleaseRefs(ctx, [row.releaseId, row.previousReleaseId]),
  ]);
  const release = ref(row.releaseId);
  return release === null
    ? null
    : {
        deploymentId: row.deploymentId,
        environment: row.environment,
        switchedAt: row.switchedAt.toISOString(),
        release,
        previous: ref(row.previousReleaseId),
        commits: changes.commits,
        changedFileCount: changes.changedFileCount,
        migrations: row.migrations
          .filter(({ isNew }) => isNew)
          .map(({ name, class: grade }) => ({ name, class: grade })),
        variables,
        dependenciesChanged: row.dependenciesReused === false,
      };
}

async function changedVariables(ctx: Context, serviceId: string, from: string | null, to: string) {
  if (from === null) return [];
  try {
    const { changes } = await compareConfigurations(ctx, { serviceId, from, to });
    return changes.map(({ key, change }) => ({ key, change }));
  } catch (error) {
    // Of old deployments it is not known what they ran with. That is no reason to show nothing else.
    if (error instanceof DomainError) return [];
    throw error;
  }
}
