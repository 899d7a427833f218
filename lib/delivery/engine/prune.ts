import "server-only";
import { and, eq, inArray, isNotNull, isNull, or, sql } from "drizzle-orm";

import { releases, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { env } from "@/lib/env";

import { pruneDependencies, pruneMirrors, pruneReleases } from "../build";

/** Besides what serves, is warm or in flight: as many of each service's newest releases stay on disk. */
const KEPT_PER_SERVICE = 20;
const UNUSED_DEPENDENCIES_MS = 7 * 24 * 3_600_000;

/**
 * Frees the disk of mirrors that no service names, and of releases that nobody will deploy or roll back to any more:
 * old ones, and all those of archived services. Their rows and logs stay, and folders that this database knows nothing
 * of are left alone.
 */
export async function pruneDisk(ctx: Context): Promise<void> {
  const { SLIPWAY_HOME: home } = env();
  await pruneReleases(home, (ids) => removable(ctx, ids));
  await pruneDependencies(home, UNUSED_DEPENDENCIES_MS);
  const known = await ctx.db
    .selectDistinct({ url: services.repositoryUrl })
    .from(services)
    .where(isNull(services.archivedAt));
  await pruneMirrors(
    home,
    known.map(({ url }) => url),
  );
}

async function removable(ctx: Context, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await ctx.db
    .select({ id: releases.id })
    .from(releases)
    .innerJoin(services, eq(services.id, releases.serviceId))
    .where(
      and(
        inArray(releases.id, ids),
        inArray(releases.status, ["ready", "failed"]),
        or(isNotNull(services.archivedAt), isOutOfReach),
        sql`not exists (select 1 from placements where ${releases.id} in (placements.release_id, placements.warm_release_id))`,
        sql`not exists (select 1 from deployments where finished_at is null and ${releases.id} in (deployments.release_id, deployments.previous_release_id))`,
      ),
    );
  return rows.map(({ id }) => id);
}

/** There are enough newer ones, and what was good lately may be what somebody has to go back to. */
const isOutOfReach = and(
  sql`(select count(*) from ${releases} newer where newer.service_id = ${releases.serviceId} and newer.status = 'ready' and newer.number > ${releases.number}) >= ${KEPT_PER_SERVICE}`,
  sql`not exists (select 1 from deployments where deployments.release_id = ${releases.id} and deployments.status = 'succeeded' and deployments.created_at > now() - interval '30 days')`,
);
