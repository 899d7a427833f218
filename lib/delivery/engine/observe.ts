import "server-only";
import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";

import type { DeploymentStatus, HealthState, TargetKind } from "@/db/enums";
import { deployments, environments, placements, regions, services, targets } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import type { NewEvent } from "@/lib/core/publish";
import { EVERYTHING } from "@/lib/core/signals";

import { topics } from "../contract";
import { TargetUnavailable, type Observation, type Target } from "../targets/target";
import { driftDiffers, type Drift } from "./drift";
import { driftEvents, driftOf, judgeDrift, type DriftingPlace } from "./observe-drift";
import { tellRestarts } from "./observe-restarts";
import { secretsOf } from "./secrets-of";

type Known = DriftingPlace & {
  deploymentId: string | null;
  lastStatus: DeploymentStatus | null;
  health: HealthState;
  healthDetail: string | null;
  warmReleaseId: string | null;
  warmUntil: Date | null;
  url: string | null;
};
type Seen = Pick<Known, "health" | "healthDetail" | "warmReleaseId" | "warmUntil" | "url"> & Drift;

/** More changes than this at once (a target came back) are announced as "anything may have changed". */
const SINGLE_TOPICS = 20;

/**
 * Looks at every target and writes down what differs from the placement rows: health, address, and what is still warm.
 * What serves is decided by deployments; only where one ended without being able to tell, the row takes over what is
 * found. Anything else that differs is drift: it is shown, and left to people to repair.
 */
export async function observeTargets(
  ctx: Context<JobActor>,
  targetOf: (target: { id: string; kind: TargetKind }) => Target,
  now = new Date(),
): Promise<void> {
  for (const target of await ctx.db.select({ id: targets.id, kind: targets.kind }).from(targets)) {
    // Rows first: whatever a deployment changes from here on raises the fence that the writes below insist on.
    const known = await readPlacements(ctx, target.id);
    const observations = await observationsOf(targetOf(target));
    await adoptWhatServes(ctx, known, observations);
    const changes: Change[] = [];
    const drifts = await judgeDrift(ctx, known, observations, now);
    for (const row of known) {
      // oxlint-disable-next-line no-await-in-loop -- waits only for what is unwell
      const health = await masked(ctx, row, judge(row, observations));
      const seen = { ...health, ...(drifts.get(row.id) ?? driftOf(row)) };
      if (differs(row, seen)) changes.push({ row, seen });
    }
    if (changes.length > 0) await write(ctx, changes);
    await tellRestarts(ctx, known, observations, now);
  }
}

type Change = { row: Known; seen: Seen };

const write = (ctx: Context<JobActor>, changes: Change[]) =>
  advance(ctx, async (tx) => {
    const events: NewEvent[] = [];
    for (const { row, seen } of changes.toSorted((a, b) => a.row.id.localeCompare(b.row.id))) {
      const written = await tx
        .update(placements)
        .set({ ...seen, observedAt: new Date() })
        // Not if a deployment was taken up since the row was read, or if it was corrected a moment ago.
        .where(
          and(
            eq(placements.id, row.id),
            eq(placements.fence, row.fence),
            row.releaseId === null ? isNull(placements.releaseId) : eq(placements.releaseId, row.releaseId),
            // Another worker that looks at the same time may have told of it already.
            row.driftDetectedAt ? isNotNull(placements.driftDetectedAt) : isNull(placements.driftDetectedAt),
          ),
        )
        .returning({ id: placements.id });
      if (written.length > 0) events.push(...driftEvents(row, seen));
    }
    const names = [...new Set(changes.map(({ row }) => topics.service(row.serviceId)))];
    return {
      result: undefined,
      events,
      topics: names.length > SINGLE_TOPICS ? [EVERYTHING] : [topics.delivery, ...names],
    };
  });

/**
 * A deployment that ended without knowing what serves (`not_undone`) leaves a row that may be wrong. When the target
 * answers again, the row takes over the deployment that is found serving.
 */
async function adoptWhatServes(
  ctx: Context<JobActor>,
  known: Known[],
  observations: Map<string, Observation> | undefined,
) {
  for (const row of known) {
    const serving = observations?.get(row.id)?.serving;
    if (!serving || serving.deploymentId === row.deploymentId || row.lastStatus !== "errored") continue;
    await advance(ctx, async (tx) => {
      const [deployment] = await tx
        .select({
          id: deployments.id,
          releaseId: deployments.releaseId,
          environmentId: deployments.environmentId,
        })
        .from(deployments)
        .where(and(eq(deployments.id, serving.deploymentId), eq(deployments.placementId, row.id)));
      if (!deployment) return { result: undefined };
      const { releaseId, environmentId } = deployment;
      const adopted = await tx
        .update(placements)
        .set({ releaseId, deploymentId: deployment.id, liveSince: new Date(serving.since) })
        .where(and(eq(placements.id, row.id), eq(placements.fence, row.fence)))
        .returning({ id: placements.id });
      if (adopted.length === 0) return { result: undefined };
      return {
        result: undefined,
        events: [
          {
            type: "placement.corrected",
            subject: deployment.id,
            serviceId: row.serviceId,
            environmentId,
            releaseId,
            message: "The target was found serving this deployment's release, and the portal says so again.",
          },
        ],
        topics: [topics.delivery, topics.service(row.serviceId), topics.deployment(deployment.id)],
      };
    });
  }
}

