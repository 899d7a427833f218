import "server-only";
import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";

import { deployments, placements, regions, releases, services } from "@/db/schema";
import type { EnvironmentView } from "@/lib/catalog/contract";
import type { Context } from "@/lib/core/context";
import { listQuarantines } from "@/lib/gates";

import type { InFlight, PlacementView, ReleaseRef } from "../contract";
import { iso, releaseColumns, releaseColumnsOf, releaseRef } from "./columns";
import { readConfigurationChanges } from "./configuration-changes";
import { countReady, readFailedAttempts } from "./gaps";
import { findWarmReturns } from "./warm-returns";

const FAILURES = new Set(["failed", "errored", "interrupted"]);

/**
 * The cells of the boards: for each service, one view per environment in order of promotion, also where nothing runs.
 * Ten queries at most, whatever the number of services.
 */
export async function readPlacements(
  ctx: Context,
  serviceIds: readonly string[],
  order: readonly EnvironmentView[],
): Promise<Map<string, PlacementView[]>> {
  if (serviceIds.length === 0) return new Map();
  const [rows, flights, newest, rolledBack, configurationChanges] = await Promise.all([
    readRows(ctx, serviceIds),
    readInFlight(ctx, serviceIds),
    readNewestReady(ctx, serviceIds),
    readRolledBack(ctx, serviceIds),
    readConfigurationChanges(ctx, serviceIds),
  ]);
  const rowOf = (serviceId: string, environmentId: string) =>
    rows.find((row) => row.serviceId === serviceId && row.environmentId === environmentId);
  const gaps = serviceIds.flatMap((serviceId) => gapsOf(serviceId, newest.get(serviceId), order, rowOf));
  const [counts, failures, warmReturns, quarantines] = await Promise.all([
    countReady(ctx, gaps),
    readFailedAttempts(
      ctx,
      gaps.map(({ environmentId, candidate }) => ({ environmentId, releaseId: candidate.id })),
    ),
    findWarmReturns(ctx, rows, rolledBack),
    listQuarantines(
      ctx,
      gaps.map(({ candidate }) => candidate.id),
    ),
  ]);
  const behind = new Map(
    gaps.map(({ serviceId, environmentId, candidate }, index) => [
      `${serviceId} ${environmentId}`,
      {
        releases: counts[index] ?? 0,
        candidate,
        wasRolledBack: rolledBack.has(`${environmentId} ${candidate.id}`),
        failed: failures[index] ?? null,
        isQuarantined: quarantines.some(({ releaseId }) => releaseId === candidate.id),
      },
    ]),
  );
  const cellsOf = (serviceId: string) =>
    order.map((environment): PlacementView => {
      const flight = flights.find(
        (each) => each.serviceId === serviceId && each.environmentId === environment.id,
      );
      const key = `${serviceId} ${environment.id}`;
      const row = rowOf(serviceId, environment.id);
      return {
        ...cellOf(environment, row, flight?.view ?? null),
        warm: row && warmReturns.has(row.id) ? warmOf(row) : null,
        configurationChange: configurationChanges.get(key) ?? null,
        behind: behind.get(key) ?? null,
      };
    });
  return new Map(serviceIds.map((serviceId) => [serviceId, cellsOf(serviceId)]));
}

/** Where a service serves something older than the environment before does, or than the newest release for the first. */
function gapsOf(
  serviceId: string,
  newest: ReleaseRef | undefined,
  order: readonly EnvironmentView[],
  rowOf: (serviceId: string, environmentId: string) => Row | undefined,
) {
  let candidate = newest;
  return order.flatMap(({ id: environmentId }) => {
    const release = rowOf(serviceId, environmentId)?.release;
    const ahead = candidate;
    candidate = release ? releaseRef(release) : undefined;
    const after = release?.number ?? 0;
    return ahead && ahead.number > after
      ? [{ serviceId, environmentId, candidate: ahead, after, upTo: ahead.number }]
      : [];
  });
}

type Row = Awaited<ReturnType<typeof readRows>>[number];

function cellOf(
  environment: EnvironmentView,
  row: Row | undefined,
  inFlight: InFlight | null,
): Omit<PlacementView, "configurationChange" | "behind" | "warm"> {
  const release = row?.release ? releaseRef(row.release) : null;
  const { last } = row ?? {};
  return {
    environmentId: environment.id,
    environment: environment.name,
    region: row?.region ?? environment.regions[0]?.name ?? "",
    release,
    deploymentId: row?.deploymentId ?? null,
    liveSince: iso(row?.liveSince ?? null),
    deployedByName: row?.deployedByName ?? null,
    health: inFlight?.status === "running" && !release ? "progressing" : (row?.health ?? "not_applicable"),
    healthDetail: row?.healthDetail ?? null,
    url: release ? (row?.url ?? null) : null,
    // A deployment that is at work changes what runs, and what was seen before says nothing of it.
    drift: row && inFlight?.status !== "running" ? driftOf(row) : null,
    inFlight,
    lastFailure:
      last && row?.failed && FAILURES.has(last.status)
        ? {
            deploymentId: last.id,
            release: releaseRef(row.failed),
            status: last.status,
            message: last.failure?.message ?? "It did not succeed.",
            at: (last.finishedAt ?? last.createdAt).toISOString(),
          }
        : null,
  };
}

