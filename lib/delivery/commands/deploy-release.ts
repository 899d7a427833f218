import "server-only";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { mutate } from "@/lib/core/mutate";

import type { DeployRelease } from "../contract";
import { permitDeployment } from "../policy";
import { requestDeployment } from "./request-deployment";

/** Queues a built release for an environment. Answers at once; a job carries it out. */
export async function deployRelease(
  ctx: Context,
  input: DeployRelease,
): Promise<{ id: string; deploymentId: string; status: "queued" | "waiting" }> {
  const environment = await getEnvironment(ctx, input.environment);
  const permit = permitDeployment(ctx.actor, environment);
  const service = await getServiceView(ctx, input.serviceId);
  return mutate(ctx, permit, async (tx) => {
    const { id, status, releaseName, consequences } = await requestDeployment(tx, {
      service,
      environment,
      releaseId: input.releaseId,
      expectedReleaseId: input.expectedReleaseId,
      kind: "deploy",
      override: input.override,
      notBefore: input.notBefore,
      reason: input.reason,
      actor: ctx.actor,
    });
    return {
      result: { id, deploymentId: id, status },
      subject: id,
      subjectName: `${service.name} ${releaseName} to ${environment.name}`,
      after: {
        releaseId: input.releaseId,
        environment: environment.name,
        reason: input.reason,
        override: input.override,
      },
      ...consequences,
    };
  });
}
