import "server-only";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";

import type { DeploymentKind } from "@/db/enums";
import {
  approvals,
  deployments,
  environments,
  holds,
  placements,
  quarantines,
  teamMembers,
  teams,
  users,
} from "@/db/schema";
import { personIdsBehind } from "@/lib/auth";
import { checksPassed } from "@/lib/checks";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import type { GateReason, StageView } from "../contract";
import { judge, type GateFacts, type Overridden, type UpstreamFacts } from "../rules/judge";
import { readFreezes } from "./freezes";
import { readOccupancy } from "./occupancy";
import { findPipeline } from "./pipelines";

type Reader = Pick<Context, "actor" | "db">;

/** A release on its way to an environment: one that is asked about, or a deployment that exists. */
export type Move = {
  service: { id: string; name: string };
  environment: { id: string; name: string };
  release: { id: string; number: number };
  kind: DeploymentKind;
  /** Actor key of whoever asks. */
  requestedBy: string;
  requestedAt: Date;
  notBefore?: Date | undefined;
  /** The version of the configuration it was asked to run with; undefined for the newest one. */
  configurationVersionId?: string | undefined;
  /** Whose approvals count; undefined while there is none. */
  deploymentId?: string | undefined;
  overridden?: readonly Overridden[] | undefined;
};

/** Every reason why a release may not enter an environment at that instant; the refusals first. */
export async function findGateReasons(ctx: Reader, move: Move, at = new Date()): Promise<GateReason[]> {
  demand(ctx.actor, "read");
  return judge(await readFacts(ctx, move), at);
}

/** What `judge` needs to know, read from the rows as they are now. */
export async function readFacts(ctx: Reader, move: Move): Promise<GateFacts> {
  demand(ctx.actor, "read");
  const { db } = ctx;
  const place = { serviceId: move.service.id, environmentId: move.environment.id };
  const { stage, requestedByPerson } = await findStage(ctx, move);
  const [quarantine] = await db
    .select({
      reason: quarantines.reason,
      byName: quarantines.createdByName,
      createdAt: quarantines.createdAt,
    })
    .from(quarantines)
    .where(and(eq(quarantines.releaseId, move.release.id), isNull(quarantines.endedAt)));
  const [hold] = await db
    .select({
      reason: holds.reason,
      byName: holds.createdByName,
      untilReleaseNumber: holds.untilReleaseNumber,
    })
    .from(holds)
    .where(
      and(
        eq(holds.serviceId, place.serviceId),
        eq(holds.environmentId, place.environmentId),
        isNull(holds.endedAt),
      ),
    );
  const { kind, restores } = await effectOf(ctx, place, move);
  return {
    service: move.service.name,
    environment: move.environment.name,
    release: move.release,
    kind,
    restores,
    byAutomation: move.requestedBy.startsWith("job:"),
    stage,
    quarantine,
    hold,
    freezes: await readFreezes(ctx, place),
    upstream: kind === "rollback" || !stage ? [] : await readUpstream(ctx, move, stage),
    requestedByPerson,
    requestedAt: move.requestedAt,
    notBefore: move.notBefore,
    approvals: move.deploymentId && stage?.approvals ? await readApprovals(ctx, move.deploymentId) : [],
    overridden: move.overridden ?? [],
  };
}

/** What the pipeline asks for at the door of an environment, and who asks to go through: all that approvals need. */
export async function findStage(
  ctx: Reader,
  { service, environment, requestedBy }: Pick<Move, "service" | "environment" | "requestedBy">,
): Promise<Pick<GateFacts, "stage" | "requestedByPerson">> {
  demand(ctx.actor, "read");
  const pipeline = await findPipeline(ctx, service.id);
  // Also when it was by a token of theirs: nobody approves their own wish.
  const [requestedByPerson] = await personIdsBehind(ctx, [requestedBy]);
  return {
    stage: pipeline?.stages.find((each) => each.environment === environment.name),
    requestedByPerson,
  };
}

/**
 * What a request comes to where it is asked for. A "rollback" to a newer release than what serves goes forward, and what
 * asks of those asks of it. What should serve there already, with the configuration it is pinned to, is put back where the
 * target was found to run something else: that brings in nothing new.
 */
async function effectOf(
  { db }: Pick<Context, "db">,
  { serviceId, environmentId }: { serviceId: string; environmentId: string },
  { kind, release, configurationVersionId }: Move,
): Promise<Pick<GateFacts, "kind" | "restores">> {
  const [serving] = await db
    .select({
      id: placements.releaseId,
      number: placements.releaseNumber,
      configurationVersionId: deployments.configurationVersionId,
      driftDetectedAt: placements.driftDetectedAt,
    })
    .from(placements)
    .leftJoin(deployments, eq(deployments.id, placements.deploymentId))
    .where(and(eq(placements.serviceId, serviceId), eq(placements.environmentId, environmentId)))
    .limit(1);
  const goesForward = release.number > (serving?.number ?? release.number);
  return {
    kind: kind === "rollback" && goesForward ? "deploy" : kind,
    restores:
      serving?.driftDetectedAt != null &&
      serving.id === release.id &&
      // Without one it would run with whatever is newest by then.
      configurationVersionId !== undefined &&
      serving.configurationVersionId === configurationVersionId,
  };
}

async function readUpstream(ctx: Reader, move: Move, stage: StageView): Promise<UpstreamFacts[]> {
  if (stage.after.length === 0) return [];
  const rows = await ctx.db
    .select({ id: environments.id, name: environments.name })
    .from(environments)
    .where(inArray(environments.name, stage.after));
  const facts: UpstreamFacts[] = [];
  for (const name of stage.after) {
    const environment = rows.find((row) => row.name === name);
    // A stage whose environment is gone was never served in.
    // oxlint-disable-next-line no-await-in-loop -- one connection, few stages
    facts.push(environment ? await readStage(ctx, move, environment, stage.checks ?? []) : nowhere(name));
  }
  return facts;
}

const nowhere = (environment: string): UpstreamFacts => ({
  environment,
  occupancy: [],
  isLive: false,
  inFlight: undefined,
  trouble: undefined,
  checks: [],
});

async function readStage(
  ctx: Reader,
  { service, release }: Move,
  environment: { id: string; name: string },
  checkNames: readonly string[],
): Promise<UpstreamFacts> {
  const place = { serviceId: service.id, environmentId: environment.id };
  return {
    environment: environment.name,
    ...(await readOccupancy(ctx, place, release.id)),
    checks: await checksPassed(ctx, { ...place, releaseId: release.id, names: checkNames }),
  };
}

/** Yes and no of people who may sign in still, with the role they have now: a role that was taken away approves nothing. */
const readApprovals = ({ db }: Pick<Context, "db">, deploymentId: string) =>
  db
    .select({
      userId: approvals.userId,
      decision: approvals.decision,
      at: approvals.updatedAt,
      role: users.role,
      teams: sql<string[]>`coalesce(array_agg(${teams.name}) filter (where ${teams.name} is not null), '{}')`,
    })
    .from(approvals)
    .innerJoin(users, eq(users.id, approvals.userId))
    .leftJoin(teamMembers, eq(teamMembers.userId, users.id))
    .leftJoin(teams, eq(teams.id, teamMembers.teamId))
    .where(and(eq(approvals.deploymentId, deploymentId), isNull(users.disabledAt)))
    .groupBy(approvals.id, users.id);
