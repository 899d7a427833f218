import type { Tx } from "@/db/client";
import { recordDrops, recordLogs, recordMetricBatches, recordSpans } from "@/lib/telemetry/intake";

import type { Taken } from "../endpoints/endpoint";

type Written = { refused: number; serviceIds: string[] };

/**
 * Keeps what many requests brought, each domain once for all of them, in one transaction. Answers for each request how
 * many of its items were refused.
 * @param share of the traces that are kept.
 */
export async function writeTaken(tx: Tx, all: readonly Taken[], share: number): Promise<Written[]> {
  const written = all.map((): Written => ({ refused: 0, serviceIds: [] }));
  /** Calls a door with the batches of all requests, and gives each request its part of the answer. */
  const through = async <Batch>(
    batchesOf: (taken: Taken) => readonly Batch[] | undefined,
    record: (batches: Batch[]) => Promise<{ refused: number[]; serviceIds: string[] }>,
  ) => {
    const owned = all.flatMap((taken, owner) => (batchesOf(taken) ?? []).map((batch) => ({ batch, owner })));
    if (owned.length === 0) return;
    const { refused, serviceIds } = await record(owned.map(({ batch }) => batch));
    for (const [index, { owner }] of owned.entries()) {
      const own = written[owner];
      if (own) own.refused += refused[index] ?? 0;
    }
    written[0]?.serviceIds.push(...serviceIds);
  };
  await through(
    ({ logs }) => logs,
    (batches) => recordLogs(tx, batches),
  );
  await through(
    ({ metrics }) => metrics,
    (batches) => recordMetricBatches(tx, batches),
  );
  await recordDrops(
    tx,
    all.flatMap(({ drops = [] }) => drops),
  );
  // Last, because the rows that two processes may wait for each other about come at its end.
  await through(
    ({ spans }) => spans,
    (batches) => recordSpans(tx, batches, share),
  );
  return written;
}
