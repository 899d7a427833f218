import "server-only";
import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { placements, releases, services, telemetrySources } from "@/db/schema";

export type Place = { serviceId: string; environmentId: string; regionId: string };

/** The places of services that are not archived, by the id of their placement. */
export async function readPlaces(tx: Tx, placementIds: readonly string[]): Promise<Map<string, Place>> {
  if (placementIds.length === 0) return new Map();
  const rows = await tx
    .select({
      id: placements.id,
      serviceId: placements.serviceId,
      environmentId: placements.environmentId,
      regionId: placements.regionId,
    })
    .from(placements)
    .innerJoin(services, and(eq(services.id, placements.serviceId), isNull(services.archivedAt)))
    .where(inArray(placements.id, [...placementIds]));
  return new Map(rows.map(({ id, ...place }) => [id, place]));
}

/** Those that this database knows. */
export async function knownReleases(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .select({ id: releases.id })
    .from(releases)
    .where(inArray(releases.id, [...ids]));
  return new Set(rows.map(({ id }) => id));
}

type Source = Place & { releaseId: string | null };
const sourceKey = ({ serviceId, environmentId, regionId, releaseId }: Source) =>
  [serviceId, environmentId, regionId, releaseId].join(" ");

/** Whether another transaction would see a row as well, so that it may be remembered. */
export const IS_COMMITTED = sql<boolean>`xmin <> pg_current_xact_id()::xid`;

type SourceIds = {
  idOf: (source: Source) => number | undefined;
  isCommitted: (source: Source) => boolean;
};

/** The number of each source. New ones get theirs. */
export async function sourceIds(tx: Tx, wanted: readonly Source[]): Promise<SourceIds> {
  const serviceIds = [...new Set(wanted.map(({ serviceId }) => serviceId))];
  const releaseIds = [...new Set(wanted.flatMap(({ releaseId }) => releaseId ?? []))];
  const read = async () => {
    if (serviceIds.length === 0) return new Map<string, { id: number; isCommitted: boolean }>();
    const rows = await tx
      .select({
        id: telemetrySources.id,
        serviceId: telemetrySources.serviceId,
        environmentId: telemetrySources.environmentId,
        regionId: telemetrySources.regionId,
        releaseId: telemetrySources.releaseId,
        isCommitted: IS_COMMITTED,
      })
      .from(telemetrySources)
      .where(
        and(
          inArray(telemetrySources.serviceId, serviceIds),
          // Not every release that a service ever had.
          or(isNull(telemetrySources.releaseId), inArray(telemetrySources.releaseId, releaseIds)),
        ),
      );
    return new Map(rows.map((row) => [sourceKey(row), row]));
  };
  let known = await read();
  const missing = new Map(
    wanted.filter((source) => !known.has(sourceKey(source))).map((source) => [sourceKey(source), source]),
  );
  if (missing.size > 0) {
    // In one order, so that two workers with the same news do not wait for each other.
    const inOrder = [...missing].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, source]) => source);
    await tx.insert(telemetrySources).values(inOrder).onConflictDoNothing();
    known = await read();
  }
  return {
    idOf: (source) => known.get(sourceKey(source))?.id,
    isCommitted: (source) => known.get(sourceKey(source))?.isCommitted ?? false,
  };
}
