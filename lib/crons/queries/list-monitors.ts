import "server-only";
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { z } from "zod";

import { CRON_STATUSES } from "@/db/enums";
import { cronMonitors, cronRuns, environments } from "@/db/schema";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import { ListMonitors, type MonitorsView, type MonitorView, type RunMark, RUNS_SHOWN } from "../contract";
import { scheduleOf } from "../intake/monitor-rows";
import { expressionOf, wordsOf } from "../schedule/schedule-words";
import { readSourceReleases } from "./source-releases";

/** What needs somebody stands first. */
const rank = sql<number>`array_position(${sql.param([...CRON_STATUSES])}::text[], ${cronMonitors.status})`;

const columns = {
  id: cronMonitors.id,
  slug: cronMonitors.slug,
  environment: environments.name,
  status: cronMonitors.status,
  rank,
  schedule: cronMonitors.schedule,
  timeZone: cronMonitors.timeZone,
  marginMinutes: cronMonitors.marginMinutes,
  maxRuntimeMinutes: cronMonitors.maxRuntimeMinutes,
  lastCheckInAt: cronMonitors.lastCheckInAt,
  dueAt: cronMonitors.dueAt,
};

/**
 * The cron monitors of a service, by id or name: those that need somebody first, then by slug. Throws `not_found` for a
 * service or an environment that does not exist.
 */
export async function listMonitors(
  ctx: Context,
  service: string,
  input: z.input<typeof ListMonitors> = {},
): Promise<MonitorsView> {
  demand(ctx.actor, "read");
  const { environment, status, cursor, limit } = ListMonitors.parse(input);
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const { id: serviceId } = await getServiceView(ctx, service);
  const environmentId = environment === undefined ? undefined : (await getEnvironment(ctx, environment)).id;
  const rows = await ctx.db
    .select(columns)
    .from(cronMonitors)
    .innerJoin(environments, eq(environments.id, cronMonitors.environmentId))
    .where(
      and(
        eq(cronMonitors.serviceId, serviceId),
        environmentId === undefined ? undefined : eq(cronMonitors.environmentId, environmentId),
        status && status.length > 0 ? inArray(cronMonitors.status, status) : undefined,
        after &&
          sql`(${rank}, ${cronMonitors.slug}, ${cronMonitors.id}) > (${after.rank}::int, ${after.slug}, ${after.id})`,
      ),
    )
    .orderBy(rank, cronMonitors.slug, cronMonitors.id)
    .limit(limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: await monitorViews(ctx, shown),
    nextCursor: rows.length > limit && last ? `${last.rank}_${last.id}_${last.slug}` : null,
  };
}

function readCursor(cursor: string): { rank: string; id: string; slug: string } {
  const [, rankText, id, slug] = /^(\d)_(crn_\w+?)_(.*)$/s.exec(cursor) ?? [];
  if (rankText === undefined || id === undefined || slug === undefined)
    throw new DomainError("invalid", "This is no cursor.");
  return { rank: rankText, id, slug };
}

type Selected = {
  id: string;
  slug: string;
  environment: string;
  status: MonitorView["status"];
  schedule: unknown;
  timeZone: string;
  marginMinutes: number;
  maxRuntimeMinutes: number;
  lastCheckInAt: Date;
  dueAt: Date | null;
};

/** One of them. Throws `not_found`. */
export async function getMonitor(ctx: Context, service: string, monitorId: string): Promise<MonitorView> {
  demand(ctx.actor, "read");
  const { id: serviceId } = await getServiceView(ctx, service);
  const rows = await ctx.db
    .select(columns)
    .from(cronMonitors)
    .innerJoin(environments, eq(environments.id, cronMonitors.environmentId))
    .where(and(eq(cronMonitors.serviceId, serviceId), eq(cronMonitors.id, monitorId)));
  const [view] = await monitorViews(ctx, rows);
  if (!view) throw new DomainError("not_found", "There is no such cron monitor.");
  return view;
}

async function monitorViews(ctx: Context, rows: readonly Selected[]): Promise<MonitorView[]> {
  const runs = await readRecent(
    ctx,
    rows.map(({ id }) => id),
  );
  const releaseOf = await readSourceReleases(
    ctx,
    [...runs.values()].map((own) => lastSourceOf(own)),
  );
  return rows.map(({ lastCheckInAt, dueAt, schedule: kept, timeZone, ...row }) => {
    const schedule = scheduleOf(kept);
    const own = runs.get(row.id) ?? [];
    const newest = own.at(-1);
    return {
      id: row.id,
      slug: row.slug,
      environment: row.environment,
      status: row.status,
      schedule: schedule && {
        expression: expressionOf(schedule),
        words: wordsOf(schedule),
        timeZone,
        isReadable: dueAt !== null,
      },
      marginMinutes: row.marginMinutes,
      maxRuntimeMinutes: row.maxRuntimeMinutes,
      lastCheckInAt: lastCheckInAt.toISOString(),
      release: releaseOf(lastSourceOf(own)),
      runningSince: newest?.status === "in_progress" ? newest.startedAt : null,
      nextExpectedAt: dueAt?.toISOString() ?? null,
      recent: own.map(({ id, status, startedAt, durationMs }) => ({ id, status, startedAt, durationMs })),
    };
  });
}

type Recent = RunMark & { sourceId: number | null };

/** Runs that did not begin were sent by nobody. */
const lastSourceOf = (runs: readonly Recent[]): number | null =>
  runs.findLast(({ sourceId }) => sourceId !== null)?.sourceId ?? null;

/** The last runs of each, the oldest first. */
async function readRecent(ctx: Context, monitorIds: readonly string[]): Promise<Map<string, Recent[]>> {
  if (monitorIds.length === 0) return new Map();
  const recent = ctx.db
    .select({
      monitorId: cronRuns.monitorId,
      id: cronRuns.id,
      status: cronRuns.status,
      startedAt: cronRuns.startedAt,
      durationMs: cronRuns.durationMs,
      sourceId: cronRuns.sourceId,
    })
    .from(cronRuns)
    .where(eq(cronRuns.monitorId, cronMonitors.id))
    .orderBy(desc(cronRuns.id))
    .limit(RUNS_SHOWN)
    .as("recent");
  const rows = await ctx.db
    .select({
      monitorId: recent.monitorId,
      id: recent.id,
      status: recent.status,
      startedAt: recent.startedAt,
      durationMs: recent.durationMs,
      sourceId: recent.sourceId,
    })
    .from(cronMonitors)
    .crossJoinLateral(recent)
    .where(inArray(cronMonitors.id, [...monitorIds]))
    .orderBy(recent.id);
  const runs = new Map<string, Recent[]>();
  for (const { monitorId, startedAt, ...row } of rows) {
    const run = { ...row, startedAt: startedAt.toISOString() };
    const own = runs.get(monitorId);
    if (own) own.push(run);
    else runs.set(monitorId, [run]);
  }
  return runs;
}
