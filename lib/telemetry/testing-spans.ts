import { randomBytes } from "node:crypto";

import { sql } from "drizzle-orm";

import { spans, telemetryResources, telemetrySources } from "@/db/schema";
import type { TestDatabase } from "@/db/testing";

import { kindNumber, SPAN_STATUSES, type SpanRecord } from "./contract";
import { recordTraceHours } from "./intake/trace-hours";

type KeptSpan = Partial<Omit<SpanRecord, "startNs" | "durationNs" | "events">> & {
  /** Id of a service. */
  service: string;
  environment: string;
  releaseId?: string | undefined;
  at?: Date;
  durationMs?: number;
  resource?: Record<string, unknown>;
  events?: { name: string; atNs: string; attributes: Record<string, unknown> }[];
};

/** Spans as the intake would have kept them, a minute ago unless they say when. */
export async function keepSpans({ db, client }: TestDatabase, kept: readonly KeptSpan[]): Promise<void> {
  const usual = new Date(Date.now() - 60_000);
  for (const { service, environment, at = usual, ...span } of kept) {
    const where = sql`(select id from environments where name = ${environment})`;
    const place = {
      serviceId: service,
      environmentId: where,
      regionId: sql`(select id from regions where environment_id = ${where} order by position limit 1)`,
      releaseId: span.releaseId ?? null,
    };
    // oxlint-disable-next-line no-await-in-loop -- in the order in which they are given
    await client`select make_evidence_partitions('spans', ${at.toISOString()}, ${at.toISOString()})`;
    // oxlint-disable-next-line no-await-in-loop
    const [source] = await db
      .insert(telemetrySources)
      .values(place)
      .onConflictDoUpdate({
        target: [
          telemetrySources.serviceId,
          telemetrySources.environmentId,
          telemetrySources.regionId,
          telemetrySources.releaseId,
        ],
        set: { serviceId: service },
      })
      .returning();
    const sourceId = source?.id ?? 0;
    const resource = span.resource ?? { "service.name": service };
    // oxlint-disable-next-line no-await-in-loop
    const [told] = await db
      .insert(telemetryResources)
      .values({ sourceId, hash: JSON.stringify(resource), attributes: resource, seenOn: sql`current_date` })
      .onConflictDoUpdate({
        target: [telemetryResources.sourceId, telemetryResources.hash],
        set: { attributes: resource },
      })
      .returning();
    const traceId = span.traceId ?? randomBytes(16).toString("hex");
    // oxlint-disable-next-line no-await-in-loop
    await db.transaction((tx) => recordTraceHours(tx, [{ traceId, startMs: at.getTime() }]));
    // oxlint-disable-next-line no-await-in-loop
    await db.insert(spans).values({
      at,
      durationNs: Math.round((span.durationMs ?? 10) * 1e6),
      sourceId,
      resourceId: told?.id ?? null,
      kind: kindNumber(span.kind ?? "server"),
      status: SPAN_STATUSES.indexOf(span.status ?? "unset"),
      traceId: Buffer.from(traceId, "hex"),
      spanId: Buffer.from(span.spanId ?? randomBytes(8).toString("hex"), "hex"),
      parentId: span.parentSpanId ? Buffer.from(span.parentSpanId, "hex") : null,
      name: span.name ?? "GET /tides",
      statusMessage: span.statusMessage ?? null,
      attributes: span.attributes ?? {},
      events: span.events ?? null,
      links: span.links ? [...span.links] : null,
    });
  }
}
