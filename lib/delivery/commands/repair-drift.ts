import "server-only";
import { and, eq } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { deployments, placements, regions } from "@/db/schema";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";

import { topics, type RepairDrift } from "../contract";
import { clearJob } from "../jobs";
import { permitRepair } from "../policy";
import { requestDeployment } from "./request-deployment";

type Repair = { id: string | null; deploymentId: string | null; status: "queued" | "waiting" };

/**
 * Makes a target run again what should serve in an environment: deploys that release once more, with the configuration
 * its deployment was pinned to, or stops what runs where nothing should (`id` and `deploymentId`, which are the same, are null then). No gate holds it:
 * what is put back was let in before. Throws `conflict` when nothing differs there.
 */
export async function repairDrift(ctx: Context, input: RepairDrift): Promise<Repair> {
  const environment = await getEnvironment(ctx, input.environment);
  const permit = permitRepair(ctx.actor, environment);
  const service = await getServiceView(ctx, input.serviceId);
  const name = `${service.name} in ${environment.name}`;
  return mutate<Repair>(ctx, permit, async (tx) => {
    const place = await readPlace(tx, service.id, environment.id);
    if (!place?.driftDetectedAt) {
      throw new DomainError("conflict", `${name} is as it was deployed. There is nothing to repair.`);
    }
    const found = { drift: place.driftKind, found: place.driftDetail };
    if (place.releaseId === null) {
      return {
        result: { id: null, deploymentId: null, status: "queued" },
        subject: place.id,
        subjectName: name,
        before: found,
        after: { releaseId: null, environment: environment.name },
        jobs: [clearJob(place.id)],
        topics: [topics.delivery, topics.service(service.id)],
      };
    }
    const { id, status, releaseName, consequences } = await requestDeployment(tx, {
      service,
      environment,
      releaseId: place.releaseId,
      // What was reviewed, or at least what was read above: the place is locked from here on.
      expectedReleaseId: input.expectedReleaseId === undefined ? place.releaseId : input.expectedReleaseId,
      kind: "deploy",
      configurationVersionId: place.configurationVersionId ?? undefined,
      reason: `repair: ${place.driftDetail ?? ""}`,
      actor: ctx.actor,
    });
    const locked = await readPlace(tx, service.id, environment.id);
    if (locked?.deploymentId !== place.deploymentId) {
      throw new DomainError("conflict", `${name} was deployed again in the meantime. Look at it again.`);
    }
    return {
      result: { id, deploymentId: id, status },
      subject: id,
      subjectName: `${service.name} ${releaseName} in ${environment.name}`,
      before: found,
      after: { releaseId: place.releaseId, environment: environment.name },
      ...consequences,
    };
  });
}

/** The place in the first region of an environment, with what its deployment was pinned to. */
async function readPlace(tx: Tx, serviceId: string, environmentId: string) {
  const [row] = await tx
    .select({
      id: placements.id,
      releaseId: placements.releaseId,
      deploymentId: placements.deploymentId,
      configurationVersionId: deployments.configurationVersionId,
      driftKind: placements.driftKind,
      driftDetail: placements.driftDetail,
      driftDetectedAt: placements.driftDetectedAt,
    })
    .from(placements)
    .innerJoin(regions, and(eq(regions.id, placements.regionId), eq(regions.position, 0)))
    .leftJoin(deployments, eq(deployments.id, placements.deploymentId))
    .where(and(eq(placements.serviceId, serviceId), eq(placements.environmentId, environmentId)));
  return row;
}
