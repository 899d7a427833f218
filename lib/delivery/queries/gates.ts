import "server-only";
import { eq } from "drizzle-orm";

import type { GateCode } from "@/db/enums";
import { deployments, environments, releases, services, type WaitingRow } from "@/db/schema";
import { personBehind } from "@/lib/auth";
import type { Context } from "@/lib/core/context";
import { canOverride, findApprovals, findStage, mayApprove } from "@/lib/gates";

import type { GatesView } from "../contract";
import { mayDecide, mayOverrideIn } from "../policy";
import { whyNoApproval } from "./why-no-approval";

/** How a deployment that waits at a gate can go on, told to whoever asks. */
export async function readGates(
  ctx: Context,
  deploymentId: string,
  waitingFor: readonly WaitingRow[],
): Promise<GatesView | null> {
  const [row] = await ctx.db
    .select({
      service: { id: services.id, name: services.name },
      environment: { id: environments.id, name: environments.name, deployRole: environments.deployRole },
      release: { id: releases.id, number: releases.number },
      kind: deployments.kind,
      requestedBy: deployments.requestedBy,
      requestedAt: deployments.createdAt,
      notBefore: deployments.notBefore,
    })
    .from(deployments)
    .innerJoin(services, eq(services.id, deployments.serviceId))
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .where(eq(deployments.id, deploymentId));
  if (!row) return null;
  const { stage, requestedByPerson } = await findStage(ctx, row);
  const asked = { ...row, stage, deploymentId };
  const approvals = await findApprovals(ctx, asked);
  const whyNobody = await whyNoApproval(ctx, asked, waitingFor);
  const person = await personBehind(ctx);
  const isOwn = person !== undefined && person.id === requestedByPerson;
  const isAsked = person !== undefined && mayApprove(stage, person);
  const whyNotYou = isOwn
    ? "You asked for it yourself, so you cannot approve it: somebody else has to."
    : "Others are asked to approve it.";
  const canApprove = mayDecide(ctx.actor, { isAsked, isOwn });
  return {
    approvals,
    canApprove: canApprove && whyNobody === undefined,
    whyNotApprove: whyNobody ?? (canApprove ? null : whyNotYou),
    yourDecision: approvals?.given.find(({ userId }) => userId === person?.id)?.decision ?? null,
    canOverride: mayOverrideIn(ctx.actor, row.environment)
      ? waitingFor.flatMap(({ code }): GateCode[] =>
          code !== "in_flight" && canOverride(ctx.actor, code) ? [code] : [],
        )
      : [],
  };
}
