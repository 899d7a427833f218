import "server-only";
import { eq } from "drizzle-orm";

import type { DeploymentKind, MigrationVerdictWord, TargetKind } from "@/db/enums";
import { deployments, environments, regions, releases, services, targets } from "@/db/schema";
import { judgeConfiguration, readConfiguration, type PlainConfiguration } from "@/lib/configuration";
import type { ConfigurationProblem } from "@/lib/configuration/contract";
import type { Context, JobActor } from "@/lib/core/context";
import { required } from "@/lib/core/errors";
import type { SecretMask } from "@/lib/core/mask-secrets";
import { SealBroken } from "@/lib/core/secret-box";
import { telemetryVariables } from "@/lib/telemetry";

import { Artifact, RunPlan } from "../targets/rollout-schema";
import type { Placement, Rollout, Target } from "../targets/target";
import type { Claim } from "./lease";

/** What an execution needs to know, read once after the claim. Nothing of it can be malformed. */
export type Work = {
  claim: Claim;
  kind: DeploymentKind;
  /** Asked for by Slipway itself. */
  byAutomation: boolean;
  reason: string;
  service: { id: string; name: string };
  environment: { id: string; name: string; settleMs: number; drainMs: number; warmMs: number };
  placement: Placement;
  release: { id: string; number: number };
  /** What served when this deployment was taken up. */
  previous: { releaseId: string; deploymentId: string } | undefined;
  switchIntended: boolean;
  /** Rollbacks: what a check after traffic said against the release, which serves all the same. */
  checkTrouble?: string;
  /** Rollbacks: what was said of the database before somebody agreed; null for what an older version queued. */
  agreedVerdict: MigrationVerdictWord | null;
  target: Target;
  /** Over the secrets of everything that was described so far: nothing that a release says is kept without it. */
  secrets: SecretMask;
};

/** @param targetOf finds the adapter for a region's target. */
export async function loadWork(
  ctx: Context<JobActor>,
  claim: Claim,
  targetOf: (target: { id: string; kind: TargetKind }) => Target,
  secrets: SecretMask,
): Promise<Work> {
  const row = required(await readDeployment(ctx, claim.deploymentId), "the claimed deployment");
  const { releaseId, deploymentId } = row.previous;
  return {
    claim,
    kind: row.kind,
    reason: row.reason,
    byAutomation: row.requestedBy.startsWith("job:"),
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
    agreedVerdict: row.agreedVerdict,
    target: targetOf(row.target),
    secrets,
  };
}

/** A release that cannot be described any more: its plan is of another version, or its variables of another secret. */
export class Undescribable extends Error {
  override name = "Undescribable";
}

type Described = { rollout: Rollout; problems: ConfigurationProblem[] };

/** What the target is told for this deployment, and why it should not be told. Throws Undescribable. */
export const rolloutOf = (ctx: Context<JobActor>, work: Work): Promise<Described> =>
  describe(ctx, work, work.claim.deploymentId, work.release.id, {
    reuseWarm: work.kind === "rollback",
    // A release that has served here before need not prove again that it stays up.
    settleMs: work.kind === "rollback" ? 0 : work.environment.settleMs,
  });

/** What brings back what served before, with the configuration it served with. Throws Undescribable. */
export async function previousRolloutOf(
  ctx: Context<JobActor>,
  work: Work,
  previous: NonNullable<Work["previous"]>,
) {
  const how = { reuseWarm: true, settleMs: 0 };
  return (await describe(ctx, work, previous.deploymentId, previous.releaseId, how)).rollout;
}

async function describe(
  ctx: Context<JobActor>,
  { claim, service, environment, placement, secrets }: Work,
  deploymentId: string,
  releaseId: string,
  how: { reuseWarm: boolean; settleMs: number },
): Promise<Described> {
  const [release] = await ctx.db
    .select({ artifact: releases.artifact, plan: releases.plan })
    .from(releases)
    .where(eq(releases.id, releaseId));
  const artifact = Artifact.safeParse(release?.artifact);
  const plan = RunPlan.safeParse(release?.plan);
  if (!artifact.success || !plan.success) {
    throw new Undescribable("This release was built by another version of Slipway. Build its commit again.");
  }
  const configuration = await readPinned(ctx, service.id, environment, deploymentId);
  const rules = plan.data.variables ?? [];
  secrets.hide(configuration.secrets);
  // What the service itself calls a secret is masked as well, also where somebody set it as a value that is shown.
  secrets.hide(rules.flatMap(({ key, secret }) => (secret && configuration.values[key]) || []));
  const telemetry = await readTelemetry(ctx, { service, environment, placement }, releaseId);
  secrets.hide(telemetry.secrets);
  const declared = new Set(rules.flatMap(({ key, secret }) => (secret ? [key] : [])));
  const rollout: Rollout = {
    deploymentId,
    fence: claim.fence,
    placement,
    release: { id: releaseId, artifact: artifact.data, plan: plan.data },
    environmentVariables: configuration.values,
    telemetryVariables: telemetry.values,
    secretVariables: Object.entries(configuration.values).flatMap(([key, value]) =>
      declared.has(key) || configuration.secrets.includes(value) ? [key] : [],
    ),
    configurationId: configuration.versionId,
    drainMs: environment.drainMs,
    warmMs: environment.warmMs,
    ...how,
  };
  return { rollout, problems: judgeConfiguration(ctx, { service, environment }, rules, configuration) };
}

/** What a deployment ran or runs with. One that is older than versions gets what is set now: nobody knows better. */
async function readPinned(
  ctx: Context<JobActor>,
  serviceId: string,
  environment: { id: string; name: string },
  deploymentId: string,
): Promise<PlainConfiguration> {
  const [row] = await ctx.db
    .select({ versionId: deployments.configurationVersionId })
    .from(deployments)
    .where(eq(deployments.id, deploymentId));
  try {
    const place = { serviceId, environmentId: environment.id };
    return await readConfiguration(ctx, place, row?.versionId ?? undefined);
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    throw new Undescribable(
      `A variable of ${environment.name} was sealed with another secret. Set it again, or restore the secret.`,
      { cause: error },
    );
  }
}

async function readDeployment(ctx: Context<JobActor>, deploymentId: string) {
  const [row] = await ctx.db
    .select({
      kind: deployments.kind,
      requestedBy: deployments.requestedBy,
      reason: deployments.reason,
      agreedVerdict: deployments.migrationVerdict,
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

/** A release runs without telemetry rather than not at all: a key that nobody can open is no reason to refuse it. */
async function readTelemetry(
  ctx: Context<JobActor>,
  { service, environment, placement }: Pick<Work, "service" | "environment" | "placement">,
  releaseId: string,
) {
  try {
    return await telemetryVariables(ctx, {
      serviceId: service.id,
      environmentId: environment.id,
      service: service.name,
      environment: environment.name,
      region: placement.region,
      releaseId,
    });
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    return { values: {}, secrets: [] };
  }
}
