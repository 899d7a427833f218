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
): Promise<{ id: string; status: "queued" }> {
  const environment = await getEnvironment(ctx, input.environment);
  const permit = permitDeployment(ctx.actor, environment);
  const service = await getServiceView(ctx, input.serviceId);
  return mutate(ctx, permit, async (tx) => {
    const { id, releaseName, consequences } = await requestDeployment(tx, {
      service,
      environment,
      releaseId: input.releaseId,
      expectedReleaseId: input.expectedReleaseId,
      kind: "deploy",
      reason: input.reason,
      actor: ctx.actor,
    });
    return {
      result: { id, status: "queued" as const },
      subject: id,
      subjectName: `${service.name} ${releaseName} to ${environment.name}`,
      after: { releaseId: input.releaseId, environment: environment.name, reason: input.reason },
      ...consequences,
    };
  });
}
