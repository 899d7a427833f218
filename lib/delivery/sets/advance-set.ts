import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import type { SetMemberStatus } from "@/db/enums";
import {
  deployments,
  environments,
  placements,
  regions,
  releases,
  releaseSetMembers,
  releaseSets,
  services,
} from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import type { NewEvent } from "@/lib/core/publish";
import { requesterIn, standingOf, type Requester } from "@/lib/core/standing";

import { topics } from "../contract";
import { requestMember, type SetTurn } from "./request-member";

/**
 * Takes a set as far as it can go now: records how its deployments ended, and begins the next wave when everything in
 * the one before has succeeded. Repeating it is harmless, also by two workers at once: the row of the set is the lock,
 * and a deployment is requested in the transaction that writes it to the member.
 */
export async function advanceSet(ctx: Context<JobActor>, setId: string): Promise<void> {
  for (let turn = await settle(ctx, setId); turn; turn = await settle(ctx, setId)) {
    const actor = await standingOf(ctx, turn.requester);
    if (!actor)
      return stop(ctx, setId, `${turn.requestedByName}, who asked for it, may not act here any more.`);
    // With the role that they have now: what they may not do by now is refused member by member.
    for (const serviceId of turn.serviceIds) {
      // oxlint-disable-next-line no-await-in-loop -- each request is a transaction of its own
      await requestMember(ctx, actor, turn, serviceId);
    }
  }
}

type Turn = SetTurn & { requester: Requester; requestedByName: string; serviceIds: string[] };

/** Brings the rows up to date under the lock of the set; what is to be requested now, or undefined to rest. */
const settle = (ctx: Context<JobActor>, setId: string): Promise<Turn | undefined> =>
  advance(ctx, async (tx) => {
    const [set] = await tx
      .select()
      .from(releaseSets)
      .where(and(eq(releaseSets.id, setId), isNull(releaseSets.finishedAt)))
      .for("update");
    if (!set) return { result: undefined };
    const members = await readMembers(tx, setId);
    const rest = { result: undefined, topics: [topics.delivery] };
    for (const member of members) {
      // oxlint-disable-next-line no-await-in-loop -- one connection, one statement after the other
      await recordEnd(tx, setId, member);
    }
    if (set.status !== "running") return rest;

    const open = members.filter(({ status }) => status === "pending" || status === "requested");
    const wave = Math.min(...open.map((member) => member.wave));
    const next = open.filter((member) => member.wave === wave && member.status === "pending");
    if (next.length > 0 && set.kind === "promote") await noticeTakenBack(tx, setId, members);
    const failed = members.find(({ status }) => status === "failed");
    if (failed) {
      const trouble = `${failed.service}: ${failed.trouble ?? "it did not succeed."}`;
      return { ...rest, events: [await stopHere(tx, set, trouble)] };
    }
    if (open.length === 0) return { ...rest, events: [await succeed(tx, set)] };
    if (next.length === 0) return rest;
    const turn: Turn = {
      id: setId,
      kind: set.kind,
      reason: set.reason,
      environmentId: set.environmentId,
      fromEnvironmentId: set.fromEnvironmentId ?? undefined,
      requester: requesterIn(set.requestedBy),
      requestedByName: set.requestedByName,
      serviceIds: next.map(({ serviceId }) => serviceId),
    };
    return { ...rest, result: turn };
  });

type Member = Awaited<ReturnType<typeof readMembers>>[number];

const readMembers = (tx: Tx, setId: string) =>
  tx
    .select({
      serviceId: releaseSetMembers.serviceId,
      service: services.name,
      releaseId: releaseSetMembers.releaseId,
      number: releases.number,
      wave: releaseSetMembers.wave,
      status: releaseSetMembers.status,
      trouble: releaseSetMembers.trouble,
      deployment: {
        kind: deployments.kind,
        status: deployments.status,
        outcome: deployments.outcome,
        failure: deployments.failure,
        finishedAt: deployments.finishedAt,
      },
      servesId: placements.releaseId,
      servesNumber: placements.releaseNumber,
    })
    .from(releaseSetMembers)
    .innerJoin(services, eq(services.id, releaseSetMembers.serviceId))
    .innerJoin(releases, eq(releases.id, releaseSetMembers.releaseId))
    .innerJoin(
      regions,
      and(eq(regions.environmentId, releaseSetMembers.environmentId), eq(regions.position, 0)),
    )
    .leftJoin(deployments, eq(deployments.id, releaseSetMembers.deploymentId))
    .leftJoin(
      placements,
      and(eq(placements.serviceId, releaseSetMembers.serviceId), eq(placements.regionId, regions.id)),
    )
    .where(eq(releaseSetMembers.setId, setId))
    .orderBy(releaseSetMembers.wave, services.name);

