import "server-only";
import { and, eq, inArray, isNull, lt, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { deployments } from "@/db/schema";
import type { Consequences } from "@/lib/core/publish";

import { topics } from "../contract";

/** Ends what a newer request takes the place of. */
export async function supersede(tx: Tx, ids: string[], by: string, consequences: Required<Consequences>) {
  if (ids.length === 0) return;
  const rows = await tx
    .update(deployments)
    .set({
      status: "superseded",
      finishedAt: sql`now()`,
      failure: { code: "superseded", message: `A newer request took its place: ${by}.` },
    })
    .where(and(inArray(deployments.id, ids), isNull(deployments.finishedAt)))
    .returning({
      id: deployments.id,
      serviceId: deployments.serviceId,
      environmentId: deployments.environmentId,
      releaseId: deployments.releaseId,
    });
  const events = rows.map((row) => ({
    type: "deployment.superseded",
    subject: row.id,
    serviceId: row.serviceId,
    environmentId: row.environmentId,
    releaseId: row.releaseId,
    message: `A newer request took its place: ${by}.`,
  }));
  consequences.events = [...consequences.events, ...events];
  consequences.topics = [...consequences.topics, ...rows.map((row) => topics.deployment(row.id))];
}

/**
 * A rollback goes first: what was asked for before it and has not begun would only bring the bad state back, and what runs
 * is asked to stop. Slipway going back by itself leaves alone what waits for people, or for its hour.
 */
export async function goFirst(
  tx: Tx,
  { id, placementId, byName, byJob }: { id: string; placementId: string; byName: string; byJob: boolean },
  consequences: Required<Consequences>,
) {
  const before = await tx
    .select({ id: deployments.id, status: deployments.status, requestedBy: deployments.requestedBy })
    .from(deployments)
    .where(
      and(eq(deployments.placementId, placementId), isNull(deployments.finishedAt), lt(deployments.id, id)),
    );
  const inTheWay = before.filter(
    ({ status, requestedBy }) => status !== "running" && (!byJob || requestedBy.startsWith("job:")),
  );
  await supersede(
    tx,
    inTheWay.map((row) => row.id),
    id,
    consequences,
  );
  const running = before.find(({ status }) => status === "running");
  if (!running) return;
  await tx
    .update(deployments)
    .set({
      cancelRequestedAt: sql`coalesce(${deployments.cancelRequestedAt}, now())`,
      cancelRequestedBy: byName,
      cancelReason: `A rollback was requested: ${id}.`,
    })
    .where(eq(deployments.id, running.id));
  consequences.topics = [...consequences.topics, topics.deployment(running.id)];
}
