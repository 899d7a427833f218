import "server-only";
import { and, asc, desc, eq, gte, isNotNull, lte, sql } from "drizzle-orm";

import { deployments, logs, spans, telemetryResources } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import { levelOf, MOST_SPAN_LINES, type ReadTrace, type SpanDetail } from "../../contract";
import { bytesOf, findTrace } from "./find-trace";
import { outlineColumns, outlineOf, placeOf, readPlacesOf, type SourcePlace } from "./span-columns";
import { eventsOf, linksOf } from "./span-parts";

/** Clocks of one machine agree; a line may still be written a little before or after its span. */
const AROUND_MS = 60_000;

/** One span with everything that is known of it. Throws `not_found`. */
export async function getSpan(
  ctx: Context,
  traceId: string,
  spanId: string,
  { at }: ReadTrace = {},
): Promise<SpanDetail> {
  demand(ctx.actor, "read");
  const id = bytesOf(spanId, 16);
  const [row] = id
    ? await ctx.db
        .select({
          ...outlineColumns,
          statusMessage: spans.statusMessage,
          attributes: spans.attributes,
          events: spans.events,
          links: spans.links,
          resource: telemetryResources.attributes,
        })
        .from(spans)
        .leftJoin(telemetryResources, eq(telemetryResources.id, spans.resourceId))
        .where(and(await findTrace(ctx, traceId, at), eq(spans.spanId, id)))
        .limit(1)
    : [];
  if (!row || !id)
    throw new DomainError("not_found", `There is no span "${spanId.slice(0, 20)}" in this trace.`);
  const place = (await readPlacesOf(ctx, [row.sourceId])).get(row.sourceId);
  const [lines, deploymentId] = await Promise.all([readLines(ctx, row, id), deploymentOf(ctx, place, row)]);
  return {
    span: {
      traceId: row.traceId,
      ...outlineOf(row),
      statusMessage: row.statusMessage,
      ...placeOf(place),
      attributes: row.attributes,
      events: eventsOf(row.events),
      links: linksOf(row.links),
    },
    resource: row.resource ?? {},
    deploymentId,
    logs: lines.slice(0, MOST_SPAN_LINES),
    logsTruncated: lines.length > MOST_SPAN_LINES,
  };
}

async function readLines(
  ctx: Context,
  { traceId, startUs, durationNs }: { traceId: string; startUs: number; durationNs: number },
  spanId: Buffer,
): Promise<SpanDetail["logs"]> {
  const startMs = startUs / 1_000;
  const rows = await ctx.db
    .select({
      id: sql<string>`${logs.id}::text`,
      at: logs.at,
      severity: logs.severity,
      body: logs.body,
    })
    .from(logs)
    .where(
      and(
        eq(logs.traceId, Buffer.from(traceId, "hex")),
        eq(logs.spanId, spanId),
        gte(logs.at, new Date(startMs - AROUND_MS)),
        lte(logs.at, new Date(startMs + durationNs / 1e6 + AROUND_MS)),
      ),
    )
    .orderBy(asc(logs.at), asc(logs.id))
    .limit(MOST_SPAN_LINES + 1);
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString(), level: levelOf(row.severity) }));
}

/** What had brought the release there by then. */
async function deploymentOf(ctx: Context, place: SourcePlace | undefined, { startUs }: { startUs: number }) {
  if (!place?.releaseId) return null;
  const [row] = await ctx.db
    .select({ id: deployments.id })
    .from(deployments)
    .where(
      and(
        eq(deployments.serviceId, place.serviceId),
        eq(deployments.environmentId, place.environmentId),
        eq(deployments.releaseId, place.releaseId),
        isNotNull(deployments.switchedAt),
        lte(deployments.switchedAt, new Date(startUs / 1_000)),
      ),
    )
    .orderBy(desc(deployments.switchedAt))
    .limit(1);
  return row?.id ?? null;
}
