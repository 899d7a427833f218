import "server-only";
import { eq } from "drizzle-orm";

import type { DeploymentKind, TargetKind } from "@/db/enums";
import { deployments, environments, regions, releases, services, targets } from "@/db/schema";
import { readVariables } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { required } from "@/lib/core/errors";
import { SealBroken } from "@/lib/core/secret-box";

import { Artifact, RunPlan } from "../targets/rollout-schema";
import type { Placement, Rollout, Target } from "../targets/target";
import type { Claim } from "./lease";

/** What an execution needs to know, read once after the claim. Nothing of it can be malformed. */
export type Work = {
  claim: Claim;
  kind: DeploymentKind;
  service: { id: string; name: string };
  environment: { id: string; name: string; settleMs: number; drainMs: number; warmMs: number };
  placement: Placement;
  release: { id: string; number: number };
  /** What served when this deployment was taken up. */
  previous: { releaseId: string; deploymentId: string } | undefined;
  switchIntended: boolean;
  target: Target;
};

/** @param targetOf finds the adapter for a region's target. */
export async function loadWork(
  ctx: Context,
  claim: Claim,
  targetOf: (target: { id: string; kind: TargetKind }) => Target,
): Promise<Work> {
  const row = required(await readDeployment(ctx, claim.deploymentId), "the claimed deployment");
  const { releaseId, deploymentId } = row.previous;
  return {
    claim,
    kind: row.kind,
    service: row.service,
    environment: row.environment,
    placement: {
      id: claim.placementId,
      service: row.service.name,
      environment: row.environment.name,
      region: row.region,
      primary: row.regionPosition === 0,
    },
    release: row.release,
    previous: releaseId && deploymentId ? { releaseId, deploymentId } : undefined,
    switchIntended: row.switchIntendedAt !== null,
    target: targetOf(row.target),
  };
}

/** A release that cannot be described any more: its plan is of another version, or its variables of another secret. */
export class Undescribable extends Error {
  override name = "Undescribable";
}

/** What the target is told for this deployment. Throws Undescribable. */
export const rolloutOf = (ctx: Context, work: Work): Promise<Rollout> =>
  describe(ctx, work, work.claim.deploymentId, work.release.id, {
    reuseWarm: work.kind === "rollback",
    // A release that has served here before need not prove again that it stays up.
    settleMs: work.kind === "rollback" ? 0 : work.environment.settleMs,
  });

/** What brings back what served before. Throws Undescribable. */
export const previousRolloutOf = (ctx: Context, work: Work, previous: NonNullable<Work["previous"]>) =>
  describe(ctx, work, previous.deploymentId, previous.releaseId, { reuseWarm: true, settleMs: 0 });

async function describe(
  ctx: Context,
  { claim, service, environment, placement }: Work,
  deploymentId: string,
  releaseId: string,
  how: { reuseWarm: boolean; settleMs: number },
): Promise<Rollout> {
  const [release] = await ctx.db
    .select({ artifact: releases.artifact, plan: releases.plan })
    .from(releases)
    .where(eq(releases.id, releaseId));
  const artifact = Artifact.safeParse(release?.artifact);
  const plan = RunPlan.safeParse(release?.plan);
  if (!artifact.success || !plan.success) {
    throw new Undescribable("This release was built by another version of Slipway. Build its commit again.");
  }
  return {
    deploymentId,
    fence: claim.fence,
    placement,
    release: { id: releaseId, artifact: artifact.data, plan: plan.data },
    environmentVariables: await readPlainVariables(ctx, service.id, environment),
    drainMs: environment.drainMs,
    warmMs: environment.warmMs,
    ...how,
  };
}

async function readPlainVariables(
  ctx: Context,
  serviceId: string,
  environment: { id: string; name: string },
) {
  try {
    return await readVariables(ctx, serviceId, environment.id);
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    throw new Undescribable(
      `A variable of ${environment.name} was sealed with another secret. Set it again, or restore the secret.`,
      { cause: error },
    );
  }
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
      region: regions.name,
      regionPosition: regions.position,
      target: { id: targets.id, kind: targets.kind },
      release: { id: releases.id, number: releases.number },
      previous: { releaseId: deployments.previousReleaseId, deploymentId: deployments.previousDeploymentId },
    })
    .from(deployments)
    .innerJoin(services, eq(services.id, deployments.serviceId))
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .innerJoin(regions, eq(regions.id, deployments.regionId))
    .innerJoin(targets, eq(targets.id, regions.targetId))
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .where(eq(deployments.id, deploymentId));
  return row;
}
