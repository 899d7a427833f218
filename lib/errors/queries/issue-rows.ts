import "server-only";
import { and, eq, gte, inArray, sql } from "drizzle-orm";

import {
  environments,
  errorHashes,
  errorHours,
  errorIssues,
  services,
  telemetrySources,
  users,
} from "@/db/schema";
import type { Context } from "@/lib/core/context";

import type { IssueRow } from "../contract";
import { readReleaseRefs } from "./releases";

const HOUR_MS = 3_600_000;
const TREND_HOURS = 24;

const issueColumns = {
  id: errorIssues.id,
  serviceId: errorIssues.serviceId,
  serviceName: services.name,
  title: errorIssues.title,
  culprit: errorIssues.culprit,
  status: errorIssues.status,
  level: errorIssues.level,
  count: errorIssues.eventCount,
  userCount: errorIssues.userCount,
  firstSeenAt: errorIssues.firstSeenAt,
  lastSeenAt: errorIssues.lastSeenAt,
  firstSourceId: errorIssues.firstSourceId,
  lastSourceId: errorIssues.lastSourceId,
  assigneeName: users.name,
};

export const selectIssues = (ctx: Context) =>
  ctx.db
    .select(issueColumns)
    .from(errorIssues)
    .innerJoin(services, eq(services.id, errorIssues.serviceId))
    .leftJoin(users, eq(users.id, errorIssues.assigneeId));

type Selected = Awaited<ReturnType<typeof selectIssues>>[number];

/** Rows with what stands in other tables: releases, environments and the trend of the last day. */
export async function issueRows(
  ctx: Context,
  selected: readonly Selected[],
  now = new Date(),
): Promise<IssueRow[]> {
  if (selected.length === 0) return [];
  const ids = selected.map(({ id }) => id);
  const sourceIds = selected.flatMap(({ firstSourceId, lastSourceId }) => [
    ...(firstSourceId === null ? [] : [firstSourceId]),
    ...(lastSourceId === null ? [] : [lastSourceId]),
  ]);
  const [sources, places, trends] = await Promise.all([
    ctx.db
      .select({ id: telemetrySources.id, releaseId: telemetrySources.releaseId })
      .from(telemetrySources)
      .where(inArray(telemetrySources.id, [...new Set([0, ...sourceIds])])),
    ctx.db
      .selectDistinct({
        issueId: errorHashes.issueId,
        environment: environments.name,
        position: environments.position,
      })
      .from(errorHashes)
      .innerJoin(errorHours, eq(errorHours.hashId, errorHashes.id))
      .innerJoin(telemetrySources, eq(telemetrySources.id, errorHours.sourceId))
      .innerJoin(environments, eq(environments.id, telemetrySources.environmentId))
      .innerJoin(errorIssues, eq(errorIssues.id, errorHashes.issueId))
      .where(
        and(
          inArray(errorHashes.issueId, ids),
          // Where it was of late: hours are kept for more than a year, and a list reads those of fifty issues.
          sql`${errorHours.at} > ${errorIssues.lastSeenAt} - interval '30 days'`,
        ),
      )
      .orderBy(environments.position),
    readTrends(ctx, ids, now),
  ]);
  const releaseOf = new Map(sources.map(({ id, releaseId }) => [id, releaseId]));
  const ref = await readReleaseRefs(ctx, [...releaseOf.values()]);
  return selected.map(({ firstSourceId, lastSourceId, ...row }) => ({
    ...row,
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    firstRelease: ref(firstSourceId === null ? null : releaseOf.get(firstSourceId)),
    lastRelease: ref(lastSourceId === null ? null : releaseOf.get(lastSourceId)),
    environments: places.filter(({ issueId }) => issueId === row.id).map(({ environment }) => environment),
    trend: trends.get(row.id) ?? Array.from({ length: TREND_HOURS }, () => 0),
  }));
}

async function readTrends(ctx: Context, ids: readonly string[], now: Date): Promise<Map<string, number[]>> {
  const firstMs = (Math.floor(now.getTime() / HOUR_MS) - TREND_HOURS + 1) * HOUR_MS;
  const rows = await ctx.db
    .select({
      issueId: errorHashes.issueId,
      at: errorHours.at,
      events: sql<number>`sum(${errorHours.events})::float8`,
    })
    .from(errorHashes)
    .innerJoin(errorHours, eq(errorHours.hashId, errorHashes.id))
    .where(and(inArray(errorHashes.issueId, [...ids]), gte(errorHours.at, new Date(firstMs))))
    .groupBy(errorHashes.issueId, errorHours.at);
  const trends = new Map<string, number[]>();
  for (const { issueId, at, events } of rows) {
    const trend = trends.get(issueId) ?? Array.from({ length: TREND_HOURS }, () => 0);
    const hour = Math.round((at.getTime() - firstMs) / HOUR_MS);
    if (hour >= 0 && hour < TREND_HOURS) trend[hour] = events;
    trends.set(issueId, trend);
  }
  return trends;
}
