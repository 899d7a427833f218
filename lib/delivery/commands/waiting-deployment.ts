import "server-only";
import { and, eq } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { deployments, environments, placements, releases, services } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import { topics } from "../contract";

export type WaitingDeployment = Awaited<ReturnType<typeof findWaiting>>;

/** A deployment as those need it who decide about what it waits for. Throws `not_found`. */
export async function findWaiting(ctx: Context, deploymentId: string) {
  demand(ctx.actor, "read");
  const [row] = await ctx.db
    .select({
      id: deployments.id,
      placementId: deployments.placementId,
      requestedBy: deployments.requestedBy,
      requestedAt: deployments.createdAt,
      notBefore: deployments.notBefore,
      kind: deployments.kind,
      service: { id: services.id, name: services.name },
      environment: { id: environments.id, name: environments.name, deployRole: environments.deployRole },
      release: { id: releases.id, number: releases.number },
    })
    .from(deployments)
    .innerJoin(services, eq(services.id, deployments.serviceId))
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .where(eq(deployments.id, deploymentId));
  if (!row) throw new DomainError("not_found", `There is no deployment "${deploymentId}".`);
  return row;
}

/** Locks it, the placement first as everywhere. Throws `conflict` when it does not wait any more. */
export async function lockWaiting(tx: Tx, { id, placementId }: WaitingDeployment) {
  await tx.select({ id: placements.id }).from(placements).where(eq(placements.id, placementId)).for("update");
  const [row] = await tx
    .select({ waitingFor: deployments.waitingFor, override: deployments.override })
    .from(deployments)
    .where(and(eq(deployments.id, id), eq(deployments.status, "waiting")))
    .for("update");
  if (!row) throw new DomainError("conflict", "This deployment does not wait any more. Look at it again.");
  return row;
}

export const topicsOf = ({ id, service }: WaitingDeployment) => [
  topics.delivery,
  topics.service(service.id),
  topics.deployment(id),
];

/** For the trail and the event log. */
export const nameOf = ({ service, release, environment }: WaitingDeployment) =>
  `${service.name} #${release.number} in ${environment.name}`;

export const eventOf = (waiting: WaitingDeployment, type: string, message: string) => ({
  type,
  subject: waiting.id,
  serviceId: waiting.service.id,
  environmentId: waiting.environment.id,
  releaseId: waiting.release.id,
  message,
});
