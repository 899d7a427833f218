import "server-only";
import { and, asc, eq, gte, inArray, isNotNull, lt, sql } from "drizzle-orm";

import { deployments, environments, releases, services, telemetryDrops } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import {
  LOG_LEVELS,
  type LogFacet,
  type LogLevel,
  type LogSummary,
  levelOf,
  SummarizeLogs,
} from "../../contract";
import { type LogScope, type LogSource, logScopeOf, within } from "./log-scope";
import { shareToCount } from "./share-to-count";

const BUCKETS = 60;
const STEPS_SECONDS = [5, 15, 30, 60, 300, 900, 1_800, 3_600, 10_800, 21_600, 86_400];
const MOST_MARKERS = 50;

/** How many lines there are over time by level, and whose they are; projected from a sample when there are very many. */
export async function summarizeLogs(
  ctx: Context,
  input: SummarizeLogs = {},
  now = new Date(),
): Promise<LogSummary> {
  demand(ctx.actor, "read");
  const scope = await logScopeOf(ctx, SummarizeLogs.parse(input), now);
  const seconds = (scope.to.getTime() - scope.from.getTime()) / 1_000;
  const stepSeconds = STEPS_SECONDS.find((step) => seconds / step <= BUCKETS + 2) ?? 86_400;
  const share = await shareToCount(ctx, scope);
  const [rows, lost, markers] = await Promise.all([
    count(ctx, scope, stepSeconds, share),
    countLost(ctx, scope),
    readMarkers(ctx, scope),
  ]);
  const buckets = new Map<number, Partial<Record<LogLevel, number>>>();
  for (const { bucket, severity, lines } of rows) {
    const of = buckets.get(bucket) ?? {};
    const level = levelOf(severity);
    of[level] = (of[level] ?? 0) + lines;
    buckets.set(bucket, of);
  }
  const bySource = (nameOf: (source: LogSource) => [value: string, label: string] | undefined) =>
    facetOf(rows, ({ sourceId }) => {
      const source = scope.sources.get(sourceId);
      return source && nameOf(source);
    });
  return {
    from: scope.from.toISOString(),
    to: scope.to.toISOString(),
    stepSeconds,
    lines: rows.reduce((sum, { lines }) => sum + lines, 0),
    sampled: share < 1,
    buckets: [...buckets]
      .toSorted(([a], [b]) => a - b)
      .map(([bucket, lines]) => ({ at: new Date(bucket * 1_000).toISOString(), lines })),
    facets: {
      severity: facetOf(rows, ({ severity }) => [levelOf(severity), levelOf(severity)]).toSorted(
        (a, b) => rank(a.value) - rank(b.value),
      ),
      service: bySource(({ service }) => [service, service]),
      environment: bySource(({ environment }) => [environment, environment]),
      region: bySource(({ region }) => [region, region]),
      release: bySource(
        ({ release, service }) => (release && [release.id, `${service} #${release.number}`]) || undefined,
      ),
    },
    lost,
    markers,
  };
}

type Counted = { bucket: number; severity: number; sourceId: number; lines: number };

const rank = (level: string) => LOG_LEVELS.findIndex((each) => each === level);

function facetOf(
  rows: readonly Counted[],
  nameOf: (row: Counted) => [value: string, label: string] | undefined,
): LogFacet[] {
  const facets = new Map<string, LogFacet>();
  for (const row of rows) {
    const [value, label] = nameOf(row) ?? [];
    if (value === undefined || label === undefined) continue;
    const known = facets.get(value);
    if (known) known.lines += row.lines;
    else facets.set(value, { value, label, lines: row.lines });
  }
  return [...facets.values()].toSorted((a, b) => b.lines - a.lines).slice(0, MOST_VALUES);
}

const MOST_VALUES = 30;

function count(ctx: Context, scope: LogScope, stepSeconds: number, share: number): Promise<Counted[]> {
  // The number stands in the text of the query: grouped by the same expression, it has to be the same parameter.
  const step = sql.raw(String(stepSeconds));
  const sample = share < 1 ? sql`tablesample system (${share * 100}) repeatable (1)` : sql``;
  return ctx.db
    .select({
      bucket: sql<number>`(floor(extract(epoch from at) / ${step}) * ${step})::float8`,
      severity: sql<number>`severity`,
      sourceId: sql<number>`source_id`,
      lines: sql<number>`round(count(*) / ${share}::float8)::float8`,
    })
    .from(sql`logs ${sample}`)
    .where(sql`${within(scope)} and ${scope.condition ?? sql`true`}`)
    .groupBy(sql`1, 2, 3`);
}

async function countLost(ctx: Context, scope: LogScope): Promise<number> {
  const places = new Set([...scope.sources.values()].map((one) => `${one.serviceId} ${one.environmentId}`));
  if (places.size === 0) return 0;
  const rows = await ctx.db
    .select({
      place: sql<string>`${telemetryDrops.serviceId} || ' ' || ${telemetryDrops.environmentId}`,
      lines: sql<number>`sum(${telemetryDrops.items})::float8`,
    })
    .from(telemetryDrops)
    .where(
      and(
        eq(telemetryDrops.signal, "logs"),
        gte(telemetryDrops.at, sql`date_trunc('hour', ${scope.from.toISOString()}::timestamptz)`),
        lt(telemetryDrops.at, scope.to),
      ),
    )
    .groupBy(telemetryDrops.serviceId, telemetryDrops.environmentId);
  return rows.reduce((sum, { place, lines }) => (places.has(place) ? sum + lines : sum), 0);
}

async function readMarkers(ctx: Context, { sources, from, to }: LogScope): Promise<LogSummary["markers"]> {
  const all = [...sources.values()];
  if (all.length === 0) return [];
  const rows = await ctx.db
    .select({
      deploymentId: deployments.id,
      at: deployments.switchedAt,
      service: services.name,
      environment: environments.name,
      releaseNumber: releases.number,
    })
    .from(deployments)
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .innerJoin(services, eq(services.id, deployments.serviceId))
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .where(
      and(
        inArray(deployments.serviceId, [...new Set(all.map(({ serviceId }) => serviceId))]),
        inArray(deployments.environmentId, [...new Set(all.map(({ environmentId }) => environmentId))]),
        isNotNull(deployments.switchedAt),
        sql`${deployments.releaseId} is distinct from ${deployments.previousReleaseId}`,
        gte(deployments.switchedAt, from),
        lt(deployments.switchedAt, to),
      ),
    )
    .orderBy(asc(deployments.switchedAt))
    .limit(MOST_MARKERS);
  return rows.flatMap(({ at, ...row }) => (at ? [{ ...row, at: at.toISOString() }] : []));
}
