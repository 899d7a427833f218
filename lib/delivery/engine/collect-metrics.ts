import "server-only";
import { and, eq, exists, inArray, isNull, or, sql } from "drizzle-orm";

import type { TargetKind } from "@/db/enums";
import { placements, regions, releases, services, targets } from "@/db/schema";
import { ServiceSettings } from "@/lib/catalog/contract";
import type { Context, JobActor } from "@/lib/core/context";
import { isDatabaseTrouble } from "@/lib/core/postgres-error";
import { reportError } from "@/lib/core/report-error";
import { claimScrapes, scrapeInstance } from "@/lib/telemetry";
import { metricsPageOf, type ScrapeOrder } from "@/lib/telemetry/contract";

import { RunPlan } from "../targets/rollout-schema";
import type { MetricsPage, Observation, RunningInstance, Target } from "../targets/target";
import { observationsOf } from "./observe";

/** Read at once, so that a page that takes ten seconds holds up nobody else, and memory has an end. */
const MOST_AT_ONCE = 16;
/** So long it counts what targets said of what runs. */
const OBSERVED_MS = 2_000;

type TargetOf = (target: { id: string; kind: TargetKind }) => Pick<Target, "observe">;

/**
 * Reads the pages with metrics of all processes that run. It asks them itself: the target's own process is the gateway, and
 * parsing would slow requests down. Each call starts all that is due, and waits only where that is more than may be read at
 * once.
 */
export function createMetricsCollector(ctx: Context<JobActor>, targetOf: TargetOf, shutdown: AbortSignal) {
  const running = new Set<Promise<void>>();
  const plans = new Map<string, MetricsPage | undefined>();

  async function collect(): Promise<void> {
    const until = performance.now() + OBSERVED_MS;
    const places = await readPlaces(ctx);
    const { instances, silent } = await findInstances(places, targetOf);
    await learn(ctx, plans, instances);
    const orders = instances.flatMap((one) => orderOf(one, plans) ?? []);
    const isKnown = (placementId: string) => !silent.has(placementId);
    while (!shutdown.aborted && performance.now() < until) {
      const room = MOST_AT_ONCE - running.size;
      // oxlint-disable-next-line no-await-in-loop -- what is claimed is read at once
      const claimed = await claimScrapes(ctx, orders, room, isKnown);
      for (const order of claimed) start(order);
      if (claimed.length < room) return;
      // oxlint-disable-next-line no-await-in-loop -- for the next one that has an end
      await Promise.race(running);
    }
  }

  function start(order: ScrapeOrder): void {
    const scrape = scrapeInstance(ctx, order, shutdown)
      .catch((error: unknown) => {
        // The next one of it is due soon.
        if (!shutdown.aborted && !isDatabaseTrouble(error)) reportError(error, { seam: "collect-metrics" });
      })
      .finally(() => running.delete(scrape));
    running.add(scrape);
  }

  return {
    collect,
    /** Until what was started is written. */
    settled: async () => void (await Promise.all(running)),
  };
}

type Place = { id: string; target: { id: string; kind: TargetKind }; settings: ServiceSettings };
type Found = { place: Place; host: string; instance: RunningInstance; instanceId: string };

/** The places of services that tell metrics of their own, by their settings or by any release of theirs. */
async function readPlaces(ctx: Context): Promise<Place[]> {
  const rows = await ctx.db
    .select({
      id: placements.id,
      targetId: targets.id,
      targetKind: targets.kind,
      settings: services.settings,
    })
    .from(placements)
    .innerJoin(services, and(eq(services.id, placements.serviceId), isNull(services.archivedAt)))
    .innerJoin(regions, eq(regions.id, placements.regionId))
    .innerJoin(targets, eq(targets.id, regions.targetId))
    .where(
      or(
        sql`${services.settings} ? 'metricsPath'`,
        exists(
          ctx.db
            .select({ id: releases.id })
            .from(releases)
            .where(and(eq(releases.serviceId, services.id), sql`${releases.plan} ? 'metrics'`)),
        ),
      ),
    );
  return rows.map(({ id, targetId, targetKind, settings }) => ({
    id,
    target: { id: targetId, kind: targetKind },
    settings: ServiceSettings.safeParse(settings).data ?? {},
  }));
}

/** What runs in these places; `silent` are those whose target does not say. */
async function findInstances(
  places: readonly Place[],
  targetOf: TargetOf,
): Promise<{ instances: Found[]; silent: ReadonlySet<string> }> {
  const known = new Map(places.map(({ target }) => [target.id, target]));
  const observed = new Map(
    await Promise.all(
      [...known.values()].map(async (target) => [target.id, await observationsOf(targetOf(target))] as const),
    ),
  );
  return {
    instances: places.flatMap((place) => instancesOf(place, observed.get(place.target.id)?.get(place.id))),
    silent: new Set(places.filter(({ target }) => !observed.get(target.id)).map(({ id }) => id)),
  };
}

/** What serves, also when it is down, and what is up beside it: warm, or about to serve. */
function instancesOf(place: Place, observation: Observation | undefined): Found[] {
  if (!observation) return [];
  const { serving, warm, starting, url } = observation;
  const beside = [...warm, ...starting].filter(({ state }) => state === "ready" || state === "unhealthy");
  // A target of an earlier version names no instances.
  return [...(serving ? [serving] : []), ...beside].flatMap((instance) =>
    instance.instanceId === undefined
      ? []
      : [{ place, host: new URL(url).host, instance, instanceId: instance.instanceId }],
  );
}

const Plan = RunPlan.pick({ metrics: true });

/** What releases say, which never changes. */
async function learn(
  ctx: Context,
  plans: Map<string, MetricsPage | undefined>,
  instances: readonly Found[],
): Promise<void> {
  const ids = new Set(instances.map(({ instance }) => instance.releaseId));
  for (const id of plans.keys()) if (!ids.has(id)) plans.delete(id);
  const unknown = [...ids].filter((id) => !plans.has(id));
  if (unknown.length === 0) return;
  const rows = await ctx.db
    .select({ id: releases.id, plan: releases.plan })
    .from(releases)
    .where(inArray(releases.id, unknown));
  for (const { id, plan } of rows) plans.set(id, Plan.safeParse(plan).data?.metrics);
}

function orderOf(
  { place, host, instance, instanceId }: Found,
  plans: ReadonlyMap<string, MetricsPage | undefined>,
): ScrapeOrder | undefined {
  const { releaseId, directUrl, state } = instance;
  const page = plans.has(releaseId) ? metricsPageOf(place.settings, plans.get(releaseId)) : undefined;
  if (!page) return undefined;
  const isRunning = state === "ready" || state === "unhealthy";
  return {
    ...page,
    instanceId,
    placementId: place.id,
    releaseId,
    host,
    directUrl: isRunning ? directUrl : undefined,
    // Not what it printed last, which may hold a secret.
    trouble: "Its process does not run.",
  };
}
