import "server-only";
import { asc, eq } from "drizzle-orm";

import { approvals } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import type { ApprovalState } from "../contract";
import { approvalsExpireAt, approverRole } from "../rules/judge";
import type { GateFacts } from "../rules/judge";

/** How far the approvals of a deployment are; null where none are asked for. */
export async function findApprovals(
  ctx: Pick<Context, "actor" | "db">,
  of: Pick<GateFacts, "stage" | "requestedAt"> & { deploymentId: string; notBefore: Date | null },
): Promise<ApprovalState | null> {
  demand(ctx.actor, "read");
  const { stage, requestedAt, notBefore, deploymentId } = of;
  if (!stage?.approvals) return null;
  const given = await listApprovals(ctx, deploymentId);
  const approved = given.map(({ decision, at }) => ({ decision, at: new Date(at) }));
  return {
    needed: stage.approvals.count,
    role: approverRole(stage.approvals),
    team: stage.approvals.team ?? null,
    expiresAt: approvalsExpireAt(stage, { requestedAt, notBefore, approvals: approved }).toISOString(),
    given,
  };
}

/** What people said about a deployment, the first one first; also when it waits for it no more. */
export async function listApprovals(
  ctx: Pick<Context, "actor" | "db">,
  deploymentId: string,
): Promise<ApprovalState["given"]> {
  demand(ctx.actor, "read");
  const rows = await ctx.db
    .select({
      userId: approvals.userId,
      name: approvals.userName,
      decision: approvals.decision,
      comment: approvals.comment,
      at: approvals.updatedAt,
    })
    .from(approvals)
    .where(eq(approvals.deploymentId, deploymentId))
    .orderBy(asc(approvals.id));
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
