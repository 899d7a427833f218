import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";

import type { Tx } from "@/db/client";
import type { DeploymentPhase, DeploymentStatus, PhaseStatus } from "@/db/enums";
import { deploymentPhases, deployments, placements, type Failure } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import type { NewEvent } from "@/lib/core/publish";
import { endHold, reconsiderJob } from "@/lib/gates";

import { topics } from "../contract";
import { runJob } from "../jobs";
import { jobsOfSetWith } from "../sets/idle-sets";
import { deliverCommits } from "./deliver-commits";
import { Canceled, cancelSentence, heldBy, LeaseLost, type Claim } from "./lease";
import { interruptMigrations } from "./migration-locks";
import type { Work } from "./work";

/** Writes that only the holder of the lease may make; anybody else gets LeaseLost and nothing is written. */
export async function fenced(tx: Tx, claim: Claim, set: PgUpdateSetSource<typeof deployments>) {
  const rows = await tx.update(deployments).set(set).where(heldBy(claim)).returning({ id: deployments.id });
  if (rows.length === 0) throw new LeaseLost("Another executor took over.");
}

const topicsOf = (claim: Claim) => [
  topics.delivery,
  topics.service(claim.serviceId),
  topics.deployment(claim.deploymentId),
];

/**
 * The order of locks is placement first, deployment second, everywhere: a request locks the placement and then asks
 * the running deployment to stop, so an ending that went the other way round would deadlock with it.
 */
export const lockPlacement = (tx: Tx, placementId: string) =>
  tx.select({ id: placements.id }).from(placements).where(eq(placements.id, placementId)).for("update");

/** Begins a phase; `intent` is written with it, before the side effect that it announces. */
export const beginPhase = (
  ctx: Context<JobActor>,
  claim: Claim,
  phase: DeploymentPhase,
  intent: { switchIntendedAt?: Date } = {},
) =>
  advance(ctx, async (tx) => {
    await fenced(tx, claim, { phase, ...intent });
    await tx
      .insert(deploymentPhases)
      .values({
        deploymentId: claim.deploymentId,
        attempt: claim.attempt,
        phase,
        status: "running",
        startedAt: sql`clock_timestamp()`,
      })
      .onConflictDoNothing();
    return { result: undefined, topics: topicsOf(claim) };
  });

export const endPhase = (
  ctx: Context<JobActor>,
  claim: Claim,
  phase: DeploymentPhase,
  status: PhaseStatus,
  detail: string,
  also?: (tx: Tx) => Promise<void>,
) =>
  advance(ctx, async (tx) => {
    if (also) await lockPlacement(tx, claim.placementId);
    await fenced(tx, claim, { phase });
    await tx
      .update(deploymentPhases)
      .set({ status, detail, finishedAt: sql`clock_timestamp()` })
      .where(
        and(
          eq(deploymentPhases.deploymentId, claim.deploymentId),
          eq(deploymentPhases.attempt, claim.attempt),
          eq(deploymentPhases.phase, phase),
        ),
      );
    await also?.(tx);
    return { result: undefined, topics: topicsOf(claim) };
  });

/** What the rows say once traffic has moved to this deployment's release. */
export async function placeRelease(tx: Tx, work: Work, url: string) {
  await tx
    .update(deployments)
    .set({ switchedAt: sql`coalesce(${deployments.switchedAt}, now())` })
    .where(eq(deployments.id, work.claim.deploymentId));
  await deliverCommits(tx, work.claim.deploymentId);
  await tx
    .update(placements)
    .set({
      releaseId: work.release.id,
      deploymentId: work.claim.deploymentId,
      liveSince: sql`now()`,
      url,
      warmReleaseId: work.previous?.releaseId ?? null,
      warmUntil: work.previous ? sql`now() + ${`${work.environment.warmMs} milliseconds`}::interval` : null,
      health: "healthy",
      healthDetail: null,
    })
    .where(eq(placements.id, work.placement.id));
}

/** Puts the row back to what served before this deployment, after traffic went back there. */
export async function restorePlacement(tx: Tx, work: Work) {
  const { previous } = work;
  await tx
    .update(placements)
    .set({
      releaseId: previous?.releaseId ?? null,
      deploymentId: previous?.deploymentId ?? null,
      liveSince: previous
        ? sql`(select coalesce(${deployments.switchedAt}, ${deployments.finishedAt}) from ${deployments} where ${deployments.id} = ${previous.deploymentId})`
        : null,
      warmReleaseId: null,
      warmUntil: null,
      ...(!previous && { url: null, health: "not_applicable" as const, healthDetail: null }),
    })
    .where(and(eq(placements.id, work.placement.id), eq(placements.releaseId, work.release.id)));
}

type Ending = {
  status: Extract<DeploymentStatus, "succeeded" | "failed" | "errored" | "canceled" | "interrupted">;
  failure?: Failure;
  message: string;
  reusedWarm?: boolean;
  /** It did not succeed and serves all the same, until a person decides: nobody could tell whether it is bad. */
  keepsTraffic?: boolean;
};

