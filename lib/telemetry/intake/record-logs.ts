import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

import { LOG_ORIGINS, type LogBatch } from "../contract";
import type { Drop } from "./record-drops";
import { resolveSources } from "./resolve-sources";
import { resourceIds } from "./resource-ids";
import { Cutter } from "./storable";

/** What a target spooled while nobody came for it is two days old. Each day with a line is a table. */
const OLDEST_MS = 3 * 86_400_000;
const NEWEST_MS = 10 * 60_000;
const MOST_BODY_CHARS = 32_768;

export type LogsTaken = {
  /** How many lines of each batch were refused, in the order of the batches. */
  refused: number[];
  serviceIds: string[];
  drops: Drop[];
};

/**
 * Keeps lines in the caller's transaction, in the order in which they are given. Those that are too old or of the future
 * are refused, and what is over-long in the others is cut. Whoever calls counts the `drops`.
 */
export async function recordLogs(
  tx: Tx,
  batches: readonly LogBatch[],
  nowMs = Date.now(),
): Promise<LogsTaken> {
  const sourceOf = await resolveSources(tx, batches);
  const refused = batches.map(() => 0);
  const drops: Drop[] = [];
  const known = batches.flatMap((batch, index) => {
    const sourceId = sourceOf(batch);
    if (sourceId === undefined) refused[index] = batch.logs.length;
    return sourceId === undefined ? [] : [{ batch, index, sourceId }];
  });
  const resources = await resourceIds(
    tx,
    known.map(({ batch, sourceId }) => ({ sourceId, attributes: batch.resource.attributes })),
  );
  const rows = known.flatMap(({ batch, index, sourceId }, place) => {
    let cut = 0;
    const kept = batch.logs.flatMap((line) => {
      if (!(line.atMs >= nowMs - OLDEST_MS && line.atMs <= nowMs + NEWEST_MS)) {
        refused[index] = (refused[index] ?? 0) + 1;
        return [];
      }
      const cutter = new Cutter();
      const row = {
        a: line.atMs,
        s: sourceId,
        r: resources[place],
        v: Math.min(Math.max(Math.trunc(line.severity), 0), 24) || 0,
        o: LOG_ORIGINS.indexOf(line.origin),
        t: line.traceId === null ? null : `\\x${line.traceId}`,
        i: line.spanId === null ? null : `\\x${line.spanId}`,
        b: cutter.text(line.body, MOST_BODY_CHARS),
        x: cutter.attributes(line.attributes),
      };
      if (cutter.wasCut) cut += 1;
      return [row];
    });
    drops.push({ place: batch.place, signal: "logs", reason: "limit", items: cut });
    return kept;
  });
  for (const [index, { place }] of batches.entries())
    drops.push({ place, signal: "logs", reason: "invalid", items: refused[index] ?? 0 });
  if (rows.length > 0) {
    const days = [...new Set(rows.map(({ a }) => Math.floor(a / 86_400_000)))];
    await tx.execute(sql`
      select make_evidence_partitions('logs', day::timestamptz, day::timestamptz)
      from json_array_elements_text(${JSON.stringify(days.map((day) => new Date(day * 86_400_000)))}::json) as day`);
    await tx.execute(sql`
      insert into logs (at, source_id, resource_id, severity, origin, trace_id, span_id, body, attributes)
      select to_timestamp(a / 1000), s, r, v, o, t, i, b, x
      from json_to_recordset(${JSON.stringify(rows)}::json) as one(a float8, s int, r int, v smallint, o smallint, t bytea,
        i bytea, b text, x jsonb)`);
  }
  return { refused, serviceIds: [...new Set(known.map(({ batch }) => batch.place.serviceId))], drops };
}
