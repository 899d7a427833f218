import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

import { type AttributeValue, kindNumber, SPAN_STATUSES, type SpanBatch, type SpanRecord } from "../contract";
import { addCounts } from "./add-counts";
import { writableHours } from "./hours-lock";
import { type Operation, operationIds } from "./operation-ids";
import { readOurHosts } from "./our-hosts";
import type { Drop } from "./record-drops";
import { resolveSources } from "./resolve-sources";
import { resourceIds } from "./resource-ids";
import { isKept } from "./sampling";
import { SpanCounts } from "./span-counts";
import { operationOf, tellingName } from "./span-operation";
import { Cutter } from "./storable";
import { recordTraceHours } from "./trace-hours";

const HOUR_MS = 3_600_000;
/** A span that began outside of this is refused: clocks go wrong, and each hour with a span is a table. */
const OLDEST_MS = 24 * HOUR_MS;
const NEWEST_MS = 10 * 60_000;
const MOST_NAME_CHARS = 500;
const MOST_MESSAGE_CHARS = 4_096;
const MOST_EVENTS = 64;
const MOST_LINKS = 64;
/** The longest duration that a number can say to the nanosecond: 104 days. */
const LONGEST_NS = BigInt(Number.MAX_SAFE_INTEGER);

export type SpansTaken = {
  /** How many spans of each batch were refused, in the order of the batches. */
  refused: number[];
  serviceIds: string[];
  drops: Drop[];
};

type Row = {
  a: number;
  d: number;
  s: number;
  o: number | undefined;
  r: number | undefined;
  k: number;
  u: number;
  t: string;
  i: string;
  p: string | null;
  n: string;
  m: string | undefined;
  x: AttributeValue;
  e: unknown;
  l: unknown;
};

/**
 * Keeps spans, and counts all of them in the rollups, in the caller's transaction. Spans that began too long ago or in
 * the future are refused, and what is over-long in the others is cut. Whoever calls counts the `drops`.
 * @param share of the traces that are kept, from 0 to 1; all are counted in any case.
 */
export async function recordSpans(
  tx: Tx,
  batches: readonly SpanBatch[],
  share = 1,
  nowMs = Date.now(),
): Promise<SpansTaken> {
  const sourceOf = await resolveSources(tx, batches);
  const serviceAt = await readOurHosts(tx);
  const refused = batches.map(() => 0);
  const drops: Drop[] = [];
  const known = batches.flatMap((batch, index) => {
    const sourceId = sourceOf(batch);
    if (sourceId === undefined) refused[index] = batch.spans.length;
    return sourceId === undefined ? [] : [{ batch, index, sourceId }];
  });
  const resources = await resourceIds(
    tx,
    known.map(({ batch, sourceId }) => ({ sourceId, attributes: batch.resource.attributes })),
  );

  const isInTime = (startMs: number) => startMs >= nowMs - OLDEST_MS && startMs <= nowMs + NEWEST_MS;
  const starts = known.flatMap(({ batch }) => batch.spans.map(startMsOf)).filter(isInTime);
  const writable = await writableHours(tx, [...new Set(starts.map(hourOf))], nowMs);

  const counts = new SpanCounts();
  const rows: { row: Row; operation: Operation | undefined }[] = [];
  for (const [place, { batch, index, sourceId }] of known.entries()) {
    let [cut, sampled, late] = [0, 0, 0];
    for (const span of batch.spans) {
      const startMs = startMsOf(span);
      if (!isInTime(startMs)) {
        refused[index] = (refused[index] ?? 0) + 1;
        continue;
      }
      const cutter = new Cutter();
      const row = rowOf(span, sourceId, resources[place], cutter);
      const asked = operationOf(span, serviceAt);
      const operation: Operation | undefined = asked && {
        serviceId: batch.place.serviceId,
        kind: asked.kind,
        method: asked.method,
        route: cutter.text(asked.route, MOST_NAME_CHARS),
        peer: cutter.text(asked.peer, MOST_NAME_CHARS),
      };
      if (operation) row.n = tellingName(row.n, operation);
      if (asked && operation) counts.add(sourceId, operation, asked, startMs, row.d);
      if (cutter.wasCut) cut += 1;
      if (!writable.has(hourOf(startMs))) late += 1;
      else if (isKept(span.traceId, share)) rows.push({ row, operation });
      else sampled += 1;
    }
    drops.push(
      { place: batch.place, signal: "spans", reason: "limit", items: cut },
      { place: batch.place, signal: "spans", reason: "sampled", items: sampled },
      { place: batch.place, signal: "spans", reason: "budget", items: late },
    );
  }
  for (const [index, { place }] of batches.entries())
    drops.push({ place, signal: "spans", reason: "invalid", items: refused[index] ?? 0 });

  const idOf = await operationIds(tx, counts.operations());
  for (const { row, operation } of rows) row.o = operation && idOf(operation);
  await insertSpans(
    tx,
    rows.map(({ row }) => row),
    share,
  );
  await recordTraceHours(
    tx,
    rows.map(({ row }) => ({ traceId: row.t, startMs: row.a / 1_000 })),
  );
  // Last, because these rows are what two processes may wait for each other about.
  await addCounts(tx, counts.counted(idOf));
  return { refused, serviceIds: [...new Set(known.map(({ batch }) => batch.place.serviceId))], drops };
}

