import "server-only";
import type { Tx } from "@/db/client";

import type { MetricBatch } from "../contract";
import { type Drop, recordDrops } from "./record-drops";
import { recordMetrics } from "./record-metrics";
import { resolveSources } from "./resolve-sources";

/**
 * Counts what processes measured, in the caller's transaction; points that cannot be counted are counted as dropped.
 * `refused` says how many those were, in the order of the batches.
 */
export async function recordMetricBatches(
  tx: Tx,
  batches: readonly MetricBatch[],
): Promise<{ refused: number[]; serviceIds: string[] }> {
  const sourceOf = await resolveSources(tx, batches);
  const refused: number[] = [];
  const drops: Drop[] = [];
  const serviceIds = new Set<string>();
  for (const batch of batches) {
    const sourceId = sourceOf(batch);
    const all = batch.metrics.reduce((sum, { points }) => sum + points.length, 0);
    const { invalid, limit } =
      sourceId === undefined
        ? { invalid: all, limit: 0 }
        : // oxlint-disable-next-line no-await-in-loop -- so that each sender hears what was refused of its own
          await recordMetrics(tx, [{ sourceId, metrics: batch.metrics }]);
    drops.push(
      { place: batch.place, signal: "metrics", reason: "invalid", items: invalid },
      { place: batch.place, signal: "metrics", reason: "limit", items: limit },
    );
    refused.push(invalid + limit);
    serviceIds.add(batch.place.serviceId);
  }
  await recordDrops(tx, drops);
  return { refused, serviceIds: [...serviceIds] };
}
