import "server-only";
import { and, eq, gt, inArray, isNotNull, isNull, sql } from "drizzle-orm";

import { PIPELINE_DEFAULTS } from "@/db/enums";
import { checkMonitors, deployments, environments, events, placements, services } from "@/db/schema";
import { monitorVerdict } from "@/lib/checks";
import { durationInMs } from "@/lib/checks/contract";
import type { Context, JobActor } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { findPipeline, holdAutomation, isAutomated, listHolds } from "@/lib/gates";

import { rollBack } from "../commands/roll-back";
import { topics } from "../contract";
import { permitWithholding } from "../policy";
import { AUTOMATION } from "./automation";

/**
 * Where the monitors of a release that was deployed a moment ago say that it is bad, and the pipeline wants it so, goes
 * back to the last known good release. What could not be told, a rollback of a rollback, one too many in an hour and one
 * that the database does not allow wait for a person instead, and automation is held until then. Once per deployment.
 */
export async function watchOutages(ctx: Context<JobActor>): Promise<void> {
  const outages = await ctx.db
    .selectDistinct({
      deploymentId: deployments.id,
      kind: deployments.kind,
      switchedAt: deployments.switchedAt,
      releaseId: deployments.releaseId,
      service: { id: services.id, name: services.name },
      environment: { id: environments.id, name: environments.name },
    })
    .from(checkMonitors)
    .innerJoin(placements, eq(placements.id, checkMonitors.placementId))
    .innerJoin(deployments, eq(deployments.id, placements.deploymentId))
    .innerJoin(services, and(eq(services.id, placements.serviceId), isNull(services.archivedAt)))
    .innerJoin(environments, eq(environments.id, placements.environmentId))
    .where(
      and(
        isNotNull(checkMonitors.outage),
        eq(checkMonitors.outageDeploymentId, deployments.id),
        eq(deployments.outcome, "live"),
        // Most outages are nobody's to act on but people's.
        isAutomated,
      ),
    );
  for (const outage of outages) {
    // oxlint-disable-next-line no-await-in-loop -- one decision after the other: the first may be the one per hour
    await decide(ctx, outage);
  }
}

type Outage = {
  deploymentId: string;
  kind: "deploy" | "promote" | "rollback";
  switchedAt: Date | null;
  releaseId: string;
  service: { id: string; name: string };
  environment: { id: string; name: string };
};

/**
 * One decision about a service at a time, whichever worker makes it: else two would ask people twice, or roll two
 * environments back where one an hour is allowed.
 */
const decide = (ctx: Context<JobActor>, outage: Outage): Promise<void> =>
  ctx.transaction(async (tx) => {
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${`automatic-rollback:${outage.service.id}`}, 0))`,
    );
    await decideAlone(ctx, outage);
  });

async function decideAlone(ctx: Context<JobActor>, outage: Outage): Promise<void> {
  const { service, environment, deploymentId, switchedAt } = outage;
  const pipeline = await findPipeline(ctx, service.id);
  const stage = pipeline?.stages.find((each) => each.environment === environment.name);
  if (!pipeline || stage?.rollback !== "automatic" || switchedAt === null) return;
  const isWatched = Date.now() - switchedAt.getTime() < durationInMs(stage.watch ?? PIPELINE_DEFAULTS.watch);
  if (!isWatched || (await wasDecided(ctx, deploymentId))) return;

  const place = { serviceId: service.id, environmentId: environment.id };
  const verdict = await monitorVerdict(ctx, { ...place, deploymentId });
  if (verdict.status !== "failed" && verdict.status !== "errored") return;
  if (verdict.status === "errored") {
    return withhold(ctx, outage, `Nobody can tell whether it runs well: ${verdict.message}`);
  }
  if (outage.kind === "rollback") {
    return withhold(ctx, outage, `A rollback is not rolled back by itself. ${verdict.message}`);
  }
  if (await isHeld(ctx, outage)) {
    return withhold(ctx, outage, `Automation is held here. ${verdict.message}`);
  }
  const most = pipeline.definition.rollbacksPerHour ?? PIPELINE_DEFAULTS.rollbacksPerHour;
  if ((await countRecent(ctx, service.id)) >= most) {
    const often = most === 1 ? "once" : `${most} times`;
    return withhold(
      ctx,
      outage,
      `It was rolled back by itself ${often} in the last hour. ${verdict.message}`,
    );
  }
  try {
    await rollBack(
      { ...ctx, actor: AUTOMATION },
      {
        serviceId: service.id,
        environment: environment.name,
        expectedReleaseId: outage.releaseId,
        reason: verdict.message,
      },
    );
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    // A person was faster.
    if (await wasDecided(ctx, deploymentId)) return;
    await withhold(ctx, outage, `${verdict.message} It was not rolled back: ${error.message}`);
  }
}

const isHeld = async (ctx: Context<JobActor>, { service, environment }: Outage): Promise<boolean> =>
  (await listHolds(ctx, service.id)).some((hold) => hold.environment === environment.name);

/** Whether it was taken back, or somebody was asked, before. */
async function wasDecided(ctx: Context<JobActor>, deploymentId: string): Promise<boolean> {
  const [asked] = await ctx.db
    .select({ id: events.id })
    .from(events)
    .where(and(eq(events.subject, deploymentId), eq(events.type, WITHHELD)))
    .limit(1);
  const [back] = await ctx.db
    .select({ id: deployments.id })
    .from(deployments)
    .where(
      and(
        eq(deployments.previousDeploymentId, deploymentId),
        eq(deployments.kind, "rollback"),
        inArray(deployments.status, ["queued", "waiting", "running", "succeeded"]),
      ),
    )
    .limit(1);
  return asked !== undefined || back !== undefined;
}

const countRecent = (ctx: Context<JobActor>, serviceId: string): Promise<number> =>
  ctx.db.$count(
    deployments,
    and(
      eq(deployments.serviceId, serviceId),
      eq(deployments.kind, "rollback"),
      eq(deployments.requestedBy, `job:${AUTOMATION.name}`),
      gt(deployments.createdAt, sql`now() - interval '1 hour'`),
    ),
  );

const WITHHELD = "deployment.rollback_withheld";

/** Pauses and asks: automation keeps off the place until somebody decides. */
const withhold = (ctx: Context<JobActor>, outage: Outage, message: string): Promise<void> =>
  mutate(ctx, permitWithholding(AUTOMATION), async (tx) => {
    const { service, environment, deploymentId, releaseId } = outage;
    const place = { serviceId: service.id, environmentId: environment.id };
    const held = await holdAutomation(tx, place, { actor: AUTOMATION, reason: message, deploymentId });
    return {
      result: undefined,
      subject: service.id,
      subjectName: `${service.name} in ${environment.name}`,
      after: {
        environment: environment.name,
        untilReleaseNumber: held.untilReleaseNumber,
        reason: message,
        deploymentId,
      },
      events: [{ type: WITHHELD, subject: deploymentId, ...place, releaseId, message }, ...held.events],
      topics: [topics.delivery, topics.service(service.id), topics.deployment(deploymentId)],
    };
  });
