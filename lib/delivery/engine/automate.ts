import "server-only";
import { and, desc, eq, inArray, isNull, ne, not, sql } from "drizzle-orm";

import { GATE_CODES } from "@/db/enums";
import { deployments, placements, releases, services } from "@/db/schema";
import { getServiceView, listEnvironments } from "@/lib/catalog";
import type { EnvironmentView, ServiceView } from "@/lib/catalog/contract";
import type { Context, JobActor } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { log } from "@/lib/core/log";
import { advance, mutate } from "@/lib/core/mutate";
import { findPipeline, isAutomated, reconsiderJob } from "@/lib/gates";
import type { StageView } from "@/lib/gates/contract";

import { requestDeployment } from "../commands/request-deployment";
import { permitDeployment, permitPromotion } from "../policy";
import { findGateBlockers } from "../queries/gate-blockers";
import { AUTOMATION } from "./automation";

/**
 * Takes the next step of a service wherever its pipeline promotes by itself: what serves before a stage, or was built
 * last for a first stage, is asked for there. Automation tries a release once per environment and never undoes a person:
 * what was there, failed there, was canceled there or was taken back is theirs.
 */
export async function automateService(jobCtx: Context<JobActor>, serviceId: string): Promise<void> {
  const ctx: Context<JobActor> = { ...jobCtx, actor: AUTOMATION };
  const pipeline = await findPipeline(ctx, serviceId);
  const automatic = pipeline?.stages.filter(({ promotion }) => promotion === "automatic") ?? [];
  if (automatic.length === 0) return;
  const service = await findService(ctx, serviceId);
  if (!service) return;
  const environments = await listEnvironments(ctx);
  for (const stage of automatic) {
    // oxlint-disable-next-line no-await-in-loop -- a stage may be asked for what the one before was given just now
    await automateStage(ctx, service, environments, stage);
  }
}

/** Asks for a look at every service under a pipeline that promotes or rolls back by itself. */
export const patrol = (ctx: Context<JobActor>): Promise<void> =>
  advance(ctx, async (tx) => {
    const rows = await tx
      .select({ id: services.id })
      .from(services)
      .where(and(isNull(services.archivedAt), isAutomated));
    return { result: undefined, jobs: rows.map(({ id }) => ({ ...reconsiderJob(id), keepsRunAt: true })) };
  });

/** Undefined when it was archived in the meantime. */
const findService = (ctx: Context<JobActor>, serviceId: string) =>
  getServiceView(ctx, serviceId).catch((error: unknown) => {
    if (error instanceof DomainError) return undefined;
    throw error;
  });

async function automateStage(
  ctx: Context<JobActor>,
  service: ServiceView,
  environments: readonly EnvironmentView[],
  stage: StageView,
): Promise<void> {
  // Of a stage whose environment is gone there is nothing to do.
  const environment = environments.find(({ name }) => name === stage.environment);
  if (!environment) return;
  const before = environments.filter(({ name }) => stage.after.includes(name));
  const candidate = await chooseCandidate(ctx, service, environment, stage, before);
  if (!candidate) return;
  const { release, from, expectedReleaseId } = candidate;
  try {
    // As whatever a person asks for: the trail tells what automation asked for, and why.
    const permit = (from ? permitPromotion : permitDeployment)(AUTOMATION, environment);
    const reason = from ? `Next stage of the pipeline after ${from.name}` : "First stage of the pipeline";
    await mutate(ctx, permit, async (tx) => {
      const { id, releaseName, consequences } = await requestDeployment(tx, {
        service,
        environment,
        releaseId: release.id,
        expectedReleaseId,
        kind: from ? "promote" : "deploy",
        ...(from && { fromEnvironmentId: from.id }),
        reason,
        actor: AUTOMATION,
      });
      return {
        result: undefined,
        subject: id,
        subjectName: `${service.name} ${releaseName} to ${environment.name}`,
        after: { releaseId: release.id, from: from?.name, to: environment.name, reason },
        ...consequences,
      };
    });
  } catch (error) {
    // Somebody was faster, or a gate closed in between: the next look decides again.
    if (!(error instanceof DomainError)) throw error;
    log.info(
      { service: service.name, environment: environment.name, release: release.number },
      error.message,
    );
  }
}

type Candidate = { release: { id: string; number: number }; from: EnvironmentView | undefined };
/** With what served there when it was chosen: if that moved, it is chosen again. */
type Choice = Candidate & { expectedReleaseId: string | null };

/** The newest release that nothing refuses; undefined when there is nothing to do. */
async function chooseCandidate(
  ctx: Context<JobActor>,
  service: ServiceView,
  environment: EnvironmentView,
  stage: StageView,
  before: readonly EnvironmentView[],
): Promise<Choice | undefined> {
  const [serving] = await ctx.db
    .select({ releaseId: placements.releaseId, number: placements.releaseNumber })
    .from(placements)
    .where(and(eq(placements.serviceId, service.id), eq(placements.environmentId, environment.id)));
  const candidates =
    stage.after.length === 0 ? await readNewest(ctx, service) : await readUpstream(ctx, service, before);
  for (const candidate of candidates) {
    const { release } = candidate;
    if (release.number <= (serving?.number ?? 0)) return undefined;
    // oxlint-disable no-await-in-loop -- the newest first, and mostly it is the first
    if (await wasTried(ctx, environment, release.id)) continue;
    const asked = { service, environment, release, kind: "promote" as const };
    const blockers = await findGateBlockers(ctx, asked);
    // oxlint-enable no-await-in-loop
    if (!blockers.some(({ refuses }) => refuses)) {
      return { ...candidate, expectedReleaseId: serving?.releaseId ?? null };
    }
  }
  return undefined;
}

async function readNewest(ctx: Context<JobActor>, service: ServiceView): Promise<Candidate[]> {
  const rows = await ctx.db
    .select({ id: releases.id, number: releases.number })
    .from(releases)
    .where(and(eq(releases.serviceId, service.id), eq(releases.status, "ready")))
    .orderBy(desc(releases.number))
    .limit(1);
  return rows.map((release) => ({ release, from: undefined }));
}

/** What serves in the stages before, the newest first. */
async function readUpstream(
  ctx: Context<JobActor>,
  service: ServiceView,
  before: readonly EnvironmentView[],
): Promise<Candidate[]> {
  if (before.length === 0) return [];
  const rows = await ctx.db
    .select({ id: releases.id, number: releases.number, environmentId: placements.environmentId })
    .from(placements)
    .innerJoin(releases, eq(releases.id, placements.releaseId))
    .where(
      and(
        eq(placements.serviceId, service.id),
        inArray(
          placements.environmentId,
          before.map(({ id }) => id),
        ),
      ),
    )
    .orderBy(desc(releases.number));
  return rows.map(({ environmentId, ...release }) => ({
    release,
    from: before.find(({ id }) => id === environmentId),
  }));
}

const endedByGate = sql`coalesce(${deployments.failure}->>'code', '') in ${[...GATE_CODES]}`;

/** A request that a newer one took the place of, or that a gate ended before it began, was never tried. */
async function wasTried(
  ctx: Context<JobActor>,
  environment: EnvironmentView,
  releaseId: string,
): Promise<boolean> {
  const [row] = await ctx.db
    .select({ id: deployments.id })
    .from(deployments)
    .where(
      and(
        eq(deployments.releaseId, releaseId),
        eq(deployments.environmentId, environment.id),
        ne(deployments.status, "superseded"),
        not(and(isNull(deployments.startedAt), endedByGate) ?? endedByGate),
      ),
    )
    .limit(1);
  return row !== undefined;
}
