import "server-only";
import { and, eq, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { deployments } from "@/db/schema";

/** What waits may go on by now: whoever changes a gate says so in the same transaction. */
export const lookAgain = (tx: Tx, place: { serviceId?: string | null; environmentId?: string | null } = {}) =>
  tx
    .update(deployments)
    .set({ recheckAt: sql`now()` })
    .where(
      and(
        eq(deployments.status, "waiting"),
        place.serviceId ? eq(deployments.serviceId, place.serviceId) : undefined,
        place.environmentId ? eq(deployments.environmentId, place.environmentId) : undefined,
      ),
    );
