import "server-only";
import { and, desc, eq, inArray, isNull } from "drizzle-orm";

import { environments, regions, releases, services, telemetrySources } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { keysOf, ListSourceValues, type SourceValuesView } from "../contract";

const MOST_RELEASES = 200;

/**
 * What one can filter by on top of any metric, of what was ever measured: all services and environments, and the regions
 * and releases of those that are chosen. Archived services are not among them.
 */
export async function listSourceValues(ctx: Context, input: ListSourceValues): Promise<SourceValuesView> {
  demand(ctx.actor, "read");
  const query = ListSourceValues.parse(input);
  const [ofServices, inEnvironments] = [keysOf(query.service), keysOf(query.environment)];
  const [places, numbers] = await Promise.all([
    readPlaces(ctx),
    readReleaseNumbers(ctx, ofServices, inEnvironments),
  ]);
  const chosen = places.filter(
    ({ service, environment }) =>
      (ofServices.length === 0 || ofServices.includes(service)) &&
      (inEnvironments.length === 0 || inEnvironments.includes(environment)),
  );
  return {
    service: unique(places.map(({ service }) => service)).toSorted(),
    environment: unique(
      places.toSorted((a, b) => a.position - b.position).map(({ environment }) => environment),
    ),
    region: unique(chosen.map(({ region }) => region)).toSorted(),
    release: numbers.map(String),
  };
}

const unique = (values: readonly string[]) => [...new Set(values)];

const readPlaces = (ctx: Context) =>
  ctx.db
    .selectDistinct({
      service: services.name,
      environment: environments.name,
      position: environments.position,
      region: regions.name,
    })
    .from(telemetrySources)
    .innerJoin(services, and(eq(services.id, telemetrySources.serviceId), isNull(services.archivedAt)))
    .innerJoin(environments, eq(environments.id, telemetrySources.environmentId))
    .innerJoin(regions, eq(regions.id, telemetrySources.regionId));

async function readReleaseNumbers(
  ctx: Context,
  ofServices: readonly string[],
  inEnvironments: readonly string[],
): Promise<number[]> {
  const rows = await ctx.db
    .selectDistinct({ number: releases.number })
    .from(telemetrySources)
    .innerJoin(releases, eq(releases.id, telemetrySources.releaseId))
    .innerJoin(services, and(eq(services.id, telemetrySources.serviceId), isNull(services.archivedAt)))
    .innerJoin(environments, eq(environments.id, telemetrySources.environmentId))
    .where(
      and(
        ofServices.length > 0 ? inArray(services.name, [...ofServices]) : undefined,
        inEnvironments.length > 0 ? inArray(environments.name, [...inEnvironments]) : undefined,
      ),
    )
    .orderBy(desc(releases.number))
    .limit(MOST_RELEASES);
  return rows.map(({ number }) => number);
}
