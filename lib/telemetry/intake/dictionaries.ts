import "server-only";
import { and, asc, eq, gt, inArray, isNull, lt, or, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { operations, placements, releases, services, telemetrySources } from "@/db/schema";

import { OTHER_ROUTE } from "../contract";

/** Operations of one service that count by their name, of those that were asked for lately. */
const MOST_OPERATIONS = 500;
const LATELY = sql`current_date - 7`;

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

/** The number of each source. New ones get theirs. */
export async function sourceIds(
  tx: Tx,
  wanted: readonly Source[],
): Promise<(source: Source) => number | undefined> {
  const serviceIds = [...new Set(wanted.map(({ serviceId }) => serviceId))];
  const releaseIds = [...new Set(wanted.flatMap(({ releaseId }) => releaseId ?? []))];
  const read = async () => {
    if (serviceIds.length === 0) return new Map<string, number>();
    // Not every release that a service ever had.
    const rows = await tx
      .select()
      .from(telemetrySources)
      .where(
        and(
          inArray(telemetrySources.serviceId, serviceIds),
          or(isNull(telemetrySources.releaseId), inArray(telemetrySources.releaseId, releaseIds)),
        ),
      );
    return new Map(rows.map((row) => [sourceKey(row), row.id]));
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
  return (source) => known.get(sourceKey(source));
}

type Operation = { serviceId: string; method: string; route: string };
const operationKey = ({ serviceId, method, route }: Operation) => [serviceId, method, route].join(" ");

/**
 * The number of each operation. New ones get theirs until the service has as many as it may have: then they count as
 * others of their method, however many gateways made them up.
 */
export async function operationIds(
  tx: Tx,
  wanted: readonly Operation[],
): Promise<(operation: Operation) => number | undefined> {
  const serviceIds = [...new Set(wanted.map(({ serviceId }) => serviceId))];
  if (serviceIds.length === 0) return () => undefined;
  const routes = [...new Set([OTHER_ROUTE, ...wanted.map(({ route }) => route)])];
  const read = () =>
    tx
      .select({
        id: operations.id,
        serviceId: operations.serviceId,
        method: operations.method,
        route: operations.route,
        isOfToday: sql<boolean>`${operations.seenOn} >= current_date`,
        isRecent: sql<boolean>`${operations.seenOn} > ${LATELY}`,
      })
      .from(operations)
      .where(
        and(
          inArray(operations.serviceId, serviceIds),
          eq(operations.kind, "gateway"),
          or(gt(operations.seenOn, LATELY), inArray(operations.route, routes)),
        ),
      );
  let rows = await read();
  const byKey = () => new Map(rows.map((row) => [operationKey(row), row]));
  let known = byKey();
  const room = new Map(
    serviceIds.map((id) => [
      id,
      MOST_OPERATIONS - rows.filter(({ serviceId, isRecent }) => isRecent && serviceId === id).length,
    ]),
  );
  const missing = new Map<string, Operation>();
  for (const operation of wanted) {
    if (known.has(operationKey(operation)) || missing.has(operationKey(operation))) continue;
    const left = room.get(operation.serviceId) ?? 0;
    room.set(operation.serviceId, left - 1);
    const kept = left > 0 ? operation : { ...operation, route: OTHER_ROUTE };
    if (!known.has(operationKey(kept))) missing.set(operationKey(kept), kept);
  }
  if (missing.size > 0) {
    const inOrder = [...missing].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, operation]) => operation);
    await tx
      .insert(operations)
      .values(inOrder.map((operation) => ({ ...operation, seenOn: sql`current_date` })))
      .onConflictDoNothing();
    rows = await read();
    known = byKey();
  }
  const rowOf = (operation: Operation) =>
    known.get(operationKey(operation)) ?? known.get(operationKey({ ...operation, route: OTHER_ROUTE }));
  const stale = wanted.flatMap((operation) => {
    const row = rowOf(operation);
    return row && !row.isOfToday ? [row.id] : [];
  });
  if (stale.length > 0) {
    // Locked in one order: at midnight every worker updates the same ones.
    const inOrder = tx
      .select({ id: operations.id })
      .from(operations)
      .where(and(inArray(operations.id, stale), lt(operations.seenOn, sql`current_date`)))
      .orderBy(asc(operations.id))
      .for("no key update");
    await tx
      .update(operations)
      .set({ seenOn: sql`current_date` })
      .where(inArray(operations.id, inOrder));
  }
  return (operation) => rowOf(operation)?.id;
}
