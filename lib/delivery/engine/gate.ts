import "server-only";
import { and, eq, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { deployments, environments, placements, releases, services } from "@/db/schema";
import type { JobActor } from "@/lib/core/context";
import { findGateReasons, type Move } from "@/lib/gates";
import type { GateReason } from "@/lib/gates/contract";

import { lookAt, waitingFor } from "../commands/judge-request";

type Judged = {
  move: Move;
  reasons: GateReason[];
  /** A newer release took its place meanwhile: nobody who asked for this one, or approved it, saw that. */
  outdated: string | undefined;
};

/** Why a deployment that has not begun may not begin now; the caller holds the lock of its placement. */
export async function judgeDeployment(
  tx: Tx,
  actor: JobActor,
  deploymentId: string,
): Promise<Judged | undefined> {
  const [row] = await tx
    .select({
      service: { id: services.id, name: services.name },
      environment: { id: environments.id, name: environments.name },
      release: { id: releases.id, number: releases.number },
      kind: deployments.kind,
      requestedBy: deployments.requestedBy,
      requestedAt: deployments.createdAt,
      notBefore: deployments.notBefore,
      override: deployments.override,
      previousReleaseId: deployments.previousReleaseId,
      serving: { id: placements.releaseId, number: placements.releaseNumber },
    })
    .from(deployments)
    .innerJoin(placements, eq(placements.id, deployments.placementId))
    .innerJoin(services, eq(services.id, deployments.serviceId))
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .where(eq(deployments.id, deploymentId));
  if (!row) return undefined;
  const { notBefore, override, previousReleaseId, serving, ...rest } = row;
  const hasMoved = serving.id !== previousReleaseId && (serving.number ?? 0) > row.release.number;
  const move: Move = {
    ...rest,
    deploymentId,
    notBefore: notBefore ?? undefined,
    overridden: override?.codes,
  };
  return {
    move,
    reasons: await findGateReasons({ actor, db: tx }, move),
    outdated:
      hasMoved && row.kind !== "rollback"
        ? `#${serving.number} serves in ${row.environment.name} by now.`
        : undefined,
  };
}

/** Sends a deployment that is next in line back to wait, when a gate closed in between. */
export async function parkAtGate(tx: Tx, actor: JobActor, deploymentId: string): Promise<boolean> {
  const judged = await judgeDeployment(tx, actor, deploymentId);
  if (!judged || (judged.reasons.length === 0 && !judged.outdated)) return false;
  const hasNoWay = judged.outdated !== undefined || judged.reasons.some(({ refuses }) => refuses);
  await tx
    .update(deployments)
    .set({
      status: "waiting",
      waitingFor: waitingFor(judged.reasons),
      // At once, so that what refuses it ends it.
      recheckAt: hasNoWay ? sql`now()` : lookAt(judged.reasons),
    })
    .where(and(eq(deployments.id, deploymentId), eq(deployments.status, "queued")));
  return true;
}
