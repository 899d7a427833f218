import "server-only";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";

import type { TargetKind } from "@/db/enums";
import { deploymentPhases, deployments, placements, regions, targets } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

import { topics } from "../contract";
import type { Target } from "../targets/target";
import { NO_DRIFT } from "./drift";
import { interruptMigrations } from "./migration-locks";

/** Stops an archived service everywhere: what is in flight is canceled, then every placement is taken down. */
export async function stopService(
  ctx: Context<JobActor>,
  targetOf: (target: { id: string; kind: TargetKind }) => Target,
  serviceId: string,
): Promise<void> {
  const places = await advance(ctx, async (tx) => {
    // A higher fence than any executor holds: whoever still works on it is refused by the target.
    const rows = await tx
      .update(placements)
      .set({ fence: sql`${placements.fence} + 1` })
      .where(eq(placements.serviceId, serviceId))
      .returning({ id: placements.id, fence: placements.fence, regionId: placements.regionId });
    const message = "The service was archived.";
    const ended = await tx
      .update(deployments)
      .set({
        status: "canceled",
        phase: null,
        finishedAt: sql`now()`,
        leaseOwner: null,
        leaseExpiresAt: null,
        failure: { code: "archived", message },
      })
      .where(and(eq(deployments.serviceId, serviceId), isNull(deployments.finishedAt)))
      .returning({ id: deployments.id, environmentId: deployments.environmentId });
    const ids = ended.map(({ id }) => id);
    await tx
      .update(deploymentPhases)
      .set({ status: "interrupted", finishedAt: sql`now()` })
      .where(and(inArray(deploymentPhases.deploymentId, ids), eq(deploymentPhases.status, "running")));
    await interruptMigrations(tx, ids);
    return {
      result: rows,
      events: ended.map(({ id, environmentId }) => ({
        type: "deployment.canceled",
        subject: id,
        serviceId,
        environmentId,
        message,
      })),
      topics: [topics.delivery, ...ids.map((id) => topics.deployment(id))],
    };
  });

  for (const place of places) {
    const [target] = await ctx.db
      .select({ id: targets.id, kind: targets.kind })
      .from(regions)
      .innerJoin(targets, eq(targets.id, regions.targetId))
      .where(eq(regions.id, place.regionId));
    if (target) await targetOf(target).remove(place.id, place.fence);
  }

  await advance(ctx, async (tx) => {
    await tx
      .update(placements)
      .set({
        host: null,
        releaseId: null,
        deploymentId: null,
        liveSince: null,
        url: null,
        warmReleaseId: null,
        warmUntil: null,
        health: "not_applicable",
        healthDetail: null,
        ...NO_DRIFT,
      })
      .where(eq(placements.serviceId, serviceId));
    return { result: undefined, topics: [topics.delivery, topics.service(serviceId)] };
  });
}
