import "server-only";
import { and, eq, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { deployments, environments, releases, services } from "@/db/schema";
import type { JobActor } from "@/lib/core/context";
import { findGateReasons, type Move } from "@/lib/gates";
import type { GateReason } from "@/lib/gates/contract";

import { lookAt, waitingFor } from "../commands/judge-request";

/** Why a deployment that has not begun may not begin now; the caller holds the lock of its placement. */
export async function judgeDeployment(
  tx: Tx,
  actor: JobActor,
  deploymentId: string,
): Promise<{ move: Move; reasons: GateReason[] } | undefined> {
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
    })
    .from(deployments)
    .innerJoin(services, eq(services.id, deployments.serviceId))
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .innerJoin(releases, eq(releases.id, deployments.releaseId))
    .where(eq(deployments.id, deploymentId));
  if (!row) return undefined;
  const { notBefore, override, ...rest } = row;
  const move: Move = {
    ...rest,
    deploymentId,
    notBefore: notBefore ?? undefined,
    overridden: override?.codes,
  };
  return { move, reasons: await findGateReasons({ actor, db: tx }, move) };
}

/** Sends a deployment that is next in line back to wait, when a gate closed in between. */
export async function parkAtGate(tx: Tx, actor: JobActor, deploymentId: string): Promise<boolean> {
  const judged = await judgeDeployment(tx, actor, deploymentId);
  if (!judged || judged.reasons.length === 0) return false;
  await tx
    .update(deployments)
    .set({
      status: "waiting",
      waitingFor: waitingFor(judged.reasons),
      // At once, so that what refuses it ends it.
      recheckAt: judged.reasons.some(({ refuses }) => refuses) ? sql`now()` : lookAt(judged.reasons),
    })
    .where(and(eq(deployments.id, deploymentId), eq(deployments.status, "queued")));
  return true;
}
