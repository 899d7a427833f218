import "server-only";
import { and, eq, gte, lt, sql } from "drizzle-orm";

import { uncountedRequests } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { ReadRed, type RedView, type ReleaseTraffic } from "../contract";
import { figuresOf, groupBy, perMinute, type RedRow, secondsOf } from "./figures";
import { fittingRange } from "./fitting-range";
import { readElsewhere } from "./read-elsewhere";
import { readRed } from "./read-red";
import { readReleases, seriesOf, type Step, stepsOf, type Stretch, stretchOf } from "./release-series";
import { type Period, periodOf, type Scope, scopeOf } from "./scope";
import { readMoves } from "./traffic-moves";

/** Releases with a line of their own; more than that no eye tells apart. */
const MOST_RELEASES = 5;
const NO_RELEASE = "none";
const OTHER_RELEASES = "others";

type Row = RedRow & { at: Date; releaseId: string | null };

/**
 * Rate, errors and durations of a service in one environment by release, with the moments at which traffic moved.
 * @param service id or name. Throws `not_found`.
 */
export async function getRed(
  ctx: Context,
  service: string,
  input: ReadRed = {},
  now = new Date(),
): Promise<RedView> {
  demand(ctx.actor, "read");
  const { environment, ...asked } = ReadRed.parse(input);
  const scope = await scopeOf(ctx, service, environment);
  const range = asked.range ?? (await fittingRange(ctx, scope, now));
  const period = periodOf(range, now);
  const releaseOf = new Map(scope.sources.map(({ id, releaseId }) => [id, releaseId]));
  const [counted, { markers, served }, uncounted, elsewhere] = await Promise.all([
    readRed(ctx, { ...period, sourceIds: [...releaseOf.keys()], of: "all" }),
    readMoves(ctx, scope, period),
    readUncounted(ctx, scope, period),
    readElsewhere(ctx, scope, period),
  ]);
  const rows = counted.map((row): Row => ({ ...row, releaseId: releaseOf.get(row.sourceId) ?? null }));
  const steps = stepsOf(period, now);
  const total = figuresOf(rows);
  return {
    environments: scope.environments,
    environment: scope.environment?.name ?? null,
    elsewhere,
    range,
    from: period.from.toISOString(),
    to: period.to.toISOString(),
    stepSeconds: period.stepSeconds,
    total,
    perMinute: perMinute(total.requests, secondsOf(rows, period, now)),
    uncounted,
    instants: steps.map(({ atMs }) => new Date(atMs).toISOString()),
    releases: await byRelease(ctx, rows, steps, period, served),
    markers,
  };
}

async function byRelease(
  ctx: Context,
  rows: readonly Row[],
  steps: readonly Step[],
  period: Period,
  served: ReadonlyMap<string, readonly Stretch[]>,
): Promise<ReleaseTraffic[]> {
  const measured = await readReleases(ctx, [...new Set(rows.flatMap(({ releaseId }) => releaseId ?? []))]);
  const known = new Map(measured.map((release) => [release.id, release]));
  const shown = new Set([...known.keys()].slice(0, MOST_RELEASES));
  const groups = groupBy(rows, ({ releaseId }) =>
    releaseId === null ? NO_RELEASE : shown.has(releaseId) ? releaseId : OTHER_RELEASES,
  );
  return [...shown, OTHER_RELEASES, NO_RELEASE].flatMap((key) => {
    const own = groups.get(key);
    if (!own) return [];
    const [firstMs, lastMs] = stretchOf(own);
    return [
      {
        key,
        release: known.get(key) ?? null,
        ...figuresOf(own),
        firstAt: new Date(firstMs).toISOString(),
        lastAt: new Date(lastMs).toISOString(),
        series: seriesOf(own, steps, period, served.get(key)),
      },
    ];
  });
}

async function readUncounted(
  ctx: Context,
  { serviceId, environment }: Scope,
  { from, to }: Period,
): Promise<number> {
  if (!environment) return 0;
  const [row] = await ctx.db
    .select({ requests: sql<number>`coalesce(sum(${uncountedRequests.requests}), 0)::float8` })
    .from(uncountedRequests)
    .where(
      and(
        eq(uncountedRequests.serviceId, serviceId),
        eq(uncountedRequests.environmentId, environment.id),
        gte(uncountedRequests.at, sql`date_trunc('hour', ${from.toISOString()}::timestamptz, 'UTC')`),
        lt(uncountedRequests.at, to),
      ),
    );
  return row?.requests ?? 0;
}
