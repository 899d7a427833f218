import "server-only";
import { and, asc, desc, eq, inArray, isNotNull, ne, sql } from "drizzle-orm";
import { stringify } from "yaml";

import { checkResults, checkRuns, environments, placements, regions, releases } from "@/db/schema";
import { getServiceView, listEnvironments } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import {
  CheckDefinitions,
  kindOf,
  type CheckDefinition,
  type ChecksView,
  type LatestResult,
} from "../contract";
import { withoutLiterals } from "../runner/literals";
import { withoutCredentials } from "../runner/mask";
import { appliesIn, gates, readEdited, type Declared } from "../runs/definitions";
import { summaryOf } from "./summary";

/** What a service declares to be checked, where it is served, and what each check last said there. */
export async function getChecks(ctx: Context, serviceId: string): Promise<ChecksView> {
  demand(ctx.actor, "read");
  const service = await getServiceView(ctx, serviceId);
  const [all, served, declared] = await Promise.all([
    listEnvironments(ctx),
    readPlaces(ctx, service.id),
    readAllDeclared(ctx, service.id),
  ]);
  const names = declared.map(({ definition }) => definition.name);
  const places = all.map(({ name }) => name);
  // One of the portal takes the place of the release's where it applies; elsewhere the release's still holds.
  const holdsIn = ({ definition, source }: Declared) =>
    places.filter(
      (place) =>
        appliesIn(definition, place) &&
        (source === "portal" ||
          !declared.some(
            (other) =>
              other.source === "portal" &&
              other.definition.name === definition.name &&
              appliesIn(other.definition, place),
          )),
    );
  const checks = declared.map((each) => viewOf(each, holdsIn(each)));
  return {
    // One that holds nowhere any more says nothing, unless it is limited to what is not there (yet).
    checks: checks.filter(
      ({ environments: held, name, source }) =>
        held.length > 0 ||
        source === "portal" ||
        !checks.some((other) => other.name === name && other.source === "portal"),
    ),
    environments: all.map(({ name }) => {
      const place = served.find(({ environment }) => environment === name);
      return { name, releaseNumber: place?.releaseNumber ?? null, url: place?.url ?? null };
    }),
    latest: await readLatest(ctx, service.id, [...new Set(names)]),
  };
}

function viewOf({ definition, source, text }: Declared, held: string[]): ChecksView["checks"][number] {
  const { name, every, retries = 0 } = definition;
  const moments = (["before_traffic", "after_traffic"] as const).filter((moment) =>
    gates(definition, moment),
  );
  return {
    name,
    kind: kindOf(definition),
    source,
    summary: summaryOf(definition),
    when: [...moments, "on_demand", ...(every === undefined ? [] : (["schedule"] as const))],
    every: every ?? null,
    retries,
    environments: held,
    text: withoutCredentials(text ?? stringify(withoutLiterals(definition))),
  };
}

const readPlaces = (ctx: Context, serviceId: string) =>
  ctx.db
    .select({ environment: environments.name, releaseNumber: releases.number, url: placements.url })
    .from(placements)
    .innerJoin(environments, eq(environments.id, placements.environmentId))
    .innerJoin(regions, and(eq(regions.id, placements.regionId), eq(regions.position, 0)))
    .innerJoin(releases, eq(releases.id, placements.releaseId))
    .where(eq(placements.serviceId, serviceId));

/** Of the newest release and of all that serve: a check that only an old one declares still gates it. The newest wins. */
async function readAllDeclared(ctx: Context, serviceId: string): Promise<Declared[]> {
  const newest = ctx.db
    .select({ id: releases.id })
    .from(releases)
    .where(and(eq(releases.serviceId, serviceId), eq(releases.status, "ready")))
    .orderBy(desc(releases.number))
    .limit(1);
  const serving = ctx.db
    .select({ id: placements.releaseId })
    .from(placements)
    .where(and(eq(placements.serviceId, serviceId), isNotNull(placements.releaseId)));
  const rows = await ctx.db
    .select({ checks: releases.checks })
    .from(releases)
    .where(sql`${releases.id} in ${newest} or ${inArray(releases.id, serving)}`)
    .orderBy(asc(releases.number));
  const edited = await readEdited(ctx, serviceId);
  const byName = new Map<string, Declared>();
  for (const { checks } of rows) {
    const parsed = CheckDefinitions.safeParse(checks);
    const definitions: CheckDefinition[] = parsed.success ? parsed.data : [];
    for (const definition of definitions) byName.set(definition.name, { definition, source: "slipway.yaml" });
  }
  return [...byName.values(), ...edited];
}

/** A streak longer than this says no more. */
const LONGEST_STREAK = 1_000;

/** One step into the index per check and region, however long the history is. */
async function readLatest(
  ctx: Context,
  serviceId: string,
  names: readonly string[],
): Promise<LatestResult[]> {
  if (names.length === 0) return [];
  const newest = ctx.db
    .select({
      runId: checkResults.runId,
      name: checkResults.name,
      kind: checkResults.kind,
      status: checkResults.status,
      durationMs: checkResults.durationMs,
      expected: checkResults.expected,
      actual: checkResults.actual,
      reproduce: checkResults.reproduce,
      at: checkResults.at,
      attempts: sql<number>`jsonb_array_length(${checkResults.attempts})`.as("attempts"),
    })
    .from(checkResults)
    .innerJoin(checkRuns, eq(checkRuns.id, checkResults.runId))
    .where(
      and(
        eq(checkResults.serviceId, serviceId),
        eq(checkResults.environmentId, environments.id),
        eq(checkResults.regionId, regions.id),
        sql`${checkResults.name} = wanted.name`,
        ne(checkRuns.moment, "before_traffic"),
      ),
    )
    .orderBy(desc(checkResults.runId))
    .limit(1)
    .as("newest");
  const mine = sql`join check_runs run on run.id = r.run_id and run.moment <> 'before_traffic'
    where r.service_id = ${serviceId} and r.environment_id = ${environments.id} and r.region_id = ${regions.id}
      and r.name = wanted.name`;
  const streak = sql<number>`(select count(*)::int from (
    select 1 from check_results r ${mine} and r.status in ('failed', 'errored') and r.run_id > coalesce((
      select r.run_id from check_results r ${mine} and r.status = 'passed' order by r.run_id desc limit 1), '')
    limit ${LONGEST_STREAK}) s)`;
  const rows = await ctx.db
    .select({
      environment: environments.name,
      region: regions.name,
      runId: newest.runId,
      name: newest.name,
      kind: newest.kind,
      status: newest.status,
      durationMs: newest.durationMs,
      expected: newest.expected,
      actual: newest.actual,
      reproduce: newest.reproduce,
      at: newest.at,
      attempts: newest.attempts,
      consecutiveFailures: streak,
    })
    .from(environments)
    .innerJoin(regions, eq(regions.environmentId, environments.id))
    .crossJoin(sql`jsonb_array_elements_text(${JSON.stringify(names)}::jsonb) as wanted(name)`)
    .innerJoinLateral(newest, sql`true`)
    .orderBy(asc(environments.position), asc(regions.position));
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
}
