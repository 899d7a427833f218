import "server-only";
import { eq, sql } from "drizzle-orm";

import { approvals, deployments } from "@/db/schema";
import { personBehind } from "@/lib/auth";
import { actorName, type Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { findStage, mayApprove, reconsiderJob } from "@/lib/gates";

import type { DecideApproval } from "../contract";
import { permitApproval } from "../policy";
import { whyNoApproval } from "../queries/why-no-approval";
import { eventOf, findWaiting, lockWaiting, nameOf, topicsOf } from "./waiting-deployment";

/**
 * Says yes or no to a deployment that waits for approval; a second word replaces the first. A no ends it. Throws
 * `forbidden` for whoever asked for the deployment, also through a token of theirs, and for whom the pipeline does not
 * ask; `conflict` when it does not wait for approval (any more).
 */
export async function decideApproval(
  ctx: Context,
  input: DecideApproval,
): Promise<{ id: string; decision: DecideApproval["decision"] }> {
  const waiting = await findWaiting(ctx, input.id);
  const { stage, requestedByPerson } = await findStage(ctx, waiting);
  if (!stage?.approvals) {
    throw new DomainError("conflict", `${waiting.environment.name} asks for no approval of this deployment.`);
  }
  const person = await personBehind(ctx);
  const permit = permitApproval(ctx.actor, {
    isAsked: person !== undefined && mayApprove(stage, person),
    isOwn: person !== undefined && person.id === requestedByPerson,
    decision: input.decision,
  });
  if (!person) {
    throw new DomainError("forbidden", "Approvals are given by people: sign in, or use a token of your own.");
  }

  return mutate(ctx, permit, async (tx) => {
    const { waitingFor } = await lockWaiting(tx, waiting);
    const asked = { ...waiting, stage, deploymentId: waiting.id };
    const whyNot = await whyNoApproval({ actor: ctx.actor, db: tx }, asked, waitingFor);
    if (whyNot !== undefined) throw new DomainError("conflict", whyNot);
    const { decision, comment } = input;
    await tx
      .insert(approvals)
      .values({ deploymentId: waiting.id, userId: person.id, userName: person.name, decision, comment })
      .onConflictDoUpdate({
        target: [approvals.deploymentId, approvals.userId],
        set: { decision, comment, updatedAt: sql`now()` },
      });
    const isRejected = decision === "rejected";
    const message = `${actorName(ctx.actor)} ${decision} it${comment ? `: ${comment}` : "."}`;
    await tx
      .update(deployments)
      .set(
        isRejected
          ? {
              status: "canceled",
              finishedAt: sql`now()`,
              waitingFor: [],
              recheckAt: null,
              failure: { code: "rejected", message },
            }
          : { recheckAt: sql`now()` },
      )
      .where(eq(deployments.id, waiting.id));
    return {
      result: { id: waiting.id, decision },
      subject: waiting.id,
      subjectName: nameOf(waiting),
      after: { decision, comment },
      events: [
        eventOf(waiting, `approval.${isRejected ? "rejected" : "granted"}`, message),
        ...(isRejected ? [eventOf(waiting, "deployment.canceled", message)] : []),
      ],
      jobs: [reconsiderJob(waiting.service.id)],
      topics: topicsOf(waiting),
    };
  });
}
