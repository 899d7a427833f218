import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { holds, releases } from "@/db/schema";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import { actorKey, actorName, type Actor, type Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import type { NewEvent } from "@/lib/core/publish";

import type { PlaceHold, ReleaseHold } from "../contract";
import { reconsiderJob } from "../jobs";
import { permitHold } from "../policy";
import { lookAgain } from "./look-again";

type Place = { serviceId: string; environmentId: string };
type Cause = { actor: Actor; reason: string; deploymentId?: string };

/** Automation keeps its hands off this place until a release newer than all there are now, or until it is released. */
export async function placeHold(ctx: Context, input: PlaceHold): Promise<{ untilReleaseNumber: number }> {
  const environment = await getEnvironment(ctx, input.environment);
  const permit = permitHold(ctx.actor, "hold.place", environment);
  const service = await getServiceView(ctx, input.serviceId);
  const place = { serviceId: service.id, environmentId: environment.id };
  return mutate(ctx, permit, async (tx) => {
    const { untilReleaseNumber, events } = await holdAutomation(tx, place, {
      actor: ctx.actor,
      reason: input.reason,
    });
    return {
      result: { untilReleaseNumber },
      subject: service.id,
      subjectName: `${service.name} in ${environment.name}`,
      after: { environment: environment.name, untilReleaseNumber, reason: input.reason },
      events,
      topics: topicsOf(service.id),
    };
  });
}

/** Lets automation go on at a place. Throws `not_found` when nothing holds it. */
export async function releaseHold(ctx: Context, input: ReleaseHold): Promise<{ released: true }> {
  const environment = await getEnvironment(ctx, input.environment);
  const permit = permitHold(ctx.actor, "hold.release", environment);
  const service = await getServiceView(ctx, input.serviceId);
  return mutate(ctx, permit, async (tx) => {
    const place = { serviceId: service.id, environmentId: environment.id };
    const ended = await endHold(tx, place, actorName(ctx.actor), input.reason);
    if (!ended) throw new DomainError("not_found", `Nothing holds automation in ${environment.name}.`);
    return {
      result: { released: true as const },
      subject: service.id,
      subjectName: `${service.name} in ${environment.name}`,
      before: { reason: ended.reason },
      after: { environment: environment.name, reason: input.reason },
      events: ended.events,
      jobs: [reconsiderJob(service.id)],
      topics: topicsOf(service.id),
    };
  });
}

const topicsOf = (serviceId: string) => ["delivery", `service:${serviceId}`];

/**
 * The same inside of the change that is the reason for it: a rollback, an older release deployed by hand. A person's
 * takes the place of the hold that is there; by Slipway's own that one keeps its words and who placed it, and holds for as
 * long as either would.
 */
export async function holdAutomation(
  tx: Tx,
  place: Place,
  { actor, reason, deploymentId }: Cause,
): Promise<{ untilReleaseNumber: number; events: NewEvent[] }> {
  const [newest] = await tx
    .select({ number: sql<number>`coalesce(max(${releases.number}), 0)` })
    .from(releases)
    .where(eq(releases.serviceId, place.serviceId));
  const untilReleaseNumber = newest?.number ?? 0;
  const row = {
    untilReleaseNumber,
    reason,
    deploymentId: deploymentId ?? null,
    createdBy: actorKey(actor),
    createdByName: actorName(actor),
  };
  const inForce = { target: [holds.serviceId, holds.environmentId], targetWhere: isNull(holds.endedAt) };
  const insert = tx.insert(holds).values({ ...place, ...row });
  const longer = {
    untilReleaseNumber: sql`greatest(${holds.untilReleaseNumber}, excluded.until_release_number)`,
  };
  const [placed] = await insert
    .onConflictDoUpdate({ ...inForce, set: actor.type === "job" ? longer : row })
    // Postgres names no transaction that changed a row before when the row is new.
    .returning({ untilReleaseNumber: holds.untilReleaseNumber, isNew: sql<boolean>`xmax = 0` });
  if (actor.type === "job" && !placed?.isNew) {
    return { untilReleaseNumber: placed?.untilReleaseNumber ?? untilReleaseNumber, events: [] };
  }
  const message = `${actorName(actor)} holds automation: ${reason}`;
  return {
    untilReleaseNumber,
    events: [{ type: "hold.placed", subject: deploymentId ?? place.serviceId, ...place, message }],
  };
}

/** Ends the hold of a place, if there is one. @param upTo only when a release of that number ends it */
export async function endHold(
  tx: Tx,
  place: Place,
  byName: string,
  reason: string,
  upTo?: number,
): Promise<{ reason: string; events: NewEvent[] } | undefined> {
  const [row] = await tx
    .update(holds)
    .set({ endedAt: sql`now()`, endedByName: byName, endReason: reason })
    .where(
      and(
        eq(holds.serviceId, place.serviceId),
        eq(holds.environmentId, place.environmentId),
        isNull(holds.endedAt),
        upTo === undefined ? undefined : sql`${holds.untilReleaseNumber} < ${upTo}`,
      ),
    )
    .returning({ reason: holds.reason });
  if (!row) return undefined;
  await lookAgain(tx, place);
  const message = `${byName} lets automation go on${reason ? `: ${reason}` : "."}`;
  return {
    ...row,
    events: [{ type: "hold.released", subject: place.serviceId, ...place, message }],
  };
}