/** By placement; undefined when the target does not answer. */
export async function observationsOf(
  target: Pick<Target, "observe">,
): Promise<Map<string, Observation> | undefined> {
  try {
    const observations = await target.observe();
    return new Map(observations.map((observation) => [observation.placementId, observation]));
  } catch (error) {
    if (error instanceof TargetUnavailable) return undefined;
    throw error;
  }
}

const pinned = alias(deployments, "pinned");

/** All placements but those that a deployment is changing right now, or that are on their way out. */
const readPlacements = (ctx: Context, targetId: string): Promise<Known[]> =>
  ctx.db
    .select({
      id: placements.id,
      serviceId: placements.serviceId,
      fence: placements.fence,
      serviceName: services.name,
      environmentId: placements.environmentId,
      environmentName: environments.name,
      deploymentId: placements.deploymentId,
      configurationId: pinned.configurationVersionId,
      lastStatus: placements.lastStatus,
      releaseId: placements.releaseId,
      health: placements.health,
      healthDetail: placements.healthDetail,
      warmReleaseId: placements.warmReleaseId,
      warmUntil: placements.warmUntil,
      url: placements.url,
      driftKind: placements.driftKind,
      driftDetail: placements.driftDetail,
      driftSince: placements.driftSince,
      driftFence: placements.driftFence,
      driftDetectedAt: placements.driftDetectedAt,
    })
    .from(placements)
    .innerJoin(regions, eq(regions.id, placements.regionId))
    .innerJoin(services, and(eq(services.id, placements.serviceId), isNull(services.archivedAt)))
    .innerJoin(environments, eq(environments.id, placements.environmentId))
    .leftJoin(pinned, eq(pinned.id, placements.deploymentId))
    .leftJoin(deployments, and(eq(deployments.placementId, placements.id), eq(deployments.status, "running")))
    .where(and(eq(regions.targetId, targetId), isNull(deployments.id)));

type Health = Omit<Seen, keyof Drift>;

function judge(row: Known, observations: Map<string, Observation> | undefined): Health {
  const { warmReleaseId, warmUntil, url } = row;
  // Where nothing should run, nothing is well or unwell.
  if (row.releaseId === null)
    return { warmReleaseId, warmUntil, url, health: row.health, healthDetail: row.healthDetail };
  if (!observations) {
    return { warmReleaseId, warmUntil, url, health: "unknown", healthDetail: "The target does not answer." };
  }
  const observed = observations.get(row.id);
  const warm = observed?.warm[0];
  const rest = {
    warmReleaseId: warm?.releaseId ?? null,
    warmUntil: warm ? new Date(warm.warmUntil) : null,
    url: observed?.url ?? row.url,
  };
  const { serving } = observed ?? {};
  if (!serving) return { ...rest, health: "degraded", healthDetail: "Nothing runs here." };
  if (serving.releaseId !== row.releaseId) {
    return {
      ...rest,
      health: "degraded",
      healthDetail: "The target serves another release than was deployed.",
    };
  }
  return { ...rest, ...healthOf(serving) };
}

/** What a target says about a release that is unwell may be the last line it printed. */
async function masked(ctx: Context<JobActor>, row: Known, seen: Health): Promise<Health> {
  if (!row.deploymentId || seen.healthDetail === null || seen.healthDetail === row.healthDetail) return seen;
  const secrets = await secretsOf(ctx, row.deploymentId);
  return { ...seen, healthDetail: secrets.mask(seen.healthDetail) };
}

function healthOf(serving: NonNullable<Observation["serving"]>): Pick<Seen, "health" | "healthDetail"> {
  const problem = serving.problem ?? null;
  switch (serving.state) {
    case "ready":
      return { health: "healthy", healthDetail: null };
    case "starting":
      return { health: "progressing", healthDetail: "It is starting." };
    case "restarting":
      return {
        health: "degraded",
        healthDetail: problem ?? `It is restarting, for the ${serving.restarts}. time.`,
      };
    case "unhealthy":
    case "stopped":
      return { health: "degraded", healthDetail: problem ?? "It does not answer its health check." };
  }
}

const differs = (row: Known, seen: Seen) =>
  row.health !== seen.health ||
  row.healthDetail !== seen.healthDetail ||
  row.url !== seen.url ||
  row.warmReleaseId !== seen.warmReleaseId ||
  row.warmUntil?.getTime() !== seen.warmUntil?.getTime() ||
  driftDiffers(row, seen);
