import "server-only";
import { eq, inArray, sql } from "drizzle-orm";

import { environments, regions, releases, services, spans, telemetrySources } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import { kindOfNumber, SPAN_STATUSES } from "../../contract";

/** The beginning to the microsecond, which a JavaScript date does not hold. */
const startUs = sql<number>`(extract(epoch from ${spans.at}) * 1000000)::float8`;

/** What every reader of a span needs. */
export const outlineColumns = {
  startUs,
  durationNs: spans.durationNs,
  sourceId: spans.sourceId,
  kind: spans.kind,
  status: spans.status,
  traceId: sql<string>`encode(${spans.traceId}, 'hex')`,
  spanId: sql<string>`encode(${spans.spanId}, 'hex')`,
  parentId: sql<string | null>`encode(${spans.parentId}, 'hex')`,
  name: spans.name,
};

type OutlineRow = {
  startUs: number;
  durationNs: number;
  sourceId: number;
  kind: number;
  status: number;
  spanId: string;
  parentId: string | null;
  name: string;
};

export const outlineOf = (row: OutlineRow) => ({
  spanId: row.spanId,
  parentSpanId: row.parentId,
  name: row.name,
  kind: kindOfNumber(row.kind),
  startTime: isoOfUs(row.startUs),
  durationMs: row.durationNs / 1e6,
  status: SPAN_STATUSES[row.status] ?? "unset",
});

/** "2026-11-27T12:00:00.123456Z". */
export function isoOfUs(us: number): string {
  const whole = Math.round(us);
  const micros = String(((whole % 1_000) + 1_000) % 1_000).padStart(3, "0");
  return new Date(Math.floor(whole / 1_000)).toISOString().replace("Z", `${micros}Z`);
}

export type SourcePlace = {
  id: number;
  serviceId: string;
  service: string;
  environmentId: string;
  environment: string;
  region: string;
  releaseId: string | null;
  releaseNumber: number | null;
};

const sourceColumns = {
  id: telemetrySources.id,
  serviceId: telemetrySources.serviceId,
  service: services.name,
  environmentId: telemetrySources.environmentId,
  environment: environments.name,
  region: regions.name,
  releaseId: telemetrySources.releaseId,
  releaseNumber: releases.number,
};

export const selectSources = (ctx: Context) =>
  ctx.db
    .select(sourceColumns)
    .from(telemetrySources)
    .innerJoin(services, eq(services.id, telemetrySources.serviceId))
    .innerJoin(environments, eq(environments.id, telemetrySources.environmentId))
    .innerJoin(regions, eq(regions.id, telemetrySources.regionId))
    .leftJoin(releases, eq(releases.id, telemetrySources.releaseId));

/** Who sent these spans. */
export async function readPlacesOf(ctx: Context, ids: Iterable<number>): Promise<Map<number, SourcePlace>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const rows = await selectSources(ctx).where(inArray(telemetrySources.id, wanted));
  return new Map(rows.map((row) => [row.id, row]));
}

/** What a view says of where a span comes from. */
export const placeOf = (place: SourcePlace | undefined) => ({
  service: place?.service ?? "(gone)",
  environment: place?.environment ?? "",
  region: place?.region ?? "",
  releaseId: place?.releaseId ?? null,
  releaseNumber: place?.releaseNumber ?? null,
});
