import "server-only";
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";

import type { Tx } from "@/db/client";
import type { DeploymentPhase, DeploymentStatus, PhaseStatus } from "@/db/enums";
import { deploymentPhases, deployments, placements, type Failure } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import type { NewEvent } from "@/lib/core/publish";

import { topics } from "../contract";
import { runJob } from "../jobs";
import { heldBy, LeaseLost, type Claim } from "./lease";
import type { Work } from "./work";

/** Writes that only the holder of the lease may make; anybody else gets LeaseLost and nothing is written. */
async function fenced(tx: Tx, claim: Claim, set: PgUpdateSetSource<typeof deployments>) {
  const rows = await tx.update(deployments).set(set).where(heldBy(claim)).returning({ id: deployments.id });
  if (rows.length === 0) throw new LeaseLost("Another executor took over.");
}

const topicsOf = (claim: Claim) => [
  topics.delivery,
  topics.service(claim.serviceId),
  topics.deployment(claim.deploymentId),
];

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

/** What the placement row says once traffic has moved to this deployment's release. */
export async function placeRelease(tx: Tx, work: Work, url: string) {
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
      liveSince: previous?.liveSince ?? null,
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
    await fenced(tx, claim, {
      status: ending.status,
      phase: null,
      outcome: succeeded ? "live" : null,
      failure: ending.failure ?? null,
      reusedWarm: ending.reusedWarm ?? null,
      leaseOwner: null,
      leaseExpiresAt: null,
      finishedAt: sql`clock_timestamp()`,
    });
    await also?.(tx);
    if (succeeded && work.previous?.deploymentId) {
      await tx
        .update(deployments)
        .set({ outcome: work.kind === "rollback" ? "rolled_back" : "replaced", replacedAt: sql`now()` })
        .where(and(eq(deployments.id, work.previous.deploymentId), eq(deployments.outcome, "live")));
    }
    await tx
      .update(placements)
      .set({ lastDeploymentId: claim.deploymentId, lastStatus: ending.status })
      .where(eq(placements.id, work.placement.id));

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
      .select({ id: deployments.id })
      .from(deployments)
      .where(and(eq(deployments.placementId, work.placement.id), isNull(deployments.finishedAt)))
      .orderBy(sql`${deployments.kind} = 'rollback' desc`, asc(deployments.id))
      .limit(1);
    return {
      result: undefined,
      events: [event],
      jobs: next ? [runJob(next.id)] : [],
      // The page of the deployment that was replaced says so without a reload.
      topics: [
        ...topicsOf(claim),
        ...(work.previous?.deploymentId ? [topics.deployment(work.previous.deploymentId)] : []),
      ],
    };
  });

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
export const yieldLease = (ctx: Context<JobActor>, claim: Claim) =>
  advance(ctx, async (tx) => {
    await tx
      .update(deployments)
      .set({ leaseExpiresAt: sql`now()` })
      .where(heldBy(claim));
    return { result: undefined, jobs: [runJob(claim.deploymentId)] };
  });
