import "server-only";
import { and, eq } from "drizzle-orm";

import { placements } from "@/db/schema";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";

import type { PromoteRelease } from "../contract";
import { permitPromotion } from "../policy";
import { requestDeployment } from "./request-deployment";

/**
 * Queues what runs in `from` for `to`: the same artefact, no rebuild. Throws `conflict` when nothing runs in `from`,
 * when something else than `releaseId` runs there by now, or when `to` serves that release already.
 */
export async function promoteRelease(
  ctx: Context,
  input: PromoteRelease,
): Promise<{ id: string; deploymentId: string; status: "queued" | "waiting" }> {
  const [from, to] = [await getEnvironment(ctx, input.from), await getEnvironment(ctx, input.to)];
  const permit = permitPromotion(ctx.actor, to);
  const service = await getServiceView(ctx, input.serviceId);
  if (from.id === to.id) {
    throw new DomainError("invalid", `Choose another environment than ${from.name} to promote to.`, {
      fields: [{ path: "to", message: "This is where it comes from." }],
    });
  }

  return mutate(ctx, permit, async (tx) => {
    const serving = async (environmentId: string) => {
      const [row] = await tx
        .select({ releaseId: placements.releaseId })
        .from(placements)
        .where(and(eq(placements.serviceId, service.id), eq(placements.environmentId, environmentId)));
      return row?.releaseId ?? undefined;
    };
    const candidate = await serving(from.id);
    if (!candidate) throw new DomainError("conflict", `Nothing of ${service.name} runs in ${from.name}.`);
    if (input.releaseId && input.releaseId !== candidate) {
      throw new DomainError(
        "conflict",
        `Another release runs in ${from.name} by now. Look at it again before you promote.`,
      );
    }
    if ((await serving(to.id)) === candidate) {
      throw new DomainError("conflict", `${to.name} serves this release already.`);
    }
    const { id, status, releaseName, consequences } = await requestDeployment(tx, {
      service,
      environment: to,
      releaseId: candidate,
      expectedReleaseId: input.expectedReleaseId,
      kind: "promote",
      override: input.override,
      notBefore: input.notBefore,
      reason: input.reason,
      fromEnvironmentId: from.id,
      actor: ctx.actor,
    });
    return {
      result: { id, deploymentId: id, status },
      subject: id,
      subjectName: `${service.name} ${releaseName} from ${from.name} to ${to.name}`,
      after: {
        releaseId: candidate,
        from: from.name,
        to: to.name,
        reason: input.reason,
        override: input.override,
      },
      ...consequences,
    };
  });
}
