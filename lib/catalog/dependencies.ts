import "server-only";
import { and, asc, eq, inArray, isNull, ne, sql } from "drizzle-orm";

import type { DependencySource } from "@/db/enums";
import { environments, placements, regions, releases, serviceDependencies, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import type { DependencyView, ServiceDependencies } from "./contract";
import { cycleThrough, type Edge } from "./dependency-order";
import { getServiceView } from "./queries";

type Reader = Pick<Context, "actor"> & { db: Pick<Context["db"], "select"> };

type DependencyEdge = Edge & { sources: DependencySource[] };
export type DependencyGraph = {
  /** By name, of every service that an edge speaks of and of those asked for; a name without an id is nobody's. */
  ids: ReadonlyMap<string, string>;
  edges: DependencyEdge[];
};

/**
 * What needs what: what the newest release that was built of each service declares, and what the portal adds. It may hold
 * circles, and names that no service has.
 * @param names services to know the ids of although no edge speaks of them
 */
export async function readDependencyGraph(
  ctx: Reader,
  names: readonly string[] = [],
): Promise<DependencyGraph> {
  demand(ctx.actor, "read");
  const declared = await ctx.db
    .select({ from: services.name, to: releases.dependsOn })
    .from(services)
    .innerJoin(
      releases,
      and(eq(releases.serviceId, services.id), eq(releases.number, services.newestReleaseNumber)),
    )
    .where(and(isNull(services.archivedAt), ne(releases.dependsOn, sql`'[]'::jsonb`)));
  const added = await ctx.db
    .select({ from: services.name, to: serviceDependencies.dependsOn })
    .from(serviceDependencies)
    .innerJoin(services, eq(services.id, serviceDependencies.serviceId))
    .where(isNull(services.archivedAt));
  const edges = merged([
    ...declared.flatMap(({ from, to }) =>
      to.map((name) => ({ from, to: name, source: "slipway.yaml" as const })),
    ),
    ...added.map((edge) => ({ ...edge, source: "portal" as const })),
  ]);
  const spokenOf = [...new Set([...names, ...edges.flatMap(({ from, to }) => [from, to])])];
  const known =
    spokenOf.length === 0
      ? []
      : await ctx.db
          .select({ id: services.id, name: services.name })
          .from(services)
          .where(and(inArray(services.name, spokenOf), isNull(services.archivedAt)));
  return { ids: new Map(known.map(({ id, name }) => [name, id])), edges };
}

function merged(all: readonly (Edge & { source: DependencySource })[]): DependencyEdge[] {
  const edges = new Map<string, DependencyEdge>();
  for (const { from, to, source } of all) {
    const key = `${from} ${to}`;
    const known = edges.get(key);
    if (known) known.sources.push(source);
    else edges.set(key, { from, to, sources: [source] });
  }
  return [...edges.values()].toSorted((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1));
}

/**
 * What a service depends on and what needs it, by name, with the health of each in every environment.
 * @param service id or name. Throws `not_found`.
 */
export async function listDependencies(ctx: Context, service: string): Promise<ServiceDependencies> {
  demand(ctx.actor, "read");
  const { name } = await getServiceView(ctx, service);
  const { ids, edges } = await readDependencyGraph(ctx);
  const out = edges.filter(({ from }) => from === name).map(({ to, sources }) => ({ name: to, sources }));
  const back = edges.filter(({ to }) => to === name).map(({ from, sources }) => ({ name: from, sources }));
  const neighbours = [...out, ...back].flatMap((each) => ids.get(each.name) ?? []);
  const places = await readHealth(ctx, [...new Set(neighbours)]);
  const viewOf = (each: { name: string; sources: DependencySource[] }): DependencyView => {
    const id = ids.get(each.name) ?? null;
    return { ...each, id, environments: id === null ? [] : (places.get(id) ?? []) };
  };
  return {
    dependsOn: out.map(viewOf),
    neededBy: back.map(viewOf),
    cycle: cycleThrough(edges, name) ?? null,
  };
}

async function readHealth(
  ctx: Reader,
  serviceIds: readonly string[],
): Promise<Map<string, DependencyView["environments"]>> {
  if (serviceIds.length === 0) return new Map();
  const rows = await ctx.db
    .select({
      serviceId: services.id,
      environment: environments.name,
      health: placements.health,
      releaseNumber: placements.releaseNumber,
    })
    .from(services)
    .crossJoin(environments)
    .innerJoin(regions, and(eq(regions.environmentId, environments.id), eq(regions.position, 0)))
    .leftJoin(placements, and(eq(placements.serviceId, services.id), eq(placements.regionId, regions.id)))
    .where(inArray(services.id, [...serviceIds]))
    .orderBy(asc(environments.position));
  const views = new Map<string, DependencyView["environments"]>();
  for (const { serviceId, health, ...row } of rows) {
    const known = views.get(serviceId) ?? [];
    known.push({ ...row, health: health ?? "not_applicable" });
    views.set(serviceId, known);
  }
  return views;
}
