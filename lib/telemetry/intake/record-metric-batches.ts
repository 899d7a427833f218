import "server-only";
import type { Tx } from "@/db/client";

import type { MetricBatch } from "../contract";
import type { Drop } from "./record-drops";
import { recordMetrics } from "./record-metrics";
import { resolveSources } from "./resolve-sources";

/**
 * Counts what processes measured, in the caller's transaction; points that cannot be counted are among the `drops`, which
 * whoever calls counts. `refused` says how many those were, in the order of the batches.
 */
export async function recordMetricBatches(
  tx: Tx,
  batches: readonly MetricBatch[],
): Promise<{ refused: number[]; serviceIds: string[]; drops: Drop[] }> {
  const sourceOf = await resolveSources(tx, batches);
  const known = batches.flatMap((batch) => {
    const sourceId = sourceOf(batch);
    return sourceId === undefined ? [] : [{ batch, sourceId }];
  });
  const unkept = await recordMetrics(
    tx,
    known.map(({ batch: { resource, metrics }, sourceId }) => ({
      sourceId,
      process: resource.attributes,
      metrics,
    })),
  );
  const unkeptOf = new Map(known.map(({ batch }, index) => [batch, unkept[index]]));
  const refused: number[] = [];
  const drops: Drop[] = [];
  for (const batch of batches) {
    const all = batch.metrics.reduce((sum, { points }) => sum + points.length, 0);
    const { invalid, limit } = unkeptOf.get(batch) ?? { invalid: all, limit: 0 };
    drops.push(
      { place: batch.place, signal: "metrics", reason: "invalid", items: invalid },
      { place: batch.place, signal: "metrics", reason: "limit", items: limit },
    );
    refused.push(invalid + limit);
  }
  return { refused, serviceIds: [...new Set(batches.map(({ place }) => place.serviceId))], drops };
}
