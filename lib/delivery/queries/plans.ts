import "server-only";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import { compareVariables } from "@/lib/configuration";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import type { Blocker, PromoteRelease, PromotionPlan, RollbackPlan } from "../contract";
import { changesBetween } from "./changes";
import { findGateBlockers } from "./gate-blockers";
import { forbidden, refusal } from "./place-blockers";
import { inOrder, isAllowed, planChange, readPlace } from "./plan-change";
import { holdStep, inMinutes } from "./plan-steps";
import { listRollbackCandidates } from "./rollback-candidates";

/**
 * What a promotion would do, and every reason why it would be refused or wait. Changes nothing.
 * @param input.at what the gates would say then
 */
export async function planPromotion(
  ctx: Context,
  input: Pick<PromoteRelease, "serviceId" | "from" | "to" | "releaseId" | "expectedReleaseId"> & {
    at?: string | undefined;
  },
): Promise<PromotionPlan> {
  demand(ctx.actor, "read");
  const service = await getServiceView(ctx, input.serviceId);
  const [from, to] = [await getEnvironment(ctx, input.from), await getEnvironment(ctx, input.to)];
  const candidate = (await readPlace(ctx, service, from))?.release ?? null;
  const { expectedReleaseId, at } = input;
  const change = await planChange(ctx, {
    service,
    environment: to,
    candidate,
    kind: "promote",
    expectedReleaseId,
    at,
  });
  const blockers = [...change.blockers];
  if (from.id === to.id) blockers.push(refusal("same_environment", "Choose two different environments."));
  else if (!candidate)
    blockers.push(refusal("nothing_runs", `Nothing of ${service.name} runs in ${from.name}.`));
  else if (change.direction === "same")
    blockers.push(refusal("same_release", `${to.name} serves this release already.`));
  if (input.releaseId && candidate && candidate.id !== input.releaseId) {
    blockers.push(refusal("moved", `Another release runs in ${from.name} by now: #${candidate.number}.`));
  }
  return {
    ...change,
    service: { id: service.id, name: service.name },
    from: from.name,
    to: to.name,
    release: candidate,
    configuration: await compareVariables(ctx, service.id, from.id, to.id),
    allowed: isAllowed(blockers),
    blockers: inOrder(blockers),
  };
}

/** What could be rolled back to, what that would undo, and why it would be refused. Changes nothing. */
export async function planRollback(
  ctx: Context,
  input: { serviceId: string; environment: string },
): Promise<RollbackPlan> {
  demand(ctx.actor, "read");
  const service = await getServiceView(ctx, input.serviceId);
  const environment = await getEnvironment(ctx, input.environment);
  const { current, candidates: found } = await listRollbackCandidates(ctx, service, environment);
  const goal = found.find(({ lastKnownGood }) => lastKnownGood)?.release;
  const undone =
    current && goal && goal.number < current.number
      ? await changesBetween(ctx, service.id, goal, current)
      : { commits: [] };

  const blockers = forbidden(ctx, environment);
  if (found.length === 0) {
    const message = `No other release of ${service.name} has served in ${environment.name} yet.`;
    blockers.push(refusal("no_candidate", message));
  }
  // A quarantine is of one release, and one that is newer than what serves meets gates of its own; everything else is of
  // the place, whichever release it is.
  const any = found.find(({ isForward }) => !isForward);
  if (any) {
    const move = { service, environment, release: any.release, kind: "rollback" as const };
    const reasons = await findGateBlockers(ctx, move);
    blockers.push(...reasons.filter(({ code }) => code !== "quarantine"));
  }
  const isTold = ({ code, message }: Blocker) =>
    blockers.some((blocker) => blocker.code === code && blocker.message === message);
  const candidates = found.map((candidate) => ({
    ...candidate,
    blockers: candidate.blockers.filter((blocker) => !isTold(blocker)),
  }));
  return {
    service: { id: service.id, name: service.name },
    environment: environment.name,
    current,
    candidates,
    commitsUndone: undone.commits,
    steps: [
      "What waits here is superseded, and what is under way is asked to stop.",
      "The earlier release starts, or is taken up where it still runs.",
      "Traffic moves to it, and the public route has to prove it.",
      `The release that serves now keeps running without traffic for ${inMinutes(environment.warmMs)}.`,
      holdStep(environment),
    ],
    allowed: isAllowed(blockers),
    blockers: inOrder(blockers),
  };
}
