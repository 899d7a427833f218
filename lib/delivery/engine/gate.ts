import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";

import type { Tx } from "@/db/client";
import type { Role } from "@/db/enums";
import { deployments, environments, placements, releases, services, type WaitingRow } from "@/db/schema";
import type { JobActor } from "@/lib/core/context";
import type { NewEvent } from "@/lib/core/publish";
import { requesterIn, standingOf } from "@/lib/core/standing";
import { approvalsExpireAt, judge, readFacts, type Move } from "@/lib/gates";
import type { GateReason } from "@/lib/gates/contract";

import { lookAt, pinForApproval, waitingFor } from "../commands/judge-request";
import { setAside } from "../overrides";
import { canDeployTo } from "../policy";
import { findDatabaseReasons } from "../queries/database-reason";

export type Judged = {
  move: Move;
  reasons: GateReason[];
  /** Until when its approvals have to be there. */
  approvalsExpireAt: Date | undefined;
  /** A newer release took its place meanwhile: nobody who asked for this one, or approved it, saw that. */
  outdated: string | undefined;
  /** Whoever asked may not deploy there any more, and nobody else has asked for it. */
  disowned: string | undefined;
};

const current = alias(deployments, "current");

/** Why a deployment that has not begun may not begin now; the caller holds the lock of its placement. */
export async function judgeDeployment(
  tx: Tx,
  actor: JobActor,
  deploymentId: string,
): Promise<Judged | undefined> {
  const [row] = await tx
    .select({
      service: { id: services.id, name: services.name },
      environment: { id: environments.id, name: environments.name, deployRole: environments.deployRole },
      release: { id: releases.id, number: releases.number },
      kind: deployments.kind,
      requestedBy: deployments.requestedBy,
      requestedByName: deployments.requestedByName,
      requestedAt: deployments.createdAt,
      notBefore: deployments.notBefore,
      configurationVersionId: deployments.configurationVersionId,
      override: deployments.override,
      status: deployments.status,
      previousReleaseId: deployments.previousReleaseId,
      serving: {
        id: placements.releaseId,
        number: placements.releaseNumber,
        deploymentId: placements.deploymentId,
        startedAt: current.startedAt,
      },
    })
    .from(deployments)
    .innerJoin(placements, eq(placements.id, deployments.placementId))
    .leftJoin(current, eq(current.id, placements.deploymentId))
    .innerJoin(services, eq(services.id, deployments.serviceId))
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .where(eq(deployments.id, deploymentId));
  if (!row) return undefined;
  const { notBefore, configurationVersionId, override, previousReleaseId, serving, status, ...rest } = row;
  const isOlder = serving.id !== previousReleaseId && (serving.number ?? 0) > row.release.number;
  // Whoever asked while the newer one was at work, or stood before theirs in the line, meant to replace it.
  const cameSince =
    status === "waiting"
      ? (serving.startedAt ?? row.requestedAt) > row.requestedAt
      : (serving.deploymentId ?? "") > deploymentId;
  const overridden = setAside(override);
  const move: Move = {
    ...rest,
    deploymentId,
    notBefore: notBefore ?? undefined,
    configurationVersionId: configurationVersionId ?? undefined,
    overridden,
  };
  const facts = await readFacts({ actor, db: tx }, move);
  // What only puts back what should serve is held by nothing, and what somebody set aside does not hold.
  const databaseReasons =
    facts.restores || overridden.some(({ code }) => code === "database")
      ? []
      : await findDatabaseReasons({ db: tx }, move);
  return {
    move,
    reasons: [...databaseReasons, ...judge(facts, new Date())],
    approvalsExpireAt: facts.stage && approvalsExpireAt(facts.stage, facts),
    outdated:
      isOlder && cameSince ? `#${serving.number} serves in ${row.environment.name} by now.` : undefined,
    disowned: await whyDisowned(tx, row),
  };
}

/** Who asked is asked for at the end as well: somebody may have left, or lost a role, while it waited. */
async function whyDisowned(
  tx: Tx,
  row: { requestedBy: string; requestedByName: string; environment: { name: string; deployRole: Role } },
): Promise<string | undefined> {
  if (row.requestedBy.startsWith("job:")) return undefined;
  const requester = await standingOf({ db: tx }, requesterIn(row.requestedBy));
  return requester && canDeployTo(requester, row.environment)
    ? undefined
    : `${row.requestedByName}, who asked for it, may not deploy to ${row.environment.name} any more.`;
}

/**
 * Sends a deployment that is next in line back to wait, when a gate closed in between, and says what there is to tell;
 * undefined when nothing stands in its way.
 */
export async function parkAtGate(
  tx: Tx,
  actor: JobActor,
  deploymentId: string,
): Promise<NewEvent[] | undefined> {
  const judged = await judgeDeployment(tx, actor, deploymentId);
  if (!judged) return undefined;
  const isOver = judged.outdated !== undefined || judged.disowned !== undefined;
  if (judged.reasons.length === 0 && !isOver) return undefined;
  const hasNoWay = isOver || judged.reasons.some(({ refuses }) => refuses);
  await tx
    .update(deployments)
    .set({
      status: "waiting",
      waitingFor: waitingFor(judged.reasons),
      configurationVersionId: await pinForApproval(tx, judged.move, judged.reasons),
      // At once, so that what refuses it ends it.
      recheckAt: hasNoWay ? sql`now()` : lookAt(judged.reasons),
    })
    .where(and(eq(deployments.id, deploymentId), eq(deployments.status, "queued")));
  return approvalAsked(judged.move, deploymentId, waitingFor(judged.reasons));
}

/** Tells those whom it concerns that a deployment has come to need approval. */
export function approvalAsked(
  { service, environment, release }: Pick<Move, "service" | "environment" | "release">,
  deploymentId: string,
  reasons: readonly WaitingRow[],
): NewEvent[] {
  const approval = reasons.find(({ code }) => code === "approval");
  if (!approval) return [];
  return [
    {
      type: "approval.requested",
      subject: deploymentId,
      serviceId: service.id,
      environmentId: environment.id,
      releaseId: release.id,
      message: `${service.name} #${release.number} to ${environment.name} waits for approval. ${approval.message}`,
    },
  ];
}
