import "server-only";
import { and, asc, eq } from "drizzle-orm";

import { checkRuns, placements, regions, releases } from "@/db/schema";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import { actorKey, actorName, type Context } from "@/lib/core/context";
import { DomainError, required } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";

import type { RunChecks } from "../contract";
import { runJob } from "../jobs";
import { permitRunChecks } from "../policy";
import { readDeclared } from "../runs/definitions";
import { topicsOf } from "../runs/record";

/** Asks for the service's checks, or one of them, in an environment. Answers at once; a job carries them out. */
export async function runChecks(ctx: Context, input: RunChecks): Promise<{ id: string; status: "queued" }> {
  // Before anything is read: which environments there are is not for strangers.
  permitRunChecks(ctx.actor, { name: input.environment, deployRole: "developer" });
  const environment = await getEnvironment(ctx, input.environment);
  const permit = permitRunChecks(ctx.actor, environment);
  const service = await getServiceView(ctx, input.serviceId);
  const place = await primaryPlace(ctx, service.id, environment.id);
  const declared = await readDeclared(ctx, service.id, place.checks ?? []);
  refuseNothing(
    declared.map(({ definition }) => definition.name),
    input.name,
    service.name,
  );

  return mutate(ctx, permit, async (tx) => {
    const [row] = await tx
      .insert(checkRuns)
      .values({
        serviceId: service.id,
        environmentId: environment.id,
        regionId: place.regionId,
        releaseId: place.releaseId,
        moment: "on_demand",
        onlyCheck: input.name ?? null,
        requestedBy: actorKey(ctx.actor),
        requestedByName: actorName(ctx.actor),
      })
      .returning({ id: checkRuns.id, serviceId: checkRuns.serviceId, deploymentId: checkRuns.deploymentId });
    const run = required(row, "the inserted run");
    return {
      result: { id: run.id, status: "queued" as const },
      subject: run.id,
      subjectName: `${service.name} in ${environment.name}`,
      after: { environment: environment.name, check: input.name ?? null, releaseId: place.releaseId },
      jobs: [runJob(run.id)],
      topics: topicsOf(run),
    };
  });
}

function refuseNothing(names: readonly string[], wanted: string | undefined, service: string): void {
  if (wanted !== undefined && !names.includes(wanted)) {
    throw new DomainError("not_found", `${service} has no check "${wanted}" there.`, {
      fields: [{ path: "name", message: "No such check." }],
    });
  }
  if (names.length === 0) {
    throw new DomainError(
      "conflict",
      `${service} declares no checks there. Add \`checks\` to its slipway.yaml, or one in the portal.`,
    );
  }
}

/** The region that comes first is the one that is asked; what serves there decides which checks hold. */
async function primaryPlace(ctx: Context, serviceId: string, environmentId: string) {
  const [place] = await ctx.db
    .select({ regionId: regions.id, releaseId: placements.releaseId, checks: releases.checks })
    .from(regions)
    .leftJoin(placements, and(eq(placements.regionId, regions.id), eq(placements.serviceId, serviceId)))
    .leftJoin(releases, eq(releases.id, placements.releaseId))
    .where(eq(regions.environmentId, environmentId))
    .orderBy(asc(regions.position))
    .limit(1);
  return required(place, "a region of the environment");
}
