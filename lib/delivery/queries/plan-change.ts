import "server-only";
import { and, eq } from "drizzle-orm";

import type { DeploymentKind } from "@/db/enums";
import { placements, releases } from "@/db/schema";
import type { EnvironmentView, ServiceView } from "@/lib/catalog/contract";
import type { Context } from "@/lib/core/context";

import type { Blocker, PromotionPlan, ReleaseRef } from "../contract";
import { changesBetween } from "./changes";
import { releaseColumns, releaseRef } from "./columns";
import { estimateDeployment } from "./estimates";
import { findGateBlockers } from "./gate-blockers";
import { forbidden, queueBlockers, refusal } from "./place-blockers";
import { stepsOf } from "./plan-steps";
import { planMigrations } from "./planned-migrations";
import { findReleaseProblems } from "./release-problems";

type Change = {
  service: ServiceView;
  environment: EnvironmentView;
  candidate: ReleaseRef | null;
  kind: DeploymentKind;
  /** What was expected to serve there; undefined for whatever does. */
  expectedReleaseId?: string | null | undefined;
  /** What the gates would say then, instead of now. */
  at?: string | undefined;
};

/** What bringing a release to an environment would change there, and every reason why it would be refused or wait. */
export async function planChange(ctx: Context, change: Change) {
  const { service, environment, candidate, kind, expectedReleaseId, at } = change;
  const goal = await readPlace(ctx, service, environment);
  const replaces = goal?.release ?? null;
  const direction = directionOf(candidate, replaces);
  const [older, newer] = direction === "back" ? [candidate, replaces] : [replaces, candidate];
  const changes = newer
    ? await changesBetween(ctx, service.id, older, newer)
    : { commits: [], changedFileCount: null };
  const there = { serviceId: service.id, environmentId: environment.id };
  const migrations = candidate && (await planMigrations(ctx, there, { release: candidate, replaces }));
  const estimateMs = goal ? await estimateDeployment(ctx, goal.id) : null;

  const place = { environment, placementId: goal?.id };
  const blockers: Blocker[] = [
    ...forbidden(ctx, environment),
    ...(await queueBlockers(ctx, place, candidate?.id, estimateMs)),
  ];
  if (candidate) {
    const problems = await findReleaseProblems(ctx, { service, environment }, candidate.id);
    blockers.push(...problems.map(({ code, message }) => refusal(code, message)));
    const move = { service, environment, release: candidate, kind };
    blockers.push(...(await findGateBlockers(ctx, move, at === undefined ? undefined : new Date(at))));
  }
  if (expectedReleaseId !== undefined && expectedReleaseId !== (replaces?.id ?? null)) {
    blockers.push(refusal("moved", `Something else serves in ${environment.name} by now.`));
  }
  return {
    replaces,
    direction,
    commits: changes.commits,
    commitCount: changes.commits.length,
    changedFileCount: changes.changedFileCount,
    migrations,
    steps: stepsOf(environment, { candidate, replaces, migrations }),
    estimateMs,
    blockers,
  };
}

/** Nothing refuses it; it may have to wait. */
export const isAllowed = (blockers: readonly Blocker[]): boolean => !blockers.some(({ refuses }) => refuses);

/** The refusals first, in the order they were found. */
export const inOrder = (blockers: readonly Blocker[]): Blocker[] =>
  blockers.toSorted((one, other) => Number(other.refuses) - Number(one.refuses));

/** What serves in an environment; undefined where nothing was ever asked for. */
export async function readPlace(ctx: Context, service: ServiceView, environment: EnvironmentView) {
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
