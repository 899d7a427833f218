import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { deployments, placements } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import type { Consequences } from "@/lib/core/publish";
import type { Move } from "@/lib/gates";
import type { GateReason } from "@/lib/gates/contract";

import { lookAt, pinForApproval, waitingFor } from "../commands/judge-request";
import { goFirst } from "../commands/supersede";
import { topics } from "../contract";
import { runJob } from "../jobs";
import { approvalAsked, judgeDeployment, type Judged } from "./gate";

/** Looks again at everything of a service that waits at a gate: it goes on, goes on waiting, or has no way any more. */
export async function reconsiderWaiting(ctx: Context<JobActor>, serviceId: string): Promise<void> {
  const waiting = await ctx.db
    .select({ id: deployments.id, placementId: deployments.placementId })
    .from(deployments)
    .where(and(eq(deployments.serviceId, serviceId), eq(deployments.status, "waiting")))
    .orderBy(asc(deployments.id));
  for (const row of waiting) {
    // oxlint-disable-next-line no-await-in-loop -- in the order of the requests
    await advance(ctx, (tx) => reconsider(tx, ctx, row));
  }
}

async function reconsider(
  tx: Tx,
  ctx: Context<JobActor>,
  { id, placementId }: { id: string; placementId: string },
): Promise<Consequences & { result: undefined }> {
  const nothing = { result: undefined };
  await tx.select({ id: placements.id }).from(placements).where(eq(placements.id, placementId)).for("update");
  const [row] = await tx
    .select({
      waitingFor: deployments.waitingFor,
      kind: deployments.kind,
      byName: deployments.requestedByName,
    })
    .from(deployments)
    .where(stillWaits(id))
    .for("update");
  const judged = row && (await judgeDeployment(tx, ctx.actor, id));
  if (!row || !judged) return nothing;
  const { move, reasons, outdated, disowned } = judged;
  const told = { ...nothing, topics: topicsOf(move, id) };

  if (outdated) {
    const failure = { code: "superseded", message: outdated };
    await tx
      .update(deployments)
      .set({ status: "superseded", finishedAt: sql`now()`, waitingFor: [], recheckAt: null, failure })
      .where(stillWaits(id));
    return { ...told, events: [eventOf(move, id, "deployment.superseded", outdated)] };
  }
  const gone = disowned === undefined ? undefined : { code: "requester_gone", message: disowned };
  const end = gone ?? endOf(reasons) ?? expiryOf(judged);
  if (end) {
    await tx
      .update(deployments)
      .set({ status: "canceled", finishedAt: sql`now()`, waitingFor: [], recheckAt: null, failure: end })
      .where(stillWaits(id));
    return { ...told, events: [eventOf(move, id, "deployment.canceled", end.message)] };
  }
  if (reasons.length === 0) {
    await tx
      .update(deployments)
      .set({ status: "queued", waitingFor: [], recheckAt: null })
      .where(stillWaits(id));
    const consequences: Required<Consequences> = {
      events: [eventOf(move, id, "deployment.released", "Nothing stands in its way any more.")],
      jobs: [runJob({ id, kind: move.kind })],
      topics: told.topics,
    };
    if (row.kind === "rollback") {
      const byJob = move.requestedBy.startsWith("job:");
      await goFirst(tx, { id, placementId, byName: row.byName, byJob }, consequences);
    }
    return { ...nothing, ...consequences };
  }
  const next = waitingFor(reasons);
  await tx
    .update(deployments)
    .set({
      waitingFor: next,
      recheckAt: lookAt(reasons),
      configurationVersionId: await pinForApproval(tx, move, reasons),
    })
    .where(stillWaits(id));
  // A soak that has less left is no news; another reason is.
  const codes = (list: readonly { code: string }[]) => list.map(({ code }) => code).join();
  if (codes(next) === codes(row.waitingFor)) return nothing;
  const wasAsked = row.waitingFor.some(({ code }) => code === "approval");
  return { ...told, events: wasAsked ? [] : approvalAsked(move, id, next) };
}

const stillWaits = (id: string) => and(eq(deployments.id, id), eq(deployments.status, "waiting"));

/** What will not go away by itself ends a deployment: it would wait for ever. */
function endOf(reasons: readonly GateReason[]) {
  const refusal = reasons.find(({ refuses }) => refuses);
  return refusal && { code: refusal.code, message: refusal.message };
}

function expiryOf({ reasons, approvalsExpireAt }: Pick<Judged, "reasons" | "approvalsExpireAt">) {
  const approval = reasons.find(({ code }) => code === "approval");
  if (!approval || !approvalsExpireAt || new Date() < approvalsExpireAt) return undefined;
  return { code: "approval_expired", message: `Not approved in time. ${approval.message}` };
}

const topicsOf = ({ service }: Move, id: string) => [
  topics.delivery,
  topics.service(service.id),
  topics.deployment(id),
];

const eventOf = (move: Move, id: string, type: string, message: string) => ({
  type,
  subject: id,
  serviceId: move.service.id,
  environmentId: move.environment.id,
  releaseId: move.release.id,
  message,
});
