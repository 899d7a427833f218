import "server-only";
import { and, asc, eq, inArray, sql } from "drizzle-orm";

import { services, spans, telemetryDrops } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import {
  kindOfNumber,
  MOST_SPANS,
  type ReadTrace,
  SPAN_STATUSES,
  type TraceOutline,
  type TraceView,
} from "../../contract";
import { findTrace } from "./find-trace";
import { isoOfUs, outlineColumns, outlineOf, placeOf, readPlacesOf, type SourcePlace } from "./span-columns";
import { eventsOf, linksOf } from "./span-parts";

/**
 * All spans of a trace, of whatever service, each once.
 * @param traceId 32 hexadecimal digits. Throws `not_found`.
 */
export async function getTrace(ctx: Context, traceId: string, { at }: ReadTrace = {}): Promise<TraceView> {
  demand(ctx.actor, "read");
  const rows = await ctx.db
    .select({
      ...outlineColumns,
      statusMessage: spans.statusMessage,
      attributes: spans.attributes,
      events: spans.events,
      links: spans.links,
    })
    .from(spans)
    .where(await findTrace(ctx, traceId, at))
    .orderBy(asc(spans.at))
    .limit(MOST_SPANS + 1);
  const places = await readPlacesOf(
    ctx,
    rows.map(({ sourceId }) => sourceId),
  );
  return {
    spans: onceEach(rows).map((row) => ({
      traceId: row.traceId,
      ...outlineOf(row),
      statusMessage: row.statusMessage,
      ...placeOf(places.get(row.sourceId)),
      attributes: row.attributes,
      events: eventsOf(row.events),
      links: linksOf(row.links),
    })),
    truncated: rows.length > MOST_SPANS,
  };
}

/**
 * A trace as a waterfall shows it, without attributes.
 * @param traceId 32 hexadecimal digits. Throws `not_found`.
 */
export async function getTraceOutline(
  ctx: Context,
  traceId: string,
  { at }: ReadTrace = {},
): Promise<TraceOutline> {
  demand(ctx.actor, "read");
  const all = await ctx.db
    .select({
      ...outlineColumns,
      weight: spans.weight,
      // A span has few events; nearly all have none, and those are null.
      exceptions: sql<number>`coalesce(jsonb_array_length(jsonb_path_query_array(${spans.events}, '$[*] ? (@.name == "exception")')), 0)`,
    })
    .from(spans)
    .where(await findTrace(ctx, traceId, at))
    .orderBy(asc(spans.at))
    .limit(MOST_SPANS + 1);
  const rows = onceEach(all);
  const places = await readPlacesOf(
    ctx,
    rows.map(({ sourceId }) => sourceId),
  );
  const [placeIndex, nameIndex] = [new Map<number, number>(), new Map<string, number>()];
  const firstUs = rows[0]?.startUs ?? 0;
  const lastUs = rows.at(-1)?.startUs ?? firstUs;
  const drops = await readDrops(ctx, [...places.values()], firstUs, lastUs);
  return {
    traceId: traceId.toLowerCase(),
    truncated: all.length > MOST_SPANS,
    from: isoOfUs(firstUs),
    spans: rows.map((row) => ({
      id: row.spanId,
      parent: row.parentId,
      name: indexOf(nameIndex, row.name),
      place: indexOf(placeIndex, row.sourceId),
      kind: kindOfNumber(row.kind),
      status: SPAN_STATUSES[row.status] ?? "unset",
      startUs: Math.round(row.startUs - firstUs),
      durationUs: row.durationNs / 1_000,
      exceptions: row.exceptions,
    })),
    names: [...nameIndex.keys()],
    places: [...placeIndex.keys()].map((id) => placeOf(places.get(id))),
    weight: rows.reduce((most, { weight }) => Math.max(most, weight), 1),
    drops,
  };
}

function indexOf<T>(indexes: Map<T, number>, value: T): number {
  const known = indexes.get(value);
  if (known !== undefined) return known;
  indexes.set(value, indexes.size);
  return indexes.size - 1;
}

/** A span that was sent twice is kept twice. */
function onceEach<T extends { spanId: string }>(rows: readonly T[]): T[] {
  const seen = new Set<string>();
  return rows.slice(0, MOST_SPANS).filter(({ spanId }) => !seen.has(spanId) && seen.add(spanId));
}

/** What was not kept of those who took part, in the hours of the trace. */
async function readDrops(ctx: Context, places: readonly SourcePlace[], firstUs: number, lastUs: number) {
  if (places.length === 0) return [];
  const hour = (us: number) => isoOfUs(us - (us % 3_600e6));
  return ctx.db
    .select({
      service: services.name,
      reason: sql<string>`${telemetryDrops.reason}`,
      items: sql<number>`sum(${telemetryDrops.items})::float8`,
    })
    .from(telemetryDrops)
    .innerJoin(services, eq(services.id, telemetryDrops.serviceId))
    .where(
      and(
        inArray(telemetryDrops.serviceId, [...new Set(places.map(({ serviceId }) => serviceId))]),
        inArray(telemetryDrops.environmentId, [...new Set(places.map(({ environmentId }) => environmentId))]),
        eq(telemetryDrops.signal, "spans"),
        sql`${telemetryDrops.at} between ${hour(firstUs)}::timestamptz and ${hour(lastUs)}::timestamptz`,
      ),
    )
    .groupBy(services.name, telemetryDrops.reason);
}
