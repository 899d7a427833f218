import "server-only";
import { and, desc, eq } from "drizzle-orm";
import { z } from "zod";

import { environments, metricScrapes, placements, regions, releases } from "@/db/schema";
import { getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { metricsPageOf, type ScrapesView } from "../contract";

/** Where a service tells metrics of its own, and how reading them goes. Throws `not_found`. */
export async function listScrapes(ctx: Context, service: string): Promise<ScrapesView> {
  demand(ctx.actor, "read");
  const { id, settings } = await getServiceView(ctx, service);
  const [ofRelease, rows] = await Promise.all([readNewest(ctx, id), readRows(ctx, id)]);
  const page = metricsPageOf(settings, ofRelease);
  return {
    path: page?.path ?? null,
    intervalSeconds: (page?.intervalMs ?? 30_000) / 1_000,
    source: page ? (settings.metricsPath === undefined ? "release" : "settings") : null,
    items: rows.map(({ askedAt, readAt, ...row }) => ({
      ...row,
      askedAt: askedAt?.toISOString() ?? null,
      readAt: readAt?.toISOString() ?? null,
    })),
  };
}

const Plan = z.object({ metrics: z.object({ path: z.string(), intervalMs: z.number() }).optional() });

/** What the newest release that could run says. */
async function readNewest(ctx: Context, serviceId: string) {
  const [row] = await ctx.db
    .select({ plan: releases.plan })
    .from(releases)
    .where(and(eq(releases.serviceId, serviceId), eq(releases.status, "ready")))
    .orderBy(desc(releases.id))
    .limit(1);
  return Plan.safeParse(row?.plan).data?.metrics;
}

const readRows = (ctx: Context, serviceId: string) =>
  ctx.db
    .select({
      instanceId: metricScrapes.instanceId,
      environment: environments.name,
      region: regions.name,
      releaseNumber: releases.number,
      path: metricScrapes.path,
      askedAt: metricScrapes.askedAt,
      durationMs: metricScrapes.durationMs,
      samples: metricScrapes.samples,
      problem: metricScrapes.problem,
      readAt: metricScrapes.readAt,
    })
    .from(metricScrapes)
    .innerJoin(placements, eq(placements.id, metricScrapes.placementId))
    .innerJoin(environments, eq(environments.id, placements.environmentId))
    .innerJoin(regions, eq(regions.id, placements.regionId))
    .innerJoin(releases, eq(releases.id, metricScrapes.releaseId))
    .where(eq(placements.serviceId, serviceId))
    .orderBy(environments.position, regions.position, desc(releases.number), metricScrapes.instanceId);
