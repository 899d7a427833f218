import "server-only";
import { gunzipSync } from "node:zlib";

import { desc, eq } from "drizzle-orm";

import { environments, errorEvents, errorHashes, errorIssues, services, telemetrySources } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import { ErrorEvent, MOST_TRACE_ERRORS, type TraceErrors } from "../contract";

/** All that is read of an event here: where in its trace it happened. */
const Place = ErrorEvent.pick({ spanId: true });

/**
 * The kept events of a trace with the issues they belong to: the last ones where there are many, in the order of time.
 * @param traceId 32 hexadecimal digits. Throws `not_found` for what is none; a trace may have no errors.
 */
export async function listTraceErrors(ctx: Context, traceId: string): Promise<TraceErrors> {
  demand(ctx.actor, "read");
  if (!/^[0-9a-f]{32}$/i.test(traceId))
    throw new DomainError("not_found", `There is no trace "${traceId.slice(0, 40)}".`);
  const rows = await ctx.db
    .select({
      id: errorEvents.id,
      at: errorEvents.at,
      body: errorEvents.body,
      issueId: errorIssues.id,
      title: errorHashes.title,
      level: errorIssues.level,
      status: errorIssues.status,
      service: services.name,
      environment: environments.name,
    })
    .from(errorEvents)
    .innerJoin(errorHashes, eq(errorHashes.id, errorEvents.hashId))
    .innerJoin(errorIssues, eq(errorIssues.id, errorHashes.issueId))
    .innerJoin(telemetrySources, eq(telemetrySources.id, errorEvents.sourceId))
    .innerJoin(services, eq(services.id, telemetrySources.serviceId))
    .innerJoin(environments, eq(environments.id, telemetrySources.environmentId))
    .where(eq(errorEvents.traceId, Buffer.from(traceId, "hex")))
    .orderBy(desc(errorEvents.at), desc(errorEvents.id))
    .limit(MOST_TRACE_ERRORS + 1);
  return {
    items: rows
      .slice(0, MOST_TRACE_ERRORS)
      .toReversed()
      .map(({ at, body, ...row }) => ({
        ...row,
        at: at.toISOString(),
        spanId: Place.parse(JSON.parse(gunzipSync(body).toString("utf8"))).spanId,
      })),
    truncated: rows.length > MOST_TRACE_ERRORS,
  };
}