const startMsOf = ({ startNs }: SpanRecord): number => Number(startNs / 1_000_000n);
const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS);

function rowOf(span: SpanRecord, sourceId: number, resourceId: number | undefined, cutter: Cutter): Row {
  const { events, links } = span;
  if (events.length > MOST_EVENTS || links.length > MOST_LINKS) cutter.wasCut = true;
  const durationNs = span.durationNs < 0n ? 0n : span.durationNs > LONGEST_NS ? LONGEST_NS : span.durationNs;
  return {
    a: Number(span.startNs / 1_000n),
    d: Number(durationNs),
    s: sourceId,
    o: undefined,
    r: resourceId,
    k: kindNumber(span.kind),
    u: SPAN_STATUSES.indexOf(span.status),
    t: `\\x${span.traceId}`,
    i: `\\x${span.spanId}`,
    p: span.parentSpanId === null ? null : `\\x${span.parentSpanId}`,
    n: cutter.text(span.name, MOST_NAME_CHARS),
    m: span.statusMessage === undefined ? undefined : cutter.text(span.statusMessage, MOST_MESSAGE_CHARS),
    x: cutter.attributes(span.attributes),
    e:
      events.length === 0
        ? undefined
        : events.slice(0, MOST_EVENTS).map(({ name, atNs, attributes }) => ({
            name: cutter.text(name, MOST_NAME_CHARS),
            // As text: nanoseconds since 1970 are more than a number of JSON can say.
            atNs: atNs.toString(),
            attributes: cutter.attributes(attributes),
          })),
    l:
      links.length === 0
        ? undefined
        : links
            .slice(0, MOST_LINKS)
            .map((link) => ({ ...link, attributes: cutter.attributes(link.attributes) })),
  };
}

/**
 * One statement with one parameter. Measured on two cores with the three indexes: 19 to 26 thousand rows a second, where
 * arrays and unnest() got 15 and COPY 26 to 35; but COPY of postgres.js never returns when the server refuses a row.
 */
async function insertSpans(tx: Tx, rows: readonly Row[], share: number): Promise<void> {
  if (rows.length === 0) return;
  const hours = [...new Set(rows.map(({ a }) => Math.floor(a / 3_600_000_000)))];
  await tx.execute(sql`
    select make_evidence_partitions('spans', hour::timestamptz, hour::timestamptz)
    from json_array_elements_text(${JSON.stringify(hours.map((hour) => new Date(hour * 3_600_000)))}::json) as hour`);
  await tx.execute(sql`
    insert into spans (at, duration_ns, source_id, operation_id, resource_id, weight, kind, status, trace_id, span_id,
      parent_id, name, status_message, attributes, events, links)
    select to_timestamp(a / 1e6), d, s, o, r, ${1 / share}::real, k, u, t, i, p, n, m, x, e, l
    from json_to_recordset(${JSON.stringify(rows)}::json) as one(a bigint, d bigint, s int, o int, r int, k smallint,
      u smallint, t bytea, i bytea, p bytea, n text, m text, x jsonb, e jsonb, l jsonb)`);
}
