import "server-only";
import { and, eq, type SQL, sql } from "drizzle-orm";

import { environments, regions, releases, services, telemetrySources } from "@/db/schema";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";

import {
  LOG_LEVELS,
  RANGE_MS,
  type LogLevel,
  parseLogSearch,
  severitiesOf,
  type SummarizeLogs,
} from "../../contract";

export type LogSource = {
  id: number;
  serviceId: string;
  service: string;
  environmentId: string;
  environment: string;
  region: string;
  release: { id: string; number: number } | null;
};

export type LogScope = {
  sources: Map<number, LogSource>;
  /** Lines of other sources are left out; undefined when nobody chose. */
  sourceIds: number[] | undefined;
  from: Date;
  to: Date;
  /** What a line has to fulfil apart from whose and when; undefined when anything will do. */
  condition: SQL | undefined;
};

type Filter = SummarizeLogs;

/** Whose lines are asked for, of which time, and which of them. Throws `not_found` for what does not exist. */
export async function logScopeOf(ctx: Context, filter: Filter, now: Date): Promise<LogScope> {
  const service = filter.service === undefined ? undefined : await getServiceView(ctx, filter.service);
  const environment =
    filter.environment === undefined ? undefined : await getEnvironment(ctx, filter.environment);
  const chosen = [
    service && eq(telemetrySources.serviceId, service.id),
    environment && eq(telemetrySources.environmentId, environment.id),
    filter.region === undefined ? undefined : eq(regions.name, filter.region),
    filter.release === undefined ? undefined : eq(telemetrySources.releaseId, filter.release),
  ].filter((each) => each !== undefined);
  const rows = await ctx.db
    .select({
      id: telemetrySources.id,
      serviceId: services.id,
      service: services.name,
      environmentId: environments.id,
      environment: environments.name,
      region: regions.name,
      releaseId: releases.id,
      releaseNumber: releases.number,
    })
    .from(telemetrySources)
    .innerJoin(services, eq(services.id, telemetrySources.serviceId))
    .innerJoin(environments, eq(environments.id, telemetrySources.environmentId))
    .innerJoin(regions, eq(regions.id, telemetrySources.regionId))
    .leftJoin(releases, eq(releases.id, telemetrySources.releaseId))
    .where(and(...chosen));
  const sources = new Map(
    rows.map(({ releaseId, releaseNumber, ...row }) => [
      row.id,
      {
        ...row,
        release: releaseId && releaseNumber !== null ? { id: releaseId, number: releaseNumber } : null,
      },
    ]),
  );
  const to = filter.to ? new Date(filter.to) : new Date(now.getTime() + CLOCKS_DIFFER_MS);
  const from = filter.from
    ? new Date(filter.from)
    : new Date((filter.to ? to.getTime() : now.getTime()) - RANGE_MS[filter.range ?? "1h"]);
  return {
    sources,
    sourceIds: chosen.length > 0 ? [...sources.keys()] : undefined,
    from,
    to,
    condition: conditionOf(filter),
  };
}

/** A service whose clock goes ahead wrote its line now all the same. */
const CLOCKS_DIFFER_MS = 60_000;

function conditionOf({ q = "", severity }: Filter): SQL | undefined {
  const { terms, traceId } = parseLogSearch(q);
  const all: SQL[] = terms.map((term) => {
    if (term.kind === "field") return fieldIs(term.key, term.value);
    if (term.kind === "level") return isOf(term.level);
    const has = sql`body ilike ${`%${term.text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`}`;
    return term.kind === "has" ? has : sql`not (${has})`;
  });
  if (traceId) all.push(sql`trace_id = decode(${traceId}, 'hex')`);
  const levels = levelsOf(severity);
  if (levels) {
    const ranges = levels.map(isOf);
    all.push(ranges.length === 0 ? sql`false` : sql`(${sql.join(ranges, sql` or `)})`);
  }
  return all.length > 0 ? sql.join(all, sql` and `) : undefined;
}

function isOf(level: LogLevel): SQL {
  const [low, high] = severitiesOf(level);
  return sql`severity between ${low} and ${high}`;
}

/** A dot may be part of the name, or lead into an object. */
function fieldIs(key: string, value: string): SQL {
  const flat = sql`attributes ->> ${key} = ${value}`;
  if (!key.includes(".")) return flat;
  return sql`(${flat} or attributes #>> ${`{${key
    .split(".")
    .map((part) => JSON.stringify(part))
    .join(",")}}`}::text[] = ${value})`;
}

function levelsOf(text: string | undefined): LogLevel[] | undefined {
  if (!text) return undefined;
  const wanted = new Set(text.split(","));
  return LOG_LEVELS.filter((level) => wanted.has(level));
}

/** Whose lines, as a condition. */
export const ofSources = ({ sourceIds }: LogScope): SQL =>
  sourceIds ? sql`source_id = any(${`{${sourceIds.join(",")}}`}::int[])` : sql`true`;

/** Of which time, and whose lines. */
export const within = (scope: LogScope): SQL =>
  sql`at >= ${scope.from.toISOString()}::timestamptz and at < ${scope.to.toISOString()}::timestamptz and ${ofSources(scope)}`;
