import "server-only";
import { and, eq, isNull } from "drizzle-orm";

import { deployments, placements, releases } from "@/db/schema";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { EnvironmentView, ServiceView } from "@/lib/catalog/contract";
import { compareVariables } from "@/lib/configuration";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import type { Blocker, PromoteRelease, PromotionPlan, ReleaseRef, RollbackPlan } from "../contract";
import { canDeployTo, refusalOf } from "../policy";
import { changesBetween } from "./changes";
import { releaseColumns, releaseRef } from "./columns";
import { estimateDeployment } from "./estimates";
import { findGateBlockers } from "./gate-blockers";
import { findReleaseProblems } from "./release-problems";
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
  const [source, goal] = [await readPlace(ctx, service, from), await readPlace(ctx, service, to)];
  const candidate = source?.release ?? null;
  const replaces = goal?.release ?? null;
  const direction = directionOf(candidate, replaces);
  const [older, newer] = direction === "back" ? [candidate, replaces] : [replaces, candidate];
  const changes = newer
    ? await changesBetween(ctx, service.id, older, newer)
    : { commits: [], changedFileCount: null };

  const blockers = await placeBlockers(ctx, to, goal?.id);
  if (from.id === to.id) blockers.push(refusal("same_environment", "Choose two different environments."));
  else if (!candidate)
    blockers.push(refusal("nothing_runs", `Nothing of ${service.name} runs in ${from.name}.`));
  else if (direction === "same")
    blockers.push(refusal("same_release", `${to.name} serves this release already.`));
  if (candidate) {
    const problems = await findReleaseProblems(ctx, { service, environment: to }, candidate.id);
    blockers.push(...problems.map(({ code, message }) => refusal(code, message)));
    const move = { service, environment: to, release: candidate, kind: "promote" as const };
    blockers.push(
      ...(await findGateBlockers(ctx, move, input.at === undefined ? undefined : new Date(input.at))),
    );
  }
  if (input.releaseId && candidate && candidate.id !== input.releaseId) {
    blockers.push(refusal("moved", `Another release runs in ${from.name} by now: #${candidate.number}.`));
  }
  if (input.expectedReleaseId !== undefined && input.expectedReleaseId !== (replaces?.id ?? null)) {
    blockers.push(refusal("moved", `Something else serves in ${to.name} by now.`));
  }
  return {
    service: { id: service.id, name: service.name },
    from: from.name,
    to: to.name,
    release: candidate,
    replaces,
    direction,
    commits: changes.commits,
    commitCount: changes.commits.length,
    changedFileCount: changes.changedFileCount,
    configuration: await compareVariables(ctx, service.id, from.id, to.id),
    steps: promotionSteps(to, candidate, replaces),
    estimateMs: goal ? await estimateDeployment(ctx, goal.id) : null,
    allowed: !blockers.some(({ refuses }) => refuses),
    blockers,
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
  const { current, candidates } = await listRollbackCandidates(ctx, service.id, environment.id);
  const goal = candidates.find(({ lastKnownGood }) => lastKnownGood)?.release;
  const undone =
    current && goal && goal.number < current.number
      ? await changesBetween(ctx, service.id, goal, current)
      : { commits: [] };

  const blockers: Blocker[] = [];
  if (!canDeployTo(ctx.actor, environment)) blockers.push(refusal("forbidden", refusalOf(environment)));
  if (candidates.length === 0) {
    const message = `No other release of ${service.name} has served in ${environment.name} yet.`;
    blockers.push(refusal("no_candidate", message));
  }
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
      `The release that serves now keeps running without traffic for ${minutes(environment.warmMs)}.`,
    ],
    allowed: !blockers.some(({ refuses }) => refuses),
    blockers,
  };
}

const refusal = (code: string, message: string): Blocker => ({
  code,
  message,
  owner: null,
  until: null,
  refuses: true,
  override: null,
});
const minutes = (ms: number) =>
  ms < 60_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;

async function readPlace(ctx: Context, service: ServiceView, environment: EnvironmentView) {
  const [row] = await ctx.db
    .select({ id: placements.id, release: releaseColumns() })
    .from(placements)
    .leftJoin(releases, eq(releases.id, placements.releaseId))
    .where(and(eq(placements.serviceId, service.id), eq(placements.environmentId, environment.id)));
  return row && { id: row.id, release: row.release ? releaseRef(row.release) : null };
}

function directionOf(candidate: ReleaseRef | null, replaces: ReleaseRef | null): PromotionPlan["direction"] {
  if (!candidate || !replaces) return "first";
  if (candidate.id === replaces.id) return "same";
  return candidate.number > replaces.number ? "forward" : "back";
}

/** Role and queue: the reasons that any deployment to the place shares. */
async function placeBlockers(
  ctx: Context,
  environment: EnvironmentView,
  placementId: string | undefined,
): Promise<Blocker[]> {
  const blockers: Blocker[] = [];
  if (!canDeployTo(ctx.actor, environment)) blockers.push(refusal("forbidden", refusalOf(environment)));
  if (!placementId) return blockers;
  const [inFlight] = await ctx.db
    .select({ id: deployments.id, status: deployments.status, number: releases.number })
    .from(deployments)
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .where(and(eq(deployments.placementId, placementId), isNull(deployments.finishedAt)))
    .limit(1);
  if (inFlight) {
    const refuses = environment.queuePolicy === "reject";
    const message = `${inFlight.id} is in flight there with #${inFlight.number}${refuses ? "" : "; this one waits for it"}.`;
    blockers.push({ ...refusal("in_flight", message), owner: inFlight.id, refuses });
  }
  return blockers;
}

function promotionSteps(to: EnvironmentView, candidate: ReleaseRef | null, replaces: ReleaseRef | null) {
  const name = candidate ? `#${candidate.number}` : "The release";
  if (!replaces) {
    return [
      `${name} starts in ${to.name}, the same build, with the variables of ${to.name}.`,
      "Traffic moves to it as soon as it is ready; nothing serves there yet.",
      "The public route has to prove that it answers.",
    ];
  }
  return [
    `${name} starts in ${to.name} beside #${replaces.number}, the same build, with the variables of ${to.name}.`,
    `It has to become ready and stay so for ${minutes(to.settleMs)}; until then #${replaces.number} serves.`,
    "Traffic moves, and the public route has to prove it.",
    `#${replaces.number} finishes its open requests and stays warm for ${minutes(to.warmMs)}, for an instant rollback.`,
  ];
}