/** Ends the deployment, records what became of the one it replaced, and wakes the next in line. */
export const finish = (
  ctx: Context<JobActor>,
  work: Work,
  ending: Ending,
  also?: (tx: Tx) => Promise<void>,
) =>
  advance(ctx, async (tx) => {
    const { claim } = work;
    const succeeded = ending.status === "succeeded";
    const serves = succeeded || ending.keepsTraffic === true;
    await lockPlacement(tx, work.placement.id);
    if (succeeded) await refuseIfCanceled(tx, claim);
    await fenced(tx, claim, {
      status: ending.status,
      phase: null,
      outcome: serves ? "live" : takenBackBy(ending),
      failure: ending.failure ?? null,
      reusedWarm: ending.reusedWarm ?? null,
      leaseOwner: null,
      leaseExpiresAt: null,
      finishedAt: sql`clock_timestamp()`,
    });
    await also?.(tx);
    await tx
      .update(deploymentPhases)
      .set({ status: "interrupted", finishedAt: sql`clock_timestamp()` })
      .where(
        and(eq(deploymentPhases.deploymentId, claim.deploymentId), eq(deploymentPhases.status, "running")),
      );
    await interruptMigrations(tx, [claim.deploymentId]);
    const takenBackEvents: NewEvent[] = [];
    if (serves && work.previous) {
      // Going back to the release that served anyway takes nothing back.
      const takenBack = work.byAutomation ? "rolled_back_auto" : "rolled_back";
      const isTakenBack = work.kind === "rollback" && work.previous.releaseId !== work.release.id;
      await tx
        .update(deployments)
        .set({ outcome: isTakenBack ? takenBack : "replaced", replacedAt: sql`now()` })
        .where(and(eq(deployments.id, work.previous.deploymentId), eq(deployments.outcome, "live")));
      if (isTakenBack) {
        takenBackEvents.push({
          type: `deployment.${takenBack}`,
          subject: work.previous.deploymentId,
          serviceId: claim.serviceId,
          environmentId: work.environment.id,
          releaseId: work.previous.releaseId,
          message: `${work.service.name} went back to #${work.release.number} in ${work.environment.name}: ${work.reason}`,
        });
      }
    }
    await tx
      .update(placements)
      .set({ lastDeploymentId: claim.deploymentId, lastStatus: ending.status })
      .where(eq(placements.id, work.placement.id));

    const place = { serviceId: claim.serviceId, environmentId: work.environment.id };
    const newer = `#${work.release.number} serves.`;
    const ended = succeeded ? await endHold(tx, place, "Slipway", newer, work.release.number) : undefined;

    const event: NewEvent = {
      type: `deployment.${ending.status}`,
      subject: claim.deploymentId,
      serviceId: claim.serviceId,
      environmentId: work.environment.id,
      releaseId: work.release.id,
      message: ending.message,
      detail: ending.failure ? { code: ending.failure.code } : {},
    };
    const [next] = await tx
      .select({ id: deployments.id, kind: deployments.kind })
      .from(deployments)
      .where(and(eq(deployments.placementId, work.placement.id), eq(deployments.status, "queued")))
      .orderBy(sql`${deployments.kind} = 'rollback' desc`, asc(deployments.id))
      .limit(1);
    return {
      result: undefined,
      events: [event, ...(ended?.events ?? []), ...takenBackEvents],
      // What waits for this one, and automation, take their next step.
      jobs: [
        ...(next ? [runJob(next)] : []),
        reconsiderJob(claim.serviceId),
        ...(await jobsOfSetWith(tx, claim.deploymentId)),
      ],
      // The page of the deployment that was replaced says so without a reload.
      topics: [
        ...topicsOf(claim),
        ...(work.previous?.deploymentId ? [topics.deployment(work.previous.deploymentId)] : []),
      ],
    };
  });

/** What had traffic and turned out to be bad was taken back by the engine itself. */
const takenBackBy = ({ status }: Ending) =>
  status === "failed"
    ? sql`case when ${deployments.switchedAt} is not null and ${deployments.previousReleaseId} is not null then 'rolled_back_auto' end`
    : null;

/** Somebody who canceled in the last moment was told that it will stop, so it must. */
async function refuseIfCanceled(tx: Tx, claim: Claim) {
  const [row] = await tx
    .select({
      at: deployments.cancelRequestedAt,
      by: deployments.cancelRequestedBy,
      reason: deployments.cancelReason,
    })
    .from(deployments)
    .where(heldBy(claim))
    .for("update");
  if (row?.at) throw new Canceled(cancelSentence(row));
}

export const recordEvent = (ctx: Context<JobActor>, work: Work, type: string, message: string) =>
  advance(ctx, async () => ({
    result: undefined,
    events: [
      {
        type,
        subject: work.claim.deploymentId,
        serviceId: work.claim.serviceId,
        environmentId: work.environment.id,
        releaseId: work.release.id,
        message,
      },
    ],
    topics: topicsOf(work.claim),
  }));

/** Gives the lease back, so that the next executor need not wait until it runs out. */
export const yieldLease = (ctx: Context<JobActor>, { claim, kind }: Pick<Work, "claim" | "kind">) =>
  advance(ctx, async (tx) => {
    await tx
      .update(deployments)
      .set({ leaseExpiresAt: sql`now()` })
      .where(heldBy(claim));
    return { result: undefined, jobs: [runJob({ id: claim.deploymentId, kind })] };
  });
