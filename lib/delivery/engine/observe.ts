import "server-only";
import { and, eq, isNotNull, isNull } from "drizzle-orm";

import type { DeploymentStatus, HealthState, TargetKind } from "@/db/enums";
import { deployments, placements, regions, targets } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import { EVERYTHING } from "@/lib/core/signals";

import { topics } from "../contract";
import { TargetUnavailable, type Observation, type Target } from "../targets/target";
import { secretsOf } from "./secrets-of";

type Known = {
  id: string;
  serviceId: string;
  fence: number;
  releaseId: string | null;
  deploymentId: string | null;
  lastStatus: DeploymentStatus | null;
  health: HealthState;
  healthDetail: string | null;
  warmReleaseId: string | null;
  warmUntil: Date | null;
  url: string | null;
};
type Seen = Pick<Known, "health" | "healthDetail" | "warmReleaseId" | "warmUntil" | "url">;

/** More changes than this at once (a target came back) are announced as "anything may have changed". */
const SINGLE_TOPICS = 20;

/**
 * Looks at every target and writes down what differs from the placement rows: health, address, and what is still warm.
 * What serves is decided by deployments; only where one ended without being able to tell, the row takes over what is
 * found. Anything else that differs is shown as degraded.
 */
export async function observeTargets(
  ctx: Context<JobActor>,
  targetOf: (target: { id: string; kind: TargetKind }) => Target,
): Promise<void> {
  for (const target of await ctx.db.select({ id: targets.id, kind: targets.kind }).from(targets)) {
    // Rows first: whatever a deployment changes from here on raises the fence that the writes below insist on.
    const known = await readPlacements(ctx, target.id);
    const observations = await observe(targetOf(target));
    await adoptWhatServes(ctx, known, observations);
    const changes: { row: Known; seen: Seen }[] = [];
    for (const row of known) {
      // oxlint-disable-next-line no-await-in-loop -- waits only for what is unwell
      const seen = await masked(ctx, row, judge(row, observations));
      if (differs(row, seen)) changes.push({ row, seen });
    }
    if (changes.length === 0) continue;
    await advance(ctx, async (tx) => {
      for (const { row, seen } of changes.toSorted((a, b) => a.row.id.localeCompare(b.row.id))) {
        await tx
          .update(placements)
          .set({ ...seen, observedAt: new Date() })
          // Not if a deployment was taken up since the row was read, or if it was corrected a moment ago.
          .where(
            and(
              eq(placements.id, row.id),
              eq(placements.fence, row.fence),
              eq(placements.releaseId, row.releaseId ?? ""),
            ),
          );
      }
      const services = [...new Set(changes.map(({ row }) => topics.service(row.serviceId)))];
      return {
        result: undefined,
        topics: services.length > SINGLE_TOPICS ? [EVERYTHING] : [topics.delivery, ...services],
      };
    });
  }
}

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

async function observe(target: Target): Promise<Map<string, Observation> | undefined> {
  try {
    const observations = await target.observe();
    return new Map(observations.map((observation) => [observation.placementId, observation]));
  } catch (error) {
    if (error instanceof TargetUnavailable) return undefined;
    throw error;
  }
}

/** Placements with a release, but for those that a deployment is changing right now. */
const readPlacements = (ctx: Context, targetId: string): Promise<Known[]> =>
  ctx.db
    .select({
      id: placements.id,
      serviceId: placements.serviceId,
      fence: placements.fence,
      deploymentId: placements.deploymentId,
      lastStatus: placements.lastStatus,
      releaseId: placements.releaseId,
      health: placements.health,
      healthDetail: placements.healthDetail,
      warmReleaseId: placements.warmReleaseId,
      warmUntil: placements.warmUntil,
      url: placements.url,
    })
    .from(placements)
    .innerJoin(regions, eq(regions.id, placements.regionId))
    .leftJoin(deployments, and(eq(deployments.placementId, placements.id), eq(deployments.status, "running")))
    .where(and(eq(regions.targetId, targetId), isNotNull(placements.releaseId), isNull(deployments.id)));

function judge(row: Known, observations: Map<string, Observation> | undefined): Seen {
  if (!observations) {
    const { warmReleaseId, warmUntil, url } = row;
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
async function masked(ctx: Context<JobActor>, row: Known, seen: Seen): Promise<Seen> {
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
  row.warmUntil?.getTime() !== seen.warmUntil?.getTime();
