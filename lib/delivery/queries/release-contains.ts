import "server-only";
import { and, eq, inArray, isNotNull, min } from "drizzle-orm";

import { deployments, releases, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";
import { env } from "@/lib/env";

import { containsCommit } from "../build";

/**
 * Whether a release has in it what another one brought: the commit of that one is in its history. Where git cannot say,
 * the order in which both first took traffic does; dates of commits and versions never do. Undefined when nothing is
 * known of one of them.
 */
export async function releaseContains(
  ctx: Context,
  { releaseId, broughtBy }: { releaseId: string; broughtBy: string },
): Promise<boolean | undefined> {
  demand(ctx.actor, "read");
  if (releaseId === broughtBy) return true;
  const rows = await ctx.db
    .select({ id: releases.id, sha: releases.commitSha, url: services.repositoryUrl })
    .from(releases)
    .innerJoin(services, eq(services.id, releases.serviceId))
    .where(inArray(releases.id, [releaseId, broughtBy]));
  const [running, fix] = [releaseId, broughtBy].map((id) => rows.find((row) => row.id === id));
  if (!running || !fix) return undefined;
  if (running.sha && fix.sha) {
    const contains = await containsCommit(env().SLIPWAY_HOME, running.url, {
      sha: fix.sha,
      inSha: running.sha,
    });
    if (contains !== undefined) return contains;
  }
  return firstServedAfter(ctx, releaseId, broughtBy);
}

async function firstServedAfter(ctx: Context, releaseId: string, broughtBy: string): Promise<boolean> {
  const rows = await ctx.db
    .select({ id: deployments.releaseId, firstAt: min(deployments.switchedAt) })
    .from(deployments)
    .where(and(inArray(deployments.releaseId, [releaseId, broughtBy]), isNotNull(deployments.switchedAt)))
    .groupBy(deployments.releaseId);
  const [running, fix] = [releaseId, broughtBy].map((id) => rows.find((row) => row.id === id)?.firstAt);
  return running != null && fix != null && running > fix;
}
