import "server-only";
import { and, eq, inArray } from "drizzle-orm";

import { environments, regions, releases, services, telemetrySources } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import type { Matcher } from "../contract";

export type SourceLabels = { id: number; labels: Record<string, string> };

/** Who was ever measured, with the labels that each of its metrics has; matchers of equality are left to the database. */
export async function readSourceLabels(
  ctx: Context,
  matchers: readonly Matcher[],
  serviceId?: string,
): Promise<SourceLabels[]> {
  const [ofService, ofEnvironment] = [equalTo(matchers, "service"), equalTo(matchers, "environment")];
  const rows = await ctx.db
    .select({
      id: telemetrySources.id,
      service: services.name,
      environment: environments.name,
      region: regions.name,
      release: releases.number,
    })
    .from(telemetrySources)
    .innerJoin(services, eq(services.id, telemetrySources.serviceId))
    .innerJoin(environments, eq(environments.id, telemetrySources.environmentId))
    .innerJoin(regions, eq(regions.id, telemetrySources.regionId))
    .leftJoin(releases, eq(releases.id, telemetrySources.releaseId))
    .where(
      and(
        serviceId === undefined ? undefined : eq(services.id, serviceId),
        ofService.length > 0 ? inArray(services.name, ofService) : undefined,
        ofEnvironment.length > 0 ? inArray(environments.name, ofEnvironment) : undefined,
      ),
    );
  return rows.map(({ id, service, environment, region, release }) => ({
    id,
    labels: { service, environment, region, release: release === null ? "" : String(release) },
  }));
}

/** What a key has to be equal to; nothing for a key that may be anything. */
export const equalTo = (matchers: readonly Matcher[], key: string): string[] =>
  matchers.flatMap((one) => (one.key === key && one.operator === "=" && one.value !== "" ? [one.value] : []));
