import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { trafficBatches, uncountedRequests } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

import { topics, type TrafficBatch } from "../contract";
import { demandMachinery } from "../policy";
import { addCounts, type Counted } from "./add-counts";
import { dueTopics } from "./announce";
import { knownReleases, operationIds, type Place, readPlaces, sourceIds } from "./dictionaries";

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
    const serviceIds = await advance(ctx, async (tx) => ({ result: await record(tx, batch, now) }));
    for (const id of serviceIds) changed.add(topics.telemetry(id));
  }
  const due = dueTopics(changed);
  if (due.length > 0) await advance(ctx, async () => ({ result: undefined, topics: due }));
}

/** Returns the services that it says something of; none when it was taken over before. */
async function record(tx: Tx, batch: TrafficBatch, now: Date): Promise<string[]> {
  const taken = await tx
    .insert(trafficBatches)
    .values({ id: batch.id })
    .onConflictDoNothing()
    .returning({ id: trafficBatches.id });
  if (taken.length === 0) return [];
  const places = await readPlaces(tx, [
    ...new Set([...batch.counts, ...batch.lost].map(({ placementId }) => placementId)),
  ]);
  // Nobody asks in the future: a gateway whose clock is ahead would hide its counts there, in partitions that stay for years.
  const minuteMs = Math.min(batch.minuteMs, now.getTime());
  await addCounts(tx, minuteMs, await named(tx, batch, places));
  await addLost(tx, batch, places);
  return [...new Set([...places.values()].map(({ serviceId }) => serviceId))];
}

/** The counts with the numbers of the dictionaries. What belongs to no place any more is left out. */
async function named(
  tx: Tx,
  { counts }: TrafficBatch,
  places: ReadonlyMap<string, Place>,
): Promise<Counted[]> {
  const releases = await knownReleases(tx, [...new Set(counts.flatMap(({ releaseId }) => releaseId ?? []))]);
  const rows = counts.flatMap((count) => {
    const place = places.get(count.placementId);
    const releaseId = count.releaseId !== null && releases.has(count.releaseId) ? count.releaseId : null;
    return place ? [{ ...count, ...place, releaseId }] : [];
  });
  const sourceId = await sourceIds(tx, rows);
  const operationId = await operationIds(tx, rows);
  return rows.flatMap((row) => {
    const [source, operation] = [sourceId(row), operationId(row)];
    if (source === undefined || operation === undefined) return [];
    const { statusClass, requests, errors, durationUs, offset, buckets } = row;
    return [
      {
        sourceId: source,
        operationId: operation,
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