const warmOf = ({ warm, warmUntil }: Row): PlacementView["warm"] =>
  warm && warmUntil ? { release: releaseRef(warm), until: warmUntil.toISOString() } : null;

const driftOf = ({
  driftKind: kind,
  driftDetail,
  driftSince,
  driftDetectedAt,
}: Row): PlacementView["drift"] =>
  kind && driftSince && driftDetectedAt
    ? { kind, detail: driftDetail ?? "", since: driftSince.toISOString() }
    : null;

const warmReleases = alias(releases, "warm_releases");
const failedReleases = alias(releases, "failed_releases");
const lastDeployments = alias(deployments, "last_deployments");

const readRows = (ctx: Context, serviceIds: readonly string[]) =>
  ctx.db
    .select({
      id: placements.id,
      serviceId: placements.serviceId,
      environmentId: placements.environmentId,
      region: regions.name,
      deploymentId: placements.deploymentId,
      liveSince: placements.liveSince,
      deployedByName: deployments.requestedByName,
      health: placements.health,
      healthDetail: placements.healthDetail,
      url: placements.url,
      warmUntil: placements.warmUntil,
      driftKind: placements.driftKind,
      driftDetail: placements.driftDetail,
      driftSince: placements.driftSince,
      driftDetectedAt: placements.driftDetectedAt,
      release: releaseColumns(),
      warm: releaseColumnsOf(warmReleases),
      failed: releaseColumnsOf(failedReleases),
      last: {
        id: lastDeployments.id,
        status: lastDeployments.status,
        failure: lastDeployments.failure,
        finishedAt: lastDeployments.finishedAt,
        createdAt: lastDeployments.createdAt,
      },
    })
    .from(placements)
    .innerJoin(regions, and(eq(regions.id, placements.regionId), eq(regions.position, 0)))
    .leftJoin(releases, eq(releases.id, placements.releaseId))
    .leftJoin(warmReleases, eq(warmReleases.id, placements.warmReleaseId))
    .leftJoin(deployments, eq(deployments.id, placements.deploymentId))
    .leftJoin(lastDeployments, eq(lastDeployments.id, placements.lastDeploymentId))
    .leftJoin(failedReleases, eq(failedReleases.id, lastDeployments.releaseId))
    .where(inArray(placements.serviceId, [...serviceIds]));

/** The running deployment of each place, or else the newest that waits. */
async function readInFlight(ctx: Context, serviceIds: readonly string[]) {
  const rows = await ctx.db
    .select({
      serviceId: deployments.serviceId,
      environmentId: deployments.environmentId,
      id: deployments.id,
      status: deployments.status,
      kind: deployments.kind,
      phase: deployments.phase,
      waitingFor: deployments.waitingFor,
      requestedByName: deployments.requestedByName,
      createdAt: deployments.createdAt,
      startedAt: deployments.startedAt,
      release: releaseColumns(),
    })
    .from(deployments)
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .where(and(inArray(deployments.serviceId, [...serviceIds]), isNull(deployments.finishedAt)))
    .orderBy(desc(deployments.id));
  const flights = rows.map(({ serviceId, environmentId, release, createdAt, startedAt, ...flight }) => ({
    serviceId,
    environmentId,
    view: {
      ...flight,
      release: releaseRef(release),
      createdAt: createdAt.toISOString(),
      startedAt: startedAt?.toISOString() ?? null,
      waitingBehind:
        rows.filter((row) => row.serviceId === serviceId && row.environmentId === environmentId).length - 1,
    } satisfies InFlight,
  }));
  return flights.toSorted(
    (a, b) => Number(b.view.status === "running") - Number(a.view.status === "running"),
  );
}

/** Environment and release of what was rolled back from: few rows, with an index of their own. */
async function readRolledBack(ctx: Context, serviceIds: readonly string[]): Promise<Set<string>> {
  const rows = await ctx.db
    .selectDistinct({ environmentId: deployments.environmentId, releaseId: deployments.releaseId })
    .from(deployments)
    .where(
      and(
        inArray(deployments.serviceId, [...serviceIds]),
        inArray(deployments.outcome, ["rolled_back", "rolled_back_auto"]),
      ),
    );
  return new Set(rows.map(({ environmentId, releaseId }) => `${environmentId} ${releaseId}`));
}

/**
 * The newest release of each service that could be deployed: what the first environment may be behind of. One step
 * into the index per service, because a distinct over all releases would read each service's whole history.
 */
async function readNewestReady(
  ctx: Context,
  serviceIds: readonly string[],
): Promise<Map<string, ReleaseRef>> {
  const newest = ctx.db
    .select(releaseColumns())
    .from(releases)
    .where(and(eq(releases.serviceId, services.id), eq(releases.status, "ready")))
    .orderBy(desc(releases.number))
    .limit(1)
    .as("newest");
  const rows = await ctx.db
    .select({ serviceId: services.id, release: releaseColumnsOf(newest) })
    .from(services)
    .innerJoinLateral(newest, sql`true`)
    .where(inArray(services.id, [...serviceIds]));
  return new Map(rows.map(({ serviceId, release }) => [serviceId, releaseRef(release)]));
}
