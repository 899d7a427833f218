import "server-only";
import { and, count, eq, gte, inArray, lt, ne, type SQL, sql } from "drizzle-orm";

import { checkResults, checkRuns, environments, regions, releases, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import { SOURCE_KEYS } from "../contract";
import type { Figures, Grouped, Labelled, Source } from "./members";
import type { Metric, MetricName, MetricsQuestion } from "./metrics-store";
import { equalTo } from "./source-labels";
import { readWithinLimits } from "./within-limits";

const KEYS = [...SOURCE_KEYS, "check", "kind", "moment"];

/** What checks said, as metrics. They are read from the results themselves, so they go back as far as those are kept. */
export const CHECK_METRICS: readonly MetricName[] = [
  { name: "check.up", type: "level", unit: "1", keys: KEYS },
  { name: "check.duration", type: "histogram", unit: "s", keys: KEYS },
  { name: "check.failures", type: "counter", unit: "{result}", keys: KEYS },
];

/** One check of one release in one place, with how many results it has in the time that is asked about. */
export type CheckKey = {
  serviceId: string;
  environmentId: string;
  regionId: string;
  releaseId: string | null;
  name: string;
  moment: string;
  results: number;
};

/**
 * Results that say whether something is up: a check that could not tell does not know, and what was asked of a release
 * before it had traffic is no uptime. Of the others all count, but for checks that are not declared for that place.
 */
export const saysWhetherUp = sql`${checkResults.status} in ('passed', 'failed') and ${checkRuns.moment} <> 'before_traffic'`;
export const saysSomething = ne(checkResults.status, "skipped");

/** Every check that said something in the period of a question, by release and place. */
export async function readCheckRows(
  ctx: Context,
  { metric, matchers, from, to }: Pick<MetricsQuestion, "metric" | "matchers" | "from" | "to">,
): Promise<Labelled<CheckKey>[]> {
  const [ofService, ofEnvironment] = [equalTo(matchers, "service"), equalTo(matchers, "environment")];
  const key = {
    serviceId: checkResults.serviceId,
    environmentId: checkResults.environmentId,
    regionId: checkResults.regionId,
    releaseId: checkResults.releaseId,
    name: checkResults.name,
    moment: checkRuns.moment,
  };
  const labels = {
    service: services.name,
    environment: environments.name,
    region: regions.name,
    release: releases.number,
    kind: checkResults.kind,
  };
  const rows = await readWithinLimits(ctx, (tx) =>
    tx
      .select({ ...key, ...labels, results: count() })
      .from(checkResults)
      .innerJoin(checkRuns, eq(checkRuns.id, checkResults.runId))
      .innerJoin(services, eq(services.id, checkResults.serviceId))
      .innerJoin(environments, eq(environments.id, checkResults.environmentId))
      .innerJoin(regions, eq(regions.id, checkResults.regionId))
      .leftJoin(releases, eq(releases.id, checkResults.releaseId))
      .where(
        and(
          gte(checkResults.at, from),
          lt(checkResults.at, to),
          metric.name === "check.up" ? saysWhetherUp : saysSomething,
          ofService.length > 0 ? inArray(services.name, ofService) : undefined,
          ofEnvironment.length > 0 ? inArray(environments.name, ofEnvironment) : undefined,
        ),
      )
      .groupBy(...Object.values(key), ...Object.values(labels)),
  );
  return rows.map(({ service, environment, region, release, kind, ...one }) => ({
    key: one,
    labels: {
      service,
      environment,
      region,
      release: release === null ? "" : String(release),
      check: one.name,
      kind,
      moment: one.moment,
    },
    bounds: null,
  }));
}

/** A duration in the bucket of scale 3 that it falls into (`bucketOf`), as the row of a histogram has it. */
export const bucketOfDuration = (durationMs: SQL): SQL =>
  sql`(ceil(ln(greatest(${durationMs}, 1) / 1000.0::float8) / ln(2::float8) * 8) - 1)::int`;

export function checkMembers({ members }: Grouped<CheckKey>, { metric, from, to }: Asked): Source {
  const counts = metric.name === "check.up" ? saysWhetherUp : saysSomething;
  return {
    rowSeconds: (to.getTime() - from.getTime()) / 1_000,
    members: members.reduce((sum, { key }) => sum + key.results, 0),
    rows: sql`json_to_recordset(${JSON.stringify(members.map(({ key, lane }) => ({ ...key, lane })))}::json)
        as member("serviceId" text, "environmentId" text, "regionId" text, "releaseId" text, name text, moment text, lane int)
      join (
        select check_results.*, check_runs.moment, ${bucketOfDuration(sql`duration_ms`)} as bucket_offset, '{1}'::int[] as buckets
        from check_results join check_runs on check_runs.id = check_results.run_id
        where ${counts}
      ) m on m.service_id = member."serviceId" and m.environment_id = member."environmentId"
        and m.region_id = member."regionId" and m.name = member.name and m.moment = member.moment
        and m.release_id is not distinct from member."releaseId"`,
  };
}
type Asked = Pick<MetricsQuestion, "metric" | "from" | "to">;

export function checkFigures({ name }: Metric): Figures {
  if (name === "check.duration") {
    const seconds = sql`m.duration_ms / 1000.0`;
    return { count: sql`1`, sum: seconds, min: seconds, max: seconds };
  }
  const value = name === "check.up" ? sql`(m.status = 'passed')::int` : sql`(m.status <> 'passed')::int`;
  return { count: sql`1`, sum: value, min: value, max: value };
}
