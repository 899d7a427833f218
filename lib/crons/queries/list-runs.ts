import "server-only";
import { and, desc, eq, lt } from "drizzle-orm";
import type { z } from "zod";

import { cronMonitors, cronRuns } from "@/db/schema";
import { getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";
import { listKeptTraces } from "@/lib/telemetry";

import { ListRuns, type RunsView } from "../contract";
import { readSourceReleases } from "./source-releases";

/** The runs of a cron monitor, the newest first, as far back as they are kept. Throws `not_found`. */
export async function listRuns(
  ctx: Context,
  service: string,
  monitorId: string,
  input: z.input<typeof ListRuns> = {},
): Promise<RunsView> {
  demand(ctx.actor, "read");
  const { cursor, limit } = ListRuns.parse(input);
  const { id: serviceId } = await getServiceView(ctx, service);
  const [monitor] = await ctx.db
    .select({ id: cronMonitors.id })
    .from(cronMonitors)
    .where(and(eq(cronMonitors.serviceId, serviceId), eq(cronMonitors.id, monitorId)));
  if (!monitor) throw new DomainError("not_found", "There is no such cron monitor.");
  const rows = await ctx.db
    .select({
      id: cronRuns.id,
      status: cronRuns.status,
      startedAt: cronRuns.startedAt,
      endedAt: cronRuns.endedAt,
      durationMs: cronRuns.durationMs,
      sourceId: cronRuns.sourceId,
      traceId: cronRuns.traceId,
    })
    .from(cronRuns)
    .where(and(eq(cronRuns.monitorId, monitorId), cursor === undefined ? undefined : lt(cronRuns.id, cursor)))
    .orderBy(desc(cronRuns.id))
    .limit(limit + 1);
  const shown = rows.slice(0, limit);
  const [releaseOf, kept] = await Promise.all([
    readSourceReleases(
      ctx,
      shown.map(({ sourceId }) => sourceId),
    ),
    // An SDK names a trace also where it sends no spans.
    listKeptTraces(
      ctx,
      shown.flatMap(({ traceId, startedAt, endedAt }) =>
        traceId ? [{ traceId: traceId.toString("hex"), from: startedAt, to: endedAt ?? startedAt }] : [],
      ),
    ),
  ]);
  return {
    items: shown.map(({ startedAt, endedAt, sourceId, traceId, ...run }) => ({
      ...run,
      startedAt: startedAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
      release: releaseOf(sourceId),
      traceId: namedIn(kept, traceId),
    })),
    nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  };
}

function namedIn(kept: ReadonlySet<string>, traceId: Buffer | null): string | null {
  const name = traceId?.toString("hex");
  return name !== undefined && kept.has(name) ? name : null;
}
