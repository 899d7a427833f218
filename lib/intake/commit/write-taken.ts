import type { Tx } from "@/db/client";
import { recordCheckIns } from "@/lib/crons/intake";
import { type ErrorBatch, errorsInSpan, recordErrors } from "@/lib/errors/intake";
import type { SpanBatch } from "@/lib/telemetry/contract";
import {
  type Drop,
  recordDrops,
  recordLogs,
  recordMetricBatches,
  recordSpans,
  resolveSources,
} from "@/lib/telemetry/intake";

import type { Taken } from "../endpoints/endpoint";
import type { Changed } from "./announce-taken";

type Written = { refused: number } & Changed;

/**
 * Keeps what many requests brought, each domain once for all of them, in one transaction. Answers for each request how
 * many of its items were refused.
 * @param share of the traces that are kept.
 * @param unread what was dropped without being read, counted with what these brought.
 */
export async function writeTaken(
  tx: Tx,
  all: readonly Taken[],
  share: number,
  unread: readonly Drop[],
): Promise<Written[]> {
  const written = all.map((): Written => ({
    refused: 0,
    serviceIds: [],
    lineServiceIds: [],
    topics: [],
  }));
  const drops: Drop[] = [...unread, ...all.flatMap(({ drops: own = [] }) => own)];
  /** Calls a door with the batches of all requests, and gives each request its part of the answer. */
  const through = async <Batch>(
    batchesOf: (taken: Taken) => readonly Batch[] | undefined,
    record: (batches: Batch[]) => Promise<{ refused: number[]; serviceIds: string[]; drops: Drop[] }>,
  ) => {
    const owned = all.flatMap((taken, owner) => (batchesOf(taken) ?? []).map((batch) => ({ batch, owner })));
    if (owned.length === 0) return [];
    const { refused, serviceIds, drops: dropped } = await record(owned.map(({ batch }) => batch));
    drops.push(...dropped);
    for (const [index, { owner }] of owned.entries()) {
      const own = written[owner];
      if (own) own.refused += refused[index] ?? 0;
    }
    written[0]?.serviceIds.push(...serviceIds);
    return serviceIds;
  };
  const lineServiceIds = await through(
    ({ logs }) => logs,
    (batches) => recordLogs(tx, batches),
  );
  written[0]?.lineServiceIds.push(...lineServiceIds);
  await through(
    ({ metrics }) => metrics,
    (batches) => recordMetricBatches(tx, batches),
  );
  const checkIns = all.flatMap(({ checkIns: own = [] }) => own);
  const { topics, refused } = await recordCheckIns(tx, checkIns, resolveSources);
  written[0]?.topics.push(...topics);
  for (const [index, { place }] of checkIns.entries())
    drops.push({ place, signal: "metrics", reason: "limit", items: refused[index] ?? 0 });
  const errors = all.flatMap(({ errors: own = [], spans = [] }) => [...own, ...spans.flatMap(exceptionsOf)]);
  if (errors.length > 0) {
    const told = await recordErrors(tx, errors, resolveSources);
    written[0]?.topics.push(...told.topics);
    drops.push(...told.drops);
  }
  // Last of the signals, because the rows that two processes may wait for each other about come at its end.
  await through(
    ({ spans }) => spans,
    (batches) => recordSpans(tx, batches, share),
  );
  // Once and behind everything else: whoever holds a count waits for nothing but the counts that come after it.
  await recordDrops(tx, drops);
  return written;
}

/** What spans of one sender tell of exceptions; nearly all tell of none. */
function exceptionsOf({ place, resource, spans }: SpanBatch): ErrorBatch[] {
  const events = spans.flatMap((span) =>
    span.events.length === 0 ? [] : errorsInSpan(span, resource.release ?? null),
  );
  return events.length === 0
    ? []
    : [{ place, region: resource.region, receivedAtMs: Date.now(), events, sessions: [], feedback: [] }];
}
