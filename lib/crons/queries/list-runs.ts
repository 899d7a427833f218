import "server-only";
import { and, between, desc, eq, inArray, lt } from "drizzle-orm";
import type { z } from "zod";

import { cronMonitors, cronRuns, spans } from "@/db/schema";
import { getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

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
    keptTraces(ctx, shown),
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

const DAY_MS = 86_400_000;

/** Of the traces that runs name, those of which spans are kept: an SDK names one also where it sends none. */
async function keptTraces(
  ctx: Context,
  runs: readonly { startedAt: Date; endedAt: Date | null; traceId: Buffer | null }[],
): Promise<Set<string>> {
  const traced = runs.flatMap(({ traceId, startedAt, endedAt }) =>
    traceId === null ? [] : [{ traceId, at: [startedAt.getTime(), (endedAt ?? startedAt).getTime()] }],
  );
  if (traced.length === 0) return new Set();
  const times = traced.flatMap(({ at }) => at);
  const rows = await ctx.db
    .selectDistinct({ traceId: spans.traceId })
    .from(spans)
    .where(
      and(
        inArray(
          spans.traceId,
          traced.map(({ traceId }) => traceId),
        ),
        between(spans.at, new Date(Math.min(...times) - DAY_MS), new Date(Math.max(...times) + DAY_MS)),
      ),
    );
  return new Set(rows.map(({ traceId }) => traceId.toString("hex")));
}

function namedIn(kept: ReadonlySet<string>, traceId: Buffer | null): string | null {
  const name = traceId?.toString("hex");
  return name !== undefined && kept.has(name) ? name : null;
}