/**
 * Carries the end of a deployment over to its member. One that serves the release already needs none, unless it was this
 * set that brought it, and somebody wants it to be tried again.
 */
async function recordEnd(tx: Tx, setId: string, member: Member) {
  const { deployment, status, servesId, releaseId } = member;
  if (status === "pending" && servesId === releaseId && !deployment)
    await mark(tx, setId, member, "succeeded", null);
  if (status !== "requested" || !deployment?.finishedAt) return;
  // A rollback that serves and fails its checks holds up nothing: what comes after it goes back as well.
  const isBack = deployment.kind === "rollback" && deployment.outcome === "live";
  if (deployment.status === "succeeded" || isBack)
    await mark(tx, setId, member, "succeeded", deployment.failure?.message ?? null);
  else {
    const trouble = deployment.failure?.message ?? `Its deployment ended as ${deployment.status}.`;
    await mark(tx, setId, member, "failed", trouble);
  }
}

/** Somebody went back behind a release of the set. What needs it is not begun; something newer is as good. */
async function noticeTakenBack(tx: Tx, setId: string, members: readonly Member[]) {
  for (const member of members) {
    const { status, number, servesNumber } = member;
    if (status !== "succeeded" || (servesNumber !== null && servesNumber >= number)) continue;
    const now = servesNumber === null ? "nothing of it serves" : `#${servesNumber} serves`;
    // oxlint-disable-next-line no-await-in-loop -- hardly ever more than one
    await mark(tx, setId, member, "failed", `#${number} was taken back: ${now} by now.`);
  }
}

async function mark(tx: Tx, setId: string, member: Member, status: SetMemberStatus, trouble: string | null) {
  Object.assign(member, { status, trouble });
  await tx
    .update(releaseSetMembers)
    .set({ status, trouble })
    .where(and(eq(releaseSetMembers.setId, setId), eq(releaseSetMembers.serviceId, member.serviceId)));
}

type SetRow = typeof releaseSets.$inferSelect;

async function stopHere(tx: Tx, set: SetRow, trouble: string): Promise<NewEvent> {
  await tx.update(releaseSets).set({ status: "stopped", trouble }).where(eq(releaseSets.id, set.id));
  return eventOf(set, "release_set.stopped", `The release set was stopped. ${trouble}`);
}

async function succeed(tx: Tx, set: SetRow): Promise<NewEvent> {
  await endSet(tx, set.id, "succeeded");
  const [place] = await tx
    .select({ name: environments.name })
    .from(environments)
    .where(eq(environments.id, set.environmentId));
  const done = set.kind === "promote" ? "promoted to" : "rolled back in";
  return eventOf(
    set,
    "release_set.succeeded",
    `Everything in the release set was ${done} ${place?.name ?? ""}.`,
  );
}

const eventOf = (set: SetRow, type: string, message: string): NewEvent => ({
  type,
  subject: set.id,
  environmentId: set.environmentId,
  message,
});

const stop = (ctx: Context<JobActor>, setId: string, trouble: string): Promise<void> =>
  advance(ctx, async (tx) => {
    const [set] = await tx
      .select()
      .from(releaseSets)
      .where(and(eq(releaseSets.id, setId), eq(releaseSets.status, "running")))
      .for("update");
    return {
      result: undefined,
      events: set ? [await stopHere(tx, set, trouble)] : [],
      topics: [topics.delivery],
    };
  });

/** Ends a set, and lets go of the places that it kept for itself. */
export async function endSet(tx: Tx, setId: string, status: "succeeded" | "failed" | "canceled") {
  await tx
    .update(releaseSets)
    .set({ status, finishedAt: sql`now()` })
    .where(eq(releaseSets.id, setId));
  await tx
    .update(releaseSetMembers)
    .set({ releasedAt: sql`now()` })
    .where(eq(releaseSetMembers.setId, setId));
}
