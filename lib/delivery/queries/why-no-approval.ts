import "server-only";
import type { WaitingRow } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { findApprovals } from "@/lib/gates";

type Waiting = Parameters<typeof findApprovals>[1] & { environment: { name: string } };

/**
 * Why nobody can approve or reject a deployment that waits, whoever they are: undefined when they can. The page and the
 * command ask here.
 */
export async function whyNoApproval(
  ctx: Pick<Context, "actor" | "db">,
  waiting: Waiting,
  waitingFor: readonly Pick<WaitingRow, "code">[],
): Promise<string | undefined> {
  const approvals = await findApprovals(ctx, waiting);
  if (!approvals) return `${waiting.environment.name} asks for no approval of this deployment.`;
  // Whoever said yes may still say no while it waits for something else.
  const isAskedFor = approvals.given.length > 0 || waitingFor.some(({ code }) => code === "approval");
  if (!isAskedFor) return "This deployment waits for no approval.";
  return new Date(approvals.expiresAt) <= new Date()
    ? "The time to approve it is over. Ask for the deployment anew."
    : undefined;
}
