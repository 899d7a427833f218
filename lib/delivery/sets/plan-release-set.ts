import "server-only";
import { and, asc, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";

import { placements, regions, releases, releaseSetMembers, services } from "@/db/schema";
import { getEnvironment, readDependencyGraph } from "@/lib/catalog";
import { depthsFrom, neededBy } from "@/lib/catalog/contract";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import type { PlanReleaseSet, PlannedMember, ReleaseSetPlan, SetCandidate, SetCandidates } from "../contract";
import { releaseColumns, releaseColumnsOf, releaseRef } from "../queries/columns";
import { planPromotion } from "../queries/plans";
import { readServices } from "./read-services";
import { wavesOf } from "./waves";

/** Enough for a fleet; a set itself holds fewer. */
const MAXIMUM_CANDIDATES = 500;
/** Each plan is a dozen queries. */
const PLANS_AT_ONCE = 4;

const there = alias(placements, "there");
const thereRelease = alias(releases, "there_releases");

/** Services that run another release in `from` than in `to`, by name. */
export async function listSetCandidates(ctx: Context, input: SetCandidates): Promise<SetCandidate[]> {
  demand(ctx.actor, "read");
  const [from, to] = [await getEnvironment(ctx, input.from), await getEnvironment(ctx, input.to)];
  const rows = await ctx.db
    .select({
      service: { id: services.id, name: services.name },
      release: releaseColumns(),
      replaces: releaseColumnsOf(thereRelease),
    })
    .from(placements)
    .innerJoin(services, and(eq(services.id, placements.serviceId), isNull(services.archivedAt)))
    .innerJoin(regions, and(eq(regions.id, placements.regionId), eq(regions.position, 0)))
    .innerJoin(releases, eq(releases.id, placements.releaseId))
    .leftJoin(there, and(eq(there.serviceId, services.id), eq(there.environmentId, to.id)))
    .leftJoin(thereRelease, eq(thereRelease.id, there.releaseId))
    .where(
      and(
        eq(placements.environmentId, from.id),
        ne(sql`coalesce(${there.releaseId}, '')`, placements.releaseId),
      ),
    )
    .orderBy(asc(services.name))
    .limit(MAXIMUM_CANDIDATES);
  const needs = neededBy((await readDependencyGraph(ctx)).edges);
  const names = new Set(rows.map(({ service }) => service.name));
  return rows.map(({ service, release, replaces }) => ({
    service,
    release: releaseRef(release),
    replaces: replaces && releaseRef(replaces),
    isBehind: replaces !== null && replaces.number < release.number,
    needs: [...depthsFrom(needs, service.name).keys()].filter(
      (name) => name !== service.name && names.has(name),
    ),
  }));
}

/** The waves of a set with what each member would do and what blocks it; the same answer as the command gives. */
export async function planReleaseSet(ctx: Context, input: PlanReleaseSet): Promise<ReleaseSetPlan> {
  demand(ctx.actor, "read");
  const [from, to] = [await getEnvironment(ctx, input.from), await getEnvironment(ctx, input.to)];
  const chosen = await readServices(ctx, input.services);
  const names = chosen.map(({ name }) => name);
  const { edges, ids } = await readDependencyGraph(ctx, names);
  const { waves, cycles } = wavesOf(names, edges);
  const planned = new Map<string, PlannedMember>();
  const queue = [...chosen];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, beside a few others
      planned.set(next.name, await planMember(ctx, next, from.name, to.name));
    }
  };
  await Promise.all(Array.from({ length: PLANS_AT_ONCE }, work));
  await noteOtherSets(ctx, to, [...planned.values()]);
  const plans = waves.map((wave) => wave.flatMap((name) => planned.get(name) ?? []));
  const warnings = [
    ...cycles.map((cycle) => `${cycle.join(", ")} need each other in a circle, so they go at the same time.`),
    ...(await leftOut(ctx, { chosen: names, edges, ids }, from, to)),
  ];
  const slowest = plans.map((wave) => wave.map(({ estimateMs }) => estimateMs));
  const isKnown = slowest.flat().every((estimate) => estimate !== null);
  return {
    from: from.name,
    to: to.name,
    waves: plans,
    warnings,
    estimateMs:
      isKnown && slowest.length > 0
        ? slowest.reduce((sum, wave) => sum + Math.max(...wave.map((estimate) => estimate ?? 0)), 0)
        : null,
    allowed: plans.length > 0 && plans.flat().every(({ allowed }) => allowed),
  };
}

async function planMember(
  ctx: Context,
  service: { id: string; name: string },
  from: string,
  to: string,
): Promise<PlannedMember> {
  const plan = await planPromotion(ctx, { serviceId: service.id, from, to });
  const { release, replaces, estimateMs, migrations, allowed, blockers } = plan;
  return { service, release, replaces, estimateMs, migrations, allowed, blockers };
}

/** A place that another set keeps is refused, as the command would. */
async function noteOtherSets(
  ctx: Context,
  { id, name }: { id: string; name: string },
  members: readonly PlannedMember[],
) {
  const kept = await ctx.db
    .select({ serviceId: releaseSetMembers.serviceId })
    .from(releaseSetMembers)
    .where(and(eq(releaseSetMembers.environmentId, id), isNull(releaseSetMembers.releasedAt)));
  for (const member of members) {
    if (!kept.some(({ serviceId }) => serviceId === member.service.id)) continue;
    const message = `It is part of another release set to ${name} that is not over. Let that end, or end it first.`;
    member.blockers.push({
      code: "in_set",
      message,
      owner: null,
      until: null,
      refuses: true,
      override: null,
    });
    member.allowed = false;
  }
}

type Chosen = {
  chosen: readonly string[];
  edges: readonly { from: string; to: string }[];
  ids: ReadonlyMap<string, string>;
};

/** What the chosen services need, and would find older than what they ran with, or not at all. */
async function leftOut(
  ctx: Context,
  { chosen, edges, ids }: Chosen,
  from: { id: string; name: string },
  to: { id: string; name: string },
): Promise<string[]> {
  const needs = neededBy(edges);
  const askers = new Map<string, string>();
  for (const name of chosen)
    for (const needed of depthsFrom(needs, name).keys())
      if (!chosen.includes(needed) && !askers.has(needed)) askers.set(needed, name);
  const needed = [...askers.keys()];
  const rows =
    needed.length === 0
      ? []
      : await ctx.db
          .select({
            name: services.name,
            environmentId: placements.environmentId,
            number: placements.releaseNumber,
          })
          .from(placements)
          .innerJoin(services, and(eq(services.id, placements.serviceId), isNull(services.archivedAt)))
          .innerJoin(regions, and(eq(regions.id, placements.regionId), eq(regions.position, 0)))
          .where(and(inArray(services.name, needed), inArray(placements.environmentId, [from.id, to.id])));
  const numberIn = (name: string, environmentId: string) =>
    rows.find((row) => row.name === name && row.environmentId === environmentId)?.number ?? null;
  return [...askers].flatMap(([name, by]) => {
    if (!ids.has(name)) return [`${by} needs ${name}, and no service is called so.`];
    const [ahead, behind] = [numberIn(name, from.id), numberIn(name, to.id)];
    if (behind === null) return [`${by} needs ${name}, which does not run in ${to.name} and is left out.`];
    if (ahead === null || ahead <= behind) return [];
    return [
      `${by} needs ${name}, which is left out: ${to.name} serves #${behind} of it, ${from.name} #${ahead}.`,
    ];
  });
}
