import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { uncountedRequests } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";

import { ALL_OPERATIONS, type TrafficBatch } from "../contract";
import { countLate } from "../metrics/prometheus/count-late";
import { demandMachinery } from "../policy";
import { addCounts, type Counted } from "./add-counts";
import { announceTelemetry } from "./announce";
import { knownReleases, type Place, readPlaces, sourceIds } from "./dictionaries";
import { type Operation, operationIds } from "./operation-ids";
import { takeOver } from "./take-over";

/**
 * Takes over what a gateway counted. Each batch is one transaction and counts once, however often it is handed over:
 * whoever asks may forget it when this resolves.
 */
export async function recordTraffic(
  ctx: Context<JobActor>,
  batches: readonly TrafficBatch[],
  now = new Date(),
): Promise<void> {
  demandMachinery(ctx.actor);
  const changed = new Set<string>();
  for (const batch of batches) {
    // oxlint-disable-next-line no-await-in-loop -- in the order in which they were counted
    const serviceIds = await takeOver(ctx, batch, (tx) => record(tx, batch, now), giveUp);
    for (const id of serviceIds ?? []) changed.add(id);
  }
  await announceTelemetry(ctx, changed);
}

const MINUTE_MS = 60_000;

/** Returns the services that it says something of. */
async function record(tx: Tx, batch: TrafficBatch, now: Date): Promise<string[]> {
  const places = await placesOf(tx, batch);
  // Nobody asks in the future: a gateway whose clock is ahead would hide its counts there, in partitions that stay for years.
  const minuteMs = Math.min(batch.minuteMs, Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
  const counted = await named(tx, { ...batch, minuteMs }, places);
  await addCounts(tx, counted);
  await countLate(
    tx,
    counted.map(() => ({ atMs: minuteMs, isLevel: false })),
  );
  await addLost(tx, batch, places);
  return [...new Set([...places.values()].map(({ serviceId }) => serviceId))];
}

/** Counts its requests as uncounted. */
async function giveUp(tx: Tx, batch: TrafficBatch): Promise<string[]> {
  const places = await placesOf(tx, batch);
  await addLost(tx, { ...batch, lost: [...batch.lost, ...batch.counts] }, places);
  return [...new Set([...places.values()].map(({ serviceId }) => serviceId))];
}

const placesOf = (tx: Tx, { counts, lost }: TrafficBatch): Promise<Map<string, Place>> =>
  readPlaces(tx, [...new Set([...counts, ...lost].map(({ placementId }) => placementId))]);

/** The counts with the numbers of the dictionaries. What belongs to no place any more is left out. */
async function named(
  tx: Tx,
  { minuteMs, counts }: TrafficBatch,
  places: ReadonlyMap<string, Place>,
): Promise<Counted[]> {
  const releases = await knownReleases(tx, [...new Set(counts.flatMap(({ releaseId }) => releaseId ?? []))]);
  const rows = counts.flatMap((count) => {
    const place = places.get(count.placementId);
    const releaseId = count.releaseId !== null && releases.has(count.releaseId) ? count.releaseId : null;
    return place ? [{ ...count, ...place, releaseId }] : [];
  });
  const { idOf } = await sourceIds(tx, rows);
  const operationId = await operationIds(tx, rows.map(operationOf));
  return rows.flatMap((row) => {
    const [source, operation] = [idOf(row), operationId(operationOf(row))];
    if (source === undefined || operation === undefined) return [];
    const { statusClass, requests, errors, durationUs, offset, buckets } = row;
    return [
      {
        sourceId: source,
        operationId: operation,
        totalId: ALL_OPERATIONS,
        minuteMs,
        statusClass,
        requests,
        errors,
        durationUs,
        offset,
        buckets,
      },
    ];
  });
}

const operationOf = ({
  serviceId,
  method,
  route,
}: Pick<Operation, "serviceId" | "method" | "route">): Operation => ({
  serviceId,
  kind: "gateway",
  method,
  route,
  peer: "",
});

async function addLost(tx: Tx, { lost }: TrafficBatch, places: ReadonlyMap<string, Place>): Promise<void> {
  const at = sql`date_trunc('hour', now(), 'UTC')`;
  const sums = new Map<string, { serviceId: string; environmentId: string; requests: number }>();
  for (const { placementId, requests } of lost) {
    const place = places.get(placementId);
    if (!place) continue;
    const { serviceId, environmentId } = place;
    const key = `${serviceId} ${environmentId}`;
    sums.set(key, { serviceId, environmentId, requests: requests + (sums.get(key)?.requests ?? 0) });
  }
  if (sums.size === 0) return;
  // One row for each, in one order, so that two workers do not wait for each other in a circle.
  const rows = [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => ({ ...row, at }));
  await tx
    .insert(uncountedRequests)
    .values(rows)
    .onConflictDoUpdate({
      target: [uncountedRequests.serviceId, uncountedRequests.environmentId, uncountedRequests.at],
      set: { requests: sql`${uncountedRequests.requests} + excluded.requests` },
    });
}
