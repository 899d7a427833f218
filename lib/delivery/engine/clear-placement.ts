import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";

import type { TargetKind } from "@/db/enums";
import { deployments, placements, regions, targets } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

import { Fenced, type Target } from "../targets/target";

/**
 * Stops what a target runs in a place where nothing should. Does nothing when something should by now, or when a
 * deployment is under way or waits there: it decides what runs.
 */
export async function clearPlacement(
  ctx: Context<JobActor>,
  targetOf: (target: { id: string; kind: TargetKind }) => Target,
  placementId: string,
): Promise<void> {
  const place = await advance(ctx, async (tx) => {
    const [unfinished] = await tx
      .select({ id: deployments.id })
      .from(deployments)
      .where(and(eq(deployments.placementId, placementId), isNull(deployments.finishedAt)))
      .limit(1);
    if (unfinished) return { result: undefined };
    // A higher fence than anybody holds; whoever takes a deployment up from here on gets a higher one still.
    const [row] = await tx
      .update(placements)
      .set({ fence: sql`${placements.fence} + 1` })
      .where(and(eq(placements.id, placementId), isNull(placements.releaseId)))
      .returning({ fence: placements.fence, regionId: placements.regionId });
    if (!row) return { result: undefined };
    const [target] = await tx
      .select({ id: targets.id, kind: targets.kind })
      .from(regions)
      .innerJoin(targets, eq(targets.id, regions.targetId))
      .where(eq(regions.id, row.regionId));
    return { result: target && { target, fence: row.fence } };
  });
  if (!place) return;
  try {
    await targetOf(place.target).remove(placementId, place.fence);
  } catch (error) {
    if (!(error instanceof Fenced)) throw error; // a deployment was taken up since, and decides what runs
  }
}
