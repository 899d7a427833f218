import "server-only";
import { eq } from "drizzle-orm";

import type { DeploymentKind, TargetKind } from "@/db/enums";
import { deployments, environments, placements, regions, releases, services, targets } from "@/db/schema";
import { readVariables } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { required } from "@/lib/core/errors";

import { Artifact, RunPlan } from "../targets/rollout-schema";
import type { Rollout, Target } from "../targets/target";
import type { Claim } from "./lease";

/** Everything an execution needs to know, read once after the claim. */
export type Work = {
  claim: Claim;
  kind: DeploymentKind;
  service: { id: string; name: string };
  environment: { id: string; name: string; settleMs: number; drainMs: number; warmMs: number };
  placement: { id: string };
  release: { id: string; number: number };
  /** What served when this deployment was taken up. */
  previous?: { releaseId: string; deploymentId: string; liveSince: Date | null };
  switchIntended: boolean;
  rollout: Rollout;
  /** How to bring back what served before. */
  previousRollout?: Rollout;
  target: Target;
};

/** @param targetOf finds the adapter for a region's target. */
export async function loadWork(
  ctx: Context,
  claim: Claim,
  targetOf: (target: { id: string; kind: TargetKind }) => Target,
): Promise<Work> {
  const row = required(await readDeployment(ctx, claim.deploymentId), "the claimed deployment");
  const environmentVariables = await readVariables(ctx, row.service.id, row.environment.id);
  const { releaseId, deploymentId } = row.previous;
  const previousRelease = releaseId ? await readRelease(ctx, releaseId) : undefined;

  const rolloutOf = (
    ofDeployment: string,
    release: { id: string; artifact: unknown; plan: unknown },
    reuseWarm: boolean,
    settleMs: number,
  ): Rollout => ({
    deploymentId: ofDeployment,
    fence: claim.fence,
    placement: {
      id: row.placement.id,
      service: row.service.name,
      environment: row.environment.name,
      region: row.region,
      primary: row.regionPosition === 0,
    },
    release: {
      id: release.id,
      artifact: Artifact.parse(release.artifact),
      plan: RunPlan.parse(release.plan),
    },
    environmentVariables,
    reuseWarm,
    settleMs,
    drainMs: row.environment.drainMs,
    warmMs: row.environment.warmMs,
  });

  return {
    ...row,
    claim,
    ...(releaseId && deploymentId
      ? { previous: { releaseId, deploymentId, liveSince: row.placement.liveSince } }
      : { previous: undefined }),
    // A release that has served here before need not prove again that it stays up.
    rollout:
      row.kind === "rollback"
        ? rolloutOf(claim.deploymentId, row.release, true, 0)
        : rolloutOf(claim.deploymentId, row.release, false, row.environment.settleMs),
    ...(previousRelease &&
      deploymentId && { previousRollout: rolloutOf(deploymentId, previousRelease, true, 0) }),
    target: targetOf(row.target),
  };
}

async function readDeployment(ctx: Context, deploymentId: string) {
  const [row] = await ctx.db
    .select({
      kind: deployments.kind,
      switchIntendedAt: deployments.switchIntendedAt,
      service: { id: services.id, name: services.name },
      environment: {
        id: environments.id,
        name: environments.name,
        settleMs: environments.settleMs,
        drainMs: environments.drainMs,
        warmMs: environments.warmMs,
      },
      placement: { id: placements.id, liveSince: placements.liveSince },
      region: regions.name,
      regionPosition: regions.position,
      target: { id: targets.id, kind: targets.kind },
      release: {
        id: releases.id,
        number: releases.number,
        artifact: releases.artifact,
        plan: releases.plan,
      },
      previous: { releaseId: deployments.previousReleaseId, deploymentId: deployments.previousDeploymentId },
    })
    .from(deployments)
    .innerJoin(services, eq(services.id, deployments.serviceId))
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .innerJoin(placements, eq(placements.id, deployments.placementId))
    .innerJoin(regions, eq(regions.id, deployments.regionId))
    .innerJoin(targets, eq(targets.id, regions.targetId))
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .where(eq(deployments.id, deploymentId));
  return row && { ...row, switchIntended: row.switchIntendedAt !== null };
}

async function readRelease(ctx: Context, releaseId: string) {
  const [row] = await ctx.db
    .select({ id: releases.id, artifact: releases.artifact, plan: releases.plan })
    .from(releases)
    .where(eq(releases.id, releaseId));
  return row;
}
