import "server-only";
import { eq, sql } from "drizzle-orm";

import type { DeploymentStatus } from "@/db/enums";
import { deployments, environments, services } from "@/db/schema";
import { actorName, type Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand } from "@/lib/core/permit";

import { topics, type CancelDeployment } from "../contract";
import { cancelSentence } from "../engine/lease";
import { canMove } from "../engine/machine";
import { runJob } from "../jobs";
import { permitCancel } from "../policy";

/**
 * Cancels a deployment: at once while it waits, otherwise at the executor's next safe point, with traffic back on the
 * release that served before. Throws `conflict` when it is over.
 */
export async function cancelDeployment(
  ctx: Context,
  input: CancelDeployment,
): Promise<{ id: string; status: DeploymentStatus }> {
  demand(ctx.actor, "read");
  const [found] = await ctx.db
    .select({
      serviceId: deployments.serviceId,
      kind: deployments.kind,
      service: services.name,
      name: environments.name,
      deployRole: environments.deployRole,
    })
    .from(deployments)
    .innerJoin(services, eq(services.id, deployments.serviceId))
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .where(eq(deployments.id, input.id));
  if (!found) throw new DomainError("not_found", `There is no deployment "${input.id}".`);
  const permit = permitCancel(ctx.actor, found);

  return mutate(ctx, permit, async (tx) => {
    const [row] = await tx
      .select({ status: deployments.status, placementId: deployments.placementId })
      .from(deployments)
      .where(eq(deployments.id, input.id))
      .for("update");
    if (!row || !canMove(row.status, "canceled")) {
      throw new DomainError("conflict", `This deployment is over: it ${OVER[row?.status ?? "errored"]}.`);
    }
    const message = cancelSentence({ by: actorName(ctx.actor), reason: input.reason });
    const waits = row.status !== "running";
    await tx
      .update(deployments)
      .set({
        cancelRequestedAt: sql`now()`,
        cancelRequestedBy: actorName(ctx.actor),
        cancelReason: input.reason,
        ...(waits && {
          status: "canceled" as const,
          finishedAt: sql`now()`,
          failure: { code: "canceled", message },
        }),
      })
      .where(eq(deployments.id, input.id));
    return {
      result: { id: input.id, status: waits ? ("canceled" as const) : row.status },
      subject: input.id,
      subjectName: `${found.service} in ${found.name}`,
      before: { status: row.status },
      after: { reason: input.reason },
      events: [
        {
          type: waits ? "deployment.canceled" : "deployment.cancel_requested",
          subject: input.id,
          serviceId: found.serviceId,
          message: waits ? message : `${actorName(ctx.actor)} asked to cancel it.`,
        },
      ],
      // Wakes an executor in case nobody holds the deployment any more.
      jobs: waits ? [] : [runJob({ id: input.id, kind: found.kind })],
      topics: [topics.delivery, topics.service(found.serviceId), topics.deployment(input.id)],
    };
  });
}

const OVER: Record<DeploymentStatus, string> = {
  queued: "waits",
  waiting: "waits",
  running: "runs",
  succeeded: "succeeded",
  failed: "failed",
  errored: "ended with an error",
  canceled: "was canceled",
  superseded: "was superseded",
  interrupted: "was interrupted",
};
