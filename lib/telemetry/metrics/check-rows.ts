import "server-only";
import { and, eq, gt, gte, inArray, lt, ne, type SQL, sql } from "drizzle-orm";

import {
  checkDays,
  checkHours,
  checkResults,
  checkRuns,
  checkSeries,
  environments,
  regions,
  releases,
  services,
} from "@/db/schema";
import type { Context } from "@/lib/core/context";

import { SOURCE_KEYS } from "../contract";
import type { Figures, Grouped, Labelled, Source } from "./members";
import type { Metric, MetricName, MetricsQuestion } from "./metrics-store";
import { equalTo } from "./source-labels";
import { readWithinLimits } from "./within-limits";

const KEYS = [...SOURCE_KEYS, "check", "kind", "moment"];

/** What checks said, as metrics. Hours and days are kept for longer than the results. */
export const CHECK_METRICS: readonly MetricName[] = [
  { name: "check.up", type: "level", unit: "1", keys: KEYS },
  { name: "check.duration", type: "histogram", unit: "s", keys: KEYS },
  { name: "check.failures", type: "counter", unit: "{result}", keys: KEYS },
];

/**
 * Results that say whether something is up: a check that could not tell does not know, and what was asked of a release
 * before it had traffic is no uptime. Of the others all count, but for checks that are not declared for that place.
 */
export const saysWhetherUp = sql`${checkResults.status} in ('passed', 'failed') and ${checkRuns.moment} <> 'before_traffic'`;
export const saysSomething = ne(checkResults.status, "skipped");

const DAY_SECONDS = 86_400;
const ROLLUPS = {
  "1h": { table: checkHours, name: "check_hours", field: "hour", seconds: DAY_SECONDS / 24 },
  "1d": { table: checkDays, name: "check_days", field: "day", seconds: DAY_SECONDS },
} as const;
type Width = "1m" | keyof typeof ROLLUPS;
type Asked = Pick<MetricsQuestion, "metric" | "matchers" | "from" | "to">;

/** A series of checks, and how many results it has in the time that is asked about. */
export type CheckKey = { id: number; results: number };

/** Every check that said something in the hours or days of a question, by release and place. */
export async function readCheckRows(
  ctx: Context,
  { metric, matchers, from, to }: Asked,
  width: Width,
): Promise<Labelled<CheckKey>[]> {
  const [ofService, ofEnvironment] = [equalTo(matchers, "service"), equalTo(matchers, "environment")];
  const { table, field } = ROLLUPS[width === "1d" ? "1d" : "1h"];
  const labels = {
    service: services.name,
    environment: environments.name,
    region: regions.name,
    release: releases.number,
    check: checkSeries.name,
    kind: checkSeries.kind,
    moment: checkSeries.moment,
  };
  const rows = await readWithinLimits(ctx, (tx) =>
    tx
      .select({ id: checkSeries.id, ...labels, results: sql<number>`sum(${table.results})::int` })
      .from(table)
      .innerJoin(checkSeries, eq(checkSeries.id, table.seriesId))
      .innerJoin(services, eq(services.id, checkSeries.serviceId))
      .innerJoin(environments, eq(environments.id, checkSeries.environmentId))
      .innerJoin(regions, eq(regions.id, checkSeries.regionId))
      .leftJoin(releases, eq(releases.id, checkSeries.releaseId))
      .where(
        and(
          gte(table.at, sql`date_trunc(${field}, ${from.toISOString()}::timestamptz, 'UTC')`),
          lt(table.at, to),
          metric.name === "check.up" ? gt(table.tells, 0) : undefined,
          ofService.length > 0 ? inArray(services.name, ofService) : undefined,
          ofEnvironment.length > 0 ? inArray(environments.name, ofEnvironment) : undefined,
        ),
      )
      .groupBy(checkSeries.id, ...Object.values(labels)),
  );
  return rows.map(({ id, results, release, ...others }) => ({
    key: { id, results },
    labels: { ...others, release: release === null ? "" : String(release) },
    bounds: null,
  }));
}

/** A duration in the bucket of scale 3 that it falls into (`bucketOf`), as the row of a histogram has it. */
export const bucketOfDuration = (durationMs: SQL): SQL =>
  sql`(ceil(ln(greatest(${durationMs}, 1) / 1000.0::float8) / ln(2::float8) * 8) - 1)::int`;

/** @param width of the rows; hours and days also know of results that are no longer there. */
export function checkMembers(
  { members }: Grouped<CheckKey>,
  { metric, from, to }: Pick<MetricsQuestion, "metric" | "from" | "to">,
  width: Width,
): Source {
  const ofLanes = sql`unnest(${`{${members.map(({ key }) => key.id).join(",")}}`}::int[],
    ${`{${members.map(({ lane }) => lane).join(",")}}`}::int[]) as member(series_id, lane)`;
  if (width !== "1m") {
    const { name, seconds } = ROLLUPS[width];
    return {
      rowSeconds: seconds,
      members: members.length,
      rows: sql`${ofLanes} join ${sql.identifier(name)} m on m.series_id = member.series_id`,
    };
  }
  return {
    rowSeconds: (to.getTime() - from.getTime()) / 1_000,
    members: members.reduce((sum, { key }) => sum + key.results, 0),
    rows: sql`${ofLanes} join check_series s on s.id = member.series_id
      join (
        select check_results.*, check_runs.moment, ${bucketOfDuration(sql`duration_ms`)} as bucket_offset, '{1}'::int[] as buckets
        from check_results join check_runs on check_runs.id = check_results.run_id
        where ${metric.name === "check.up" ? saysWhetherUp : saysSomething}
      ) m on m.service_id = s.service_id and m.environment_id = s.environment_id and m.region_id = s.region_id
        and m.release_id is not distinct from s.release_id and m.name = s.name and m.kind = s.kind and m.moment = s.moment`,
  };
}

export function checkFigures({ name }: Metric, width: Width): Figures {
  const isRolledUp = width !== "1m";
  if (name === "check.duration") {
    const seconds = sql`m.duration_ms / 1000.0`;
    if (!isRolledUp) return { count: sql`1`, sum: seconds, min: seconds, max: seconds };
    return {
      count: sql`m.results`,
      sum: seconds,
      min: sql`m.min_duration_ms / 1000.0`,
      max: sql`m.max_duration_ms / 1000.0`,
    };
  }
  const isUp = name === "check.up";
  if (isRolledUp) {
    const [yes, all] = isUp ? [sql`m.up`, sql`m.tells`] : [sql`m.failures`, sql`m.results`];
    return {
      count: all,
      sum: yes,
      min: sql`case when ${all} > 0 then (${yes} = ${all})::int end`,
      max: sql`case when ${all} > 0 then (${yes} > 0)::int end`,
    };
  }
  const value = isUp ? sql`(m.status = 'passed')::int` : sql`(m.status <> 'passed')::int`;
  return { count: sql`1`, sum: value, min: value, max: value };
}
