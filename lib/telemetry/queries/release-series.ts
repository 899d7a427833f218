import "server-only";
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";

import { releases } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import type { MeasuredRelease, ReleaseTraffic } from "../contract";
import { figuresOf, groupBy, perMinute, type RedRow } from "./figures";
import type { Period } from "./scope";

/** How long after the end of a window its counts are here at the latest: a flush, a collection, and a moment. */
const LAG_SECONDS = 15;

export type Step = { atMs: number; seconds: number };
/** From an instant up to another one, in milliseconds. */
export type Stretch = readonly [fromMs: number, toMs: number];

/** The steps of a period. The one under way counts as long as it has gone on, once that says anything. */
export function stepsOf({ from, to, stepSeconds }: Period, now: Date): Step[] {
  const steps: Step[] = [];
  for (let atMs = from.getTime(); atMs < to.getTime(); atMs += stepSeconds * 1_000) {
    const seconds = Math.min(stepSeconds, (now.getTime() - atMs) / 1_000 - LAG_SECONDS);
    if (seconds === stepSeconds || seconds >= 60) steps.push({ atMs, seconds });
  }
  return steps;
}

/** The first and the last request, as far as rows tell them apart. */
export function stretchOf(rows: readonly { at: Date }[]): Stretch {
  return [
    rows.reduce((least, { at }) => Math.min(least, at.getTime()), Infinity),
    rows.reduce((most, { at }) => Math.max(most, at.getTime()), -Infinity),
  ];
}

/**
 * A value for each step. A release of which nobody asked anything has a rate of zero while it was there: between its
 * first and its last request, and for as long as `served` says that traffic would have reached it.
 */
export function seriesOf(
  rows: readonly (RedRow & { at: Date })[],
  steps: readonly Step[],
  { from, stepSeconds }: Period,
  served: readonly Stretch[] = [],
): ReleaseTraffic["series"] {
  const [stepMs, fromMs] = [stepSeconds * 1_000, from.getTime()];
  const [firstMs, lastMs] = stretchOf(rows);
  const byStep = groupBy(rows, ({ at }) => fromMs + Math.floor((at.getTime() - fromMs) / stepMs) * stepMs);
  const values = steps.map(({ atMs, seconds }) => {
    const own = byStep.get(atMs);
    const isThere =
      (atMs + stepMs > firstMs && atMs <= lastMs) ||
      served.some(([start, end]) => atMs + stepMs > start && atMs + stepMs <= end);
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
export const readReleases = (ctx: Context, ids: readonly string[]) =>
  ids.length === 0 ? Promise.resolve([]) : selectReleases(ctx, inArray(releases.id, [...ids]));

/** Those of these numbers that a service has. */
export const readReleasesByNumber = (ctx: Context, serviceId: string, numbers: readonly number[]) =>
  selectReleases(ctx, and(eq(releases.serviceId, serviceId), inArray(releases.number, [...numbers])));

async function selectReleases(ctx: Context, condition: SQL | undefined): Promise<MeasuredRelease[]> {
  const rows = await ctx.db
    .select({
      id: releases.id,
      number: releases.number,
      version: releases.version,
      commit: releases.commit,
      createdAt: releases.createdAt,
    })
    .from(releases)
    .where(condition)
    .orderBy(sql`${releases.number} desc`);
  return rows.map(({ commit, createdAt, ...row }) => ({
    ...row,
    commitSha: commit?.sha ?? null,
    subject: commit?.subject ?? null,
    authorName: commit?.authorName ?? null,
    createdAt: createdAt.toISOString(),
  }));
}
