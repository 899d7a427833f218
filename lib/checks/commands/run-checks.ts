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

/**
 * Asks for the service's checks, or one of them, in every region of an environment. Answers at once; jobs carry them out.
 * Throws `conflict` where there is nothing to check, `not_found` for a check that is not declared there.
 */
export async function runChecks(
  ctx: Context,
  input: RunChecks,
): Promise<{ id: string; status: "queued"; runs: string[] }> {
  // Before anything is read: which environments there are is not for strangers.
  permitRunChecks(ctx.actor, { name: input.environment, deployRole: "developer" });
  const environment = await getEnvironment(ctx, input.environment);
  const permit = permitRunChecks(ctx.actor, environment);
  const service = await getServiceView(ctx, input.serviceId);
  const places = await placesIn(ctx, service.id, environment.id);
  for (const { checks } of places) {
    // oxlint-disable-next-line no-await-in-loop -- a region or two
    const declared = await readDeclared(ctx, service.id, checks ?? [], environment.name);
    refuseNothing(
      declared.map(({ definition }) => definition.name),
      input.name,
      service.name,
    );
  }

  return mutate(ctx, permit, async (tx) => {
    const runs = await tx
      .insert(checkRuns)
      .values(
        places.map(({ regionId, releaseId }) => ({
          serviceId: service.id,
          environmentId: environment.id,
          regionId,
          releaseId,
          moment: "on_demand" as const,
          onlyCheck: input.name ?? null,
          requestedBy: actorKey(ctx.actor),
          requestedByName: actorName(ctx.actor),
        })),
      )
      .returning({ id: checkRuns.id, serviceId: checkRuns.serviceId, deploymentId: checkRuns.deploymentId });
    const subjectName = `${service.name} in ${environment.name}`;
    const [first, ...others] = runs.map(({ id }, index) => ({
      subject: id,
      subjectName,
      after: {
        environment: environment.name,
        check: input.name ?? null,
        releaseId: places[index]?.releaseId ?? null,
      },
    }));
    const asked = required(first, "a region of the environment");
    return {
      result: { id: asked.subject, status: "queued" as const, runs: runs.map(({ id }) => id) },
      ...asked,
      others,
      jobs: runs.map(({ id }) => runJob(id)),
      topics: runs.flatMap(topicsOf),
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

/** Every region in which something serves; where nothing does, the first one says so. */
async function placesIn(ctx: Context, serviceId: string, environmentId: string) {
  const places = await ctx.db
    .select({ regionId: regions.id, releaseId: placements.releaseId, checks: releases.checks })
    .from(regions)
    .leftJoin(placements, and(eq(placements.regionId, regions.id), eq(placements.serviceId, serviceId)))
    .leftJoin(releases, eq(releases.id, placements.releaseId))
    .where(eq(regions.environmentId, environmentId))
    .orderBy(asc(regions.position));
  const serving = places.filter(({ releaseId }) => releaseId !== null);
  return serving.length > 0 ? serving : places.slice(0, 1);
}
