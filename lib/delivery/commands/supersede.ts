import "server-only";
import { and, inArray, isNull, sql } from "drizzle-orm";

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
  consequences.events = rows.map((row) => ({
    type: "deployment.superseded",
    subject: row.id,
    serviceId: row.serviceId,
    environmentId: row.environmentId,
    releaseId: row.releaseId,
    message: `A newer request took its place: ${by}.`,
  }));
  consequences.topics = [...consequences.topics, ...rows.map((row) => topics.deployment(row.id))];
}
