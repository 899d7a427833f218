import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { alias, type AnyPgColumn } from "drizzle-orm/pg-core";

import { configurationVersions, deployments, placements } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import type { PlacementView } from "../contract";

type Place = { serviceId: AnyPgColumn; environmentId: AnyPgColumn };
const newest = alias(configurationVersions, "newest_versions");

const newestOf = (place: Place, column: AnyPgColumn) => sql`(
  select ${column} from ${configurationVersions} ${sql.identifier("newest_versions")}
  where ${newest.serviceId} = ${place.serviceId} and ${newest.environmentId} = ${place.environmentId}
  order by ${newest.number} desc limit 1
)`;

/** The digest of what is set in a place now: one step into the index of versions. */
export const newestDigestOf = (place: Place) => sql<string | null>`${newestOf(place, newest.digest)}`;

/**
 * Where something else is configured by now than what serves was started with, by `service environment`. Versions that
 * configure a process alike do not count: whoever sets a value back has changed nothing.
 */
export async function readConfigurationChanges(
  ctx: Context,
  serviceIds: readonly string[],
): Promise<Map<string, NonNullable<PlacementView["configurationChange"]>>> {
  const rows = await ctx.db
    .select({
      serviceId: placements.serviceId,
      environmentId: placements.environmentId,
      deployed: configurationVersions.number,
      current: sql<number>`${newestOf(placements, newest.number)}`,
    })
    .from(placements)
    .innerJoin(deployments, eq(deployments.id, placements.deploymentId))
    .innerJoin(configurationVersions, eq(configurationVersions.id, deployments.configurationVersionId))
    .where(
      and(
        inArray(placements.serviceId, [...serviceIds]),
        sql`${configurationVersions.digest} <> ${newestDigestOf(placements)}`,
      ),
    );
  return new Map(
    rows.map(({ serviceId, environmentId, ...change }) => [`${serviceId} ${environmentId}`, change]),
  );
}
