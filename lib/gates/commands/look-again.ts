import "server-only";
import { and, asc, eq, inArray, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { deployments } from "@/db/schema";

/**
 * What waits may go on by now: whoever changes a gate says so in the same transaction. Nobody is waited for, since the
 * caller may hold the lock of a place: what somebody else has in hand is looked at again within a minute anyway.
 */
export async function lookAgain(
  tx: Tx,
  place: { serviceId?: string | null; environmentId?: string | null } = {},
): Promise<void> {
  const rows = await tx
    .select({ id: deployments.id })
    .from(deployments)
    .where(
      and(
        eq(deployments.status, "waiting"),
        place.serviceId ? eq(deployments.serviceId, place.serviceId) : undefined,
        place.environmentId ? eq(deployments.environmentId, place.environmentId) : undefined,
      ),
    )
    .orderBy(asc(deployments.id))
    .for("update", { skipLocked: true });
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await tx
    .update(deployments)
    .set({ recheckAt: sql`now()` })
    .where(inArray(deployments.id, ids));
}
