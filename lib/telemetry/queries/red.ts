import "server-only";
import { and, asc, eq, gte, inArray, isNotNull, lt, sql } from "drizzle-orm";

import { deployments, releases, uncountedRequests } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { type DeployMarker, ReadRed, type RedView, type ReleaseTraffic } from "../contract";
import { figuresOf, groupBy, perMinute, type RedRow, secondsOf } from "./figures";
import { readRed } from "./read-red";
import { type Period, periodOf, type Scope, scopeOf } from "./scope";

/** Releases with a line of their own; more than that no eye tells apart. */
const MOST_RELEASES = 5;
const NO_RELEASE = "none";
const OTHER_RELEASES = "others";
/** How long after the end of a window its counts are here at the latest: a flush, a collection, and a moment. */
const LAG_SECONDS = 15;

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
  const { environment, range } = ReadRed.parse(input);
  const scope = await scopeOf(ctx, service, environment);
  const period = periodOf(range, now);
  const releaseOf = new Map(scope.sources.map(({ id, releaseId }) => [id, releaseId]));
  const [counted, markers, uncounted] = await Promise.all([
    readRed(ctx, { ...period, sourceIds: [...releaseOf.keys()], of: "all" }),
    readMarkers(ctx, scope, period),
    readUncounted(ctx, scope, period),
  ]);
  const rows = counted.map((row): Row => ({ ...row, releaseId: releaseOf.get(row.sourceId) ?? null }));
  const steps = stepsOf(period, now);
  const total = figuresOf(rows);
  return {
    environments: scope.environments,
    environment: scope.environment?.name ?? null,
    from: period.from.toISOString(),
    to: period.to.toISOString(),
    stepSeconds: period.stepSeconds,
    total,
    perMinute: perMinute(total.requests, secondsOf(rows, period, now)),
    uncounted,
    instants: steps.map(({ atMs }) => new Date(atMs).toISOString()),
    releases: await byRelease(ctx, rows, steps, period),
    markers,
  };
}

type Step = { atMs: number; seconds: number };

/** The steps of a period. The one under way counts as long as it has gone on, once that says anything. */
function stepsOf({ from, to, stepSeconds }: Period, now: Date): Step[] {
  const steps: Step[] = [];
  for (let atMs = from.getTime(); atMs < to.getTime(); atMs += stepSeconds * 1_000) {
    const seconds = Math.min(stepSeconds, (now.getTime() - atMs) / 1_000 - LAG_SECONDS);
    if (seconds === stepSeconds || seconds >= 60) steps.push({ atMs, seconds });
  }
  return steps;
}

async function byRelease(
  ctx: Context,
  rows: readonly Row[],
  steps: readonly Step[],
  period: Period,
): Promise<ReleaseTraffic[]> {
  const known = await readReleases(ctx, [...new Set(rows.flatMap(({ releaseId }) => releaseId ?? []))]);
  const shown = new Set([...known.keys()].slice(0, MOST_RELEASES));
  const groups = groupBy(rows, ({ releaseId }) =>
    releaseId === null ? NO_RELEASE : shown.has(releaseId) ? releaseId : OTHER_RELEASES,
  );
  return [...shown, OTHER_RELEASES, NO_RELEASE].flatMap((key) => {
    const own = groups.get(key);
    if (!own) return [];
    const firstMs = own.reduce((least, { at }) => Math.min(least, at.getTime()), Infinity);
    const lastMs = own.reduce((most, { at }) => Math.max(most, at.getTime()), -Infinity);
    return [
      {
        key,
        release: known.get(key) ?? null,
        ...figuresOf(own),
        firstAt: new Date(firstMs).toISOString(),
        lastAt: new Date(lastMs).toISOString(),
        series: seriesOf(own, steps, period, { firstMs, lastMs }),
      },
    ];
  });
}

function seriesOf(
  rows: readonly Row[],
  steps: readonly Step[],
  { stepSeconds }: Period,
  { firstMs, lastMs }: { firstMs: number; lastMs: number },
): ReleaseTraffic["series"] {
  const stepMs = stepSeconds * 1_000;
  const byStep = groupBy(rows, ({ at }) => Math.floor(at.getTime() / stepMs) * stepMs);
  const values = steps.map(({ atMs, seconds }) => {
    const own = byStep.get(atMs);
    // Between its first and its last request nobody asked; before and after it was not there.
    const isThere = atMs + stepMs > firstMs && atMs <= lastMs;
    const figures = own && figuresOf(own);
    return {
      perMinute: figures ? perMinute(figures.requests, seconds) : isThere ? 0 : null,
      errorRate: figures?.errorRate ?? null,
      p50Ms: figures?.p50Ms ?? null,
      p95Ms: figures?.p95Ms ?? null,
      p99Ms: figures?.p99Ms ?? null,
    };
  });
  const of = (name: keyof ReleaseTraffic["series"]) => values.map((each) => each[name]);
  return {
    perMinute: of("perMinute"),
    errorRate: of("errorRate"),
    p50Ms: of("p50Ms"),
    p95Ms: of("p95Ms"),
    p99Ms: of("p99Ms"),
  };
}

/** Newest first, which is the order of what people call them. */
async function readReleases(ctx: Context, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, NonNullable<ReleaseTraffic["release"]>>();
  const rows = await ctx.db
    .select({
      id: releases.id,
      number: releases.number,
      version: releases.version,
      commit: releases.commit,
      createdAt: releases.createdAt,
    })
    .from(releases)
    .where(inArray(releases.id, [...ids]))
    .orderBy(sql`${releases.number} desc`);
  return new Map(
    rows.map(({ commit, createdAt, ...row }) => [
      row.id,
      {
        ...row,
        commitSha: commit?.sha ?? null,
        subject: commit?.subject ?? null,
        authorName: commit?.authorName ?? null,
        createdAt: createdAt.toISOString(),
      },
    ]),
  );
}

/** When traffic moved to another release. */
async function readMarkers(
  ctx: Context,
  { serviceId, environment }: Scope,
  { from, to }: Period,
): Promise<DeployMarker[]> {
  if (!environment) return [];
  const rows = await ctx.db
    .select({
      deploymentId: deployments.id,
      at: deployments.switchedAt,
      kind: deployments.kind,
      releaseNumber: releases.number,
    })
    .from(deployments)
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .where(
      and(
        eq(deployments.serviceId, serviceId),
        eq(deployments.environmentId, environment.id),
        isNotNull(deployments.switchedAt),
        sql`${deployments.releaseId} is distinct from ${deployments.previousReleaseId}`,
        gte(deployments.switchedAt, from),
        lt(deployments.switchedAt, to),
      ),
    )
    .orderBy(asc(deployments.switchedAt));
  return rows.flatMap(({ at, ...row }) => (at ? [{ ...row, at: at.toISOString() }] : []));
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
