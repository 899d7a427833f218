import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { intakeRequests } from "@/db/schema";

/** Clients try again for a few minutes. The same bytes later are news: a line without a time that a script sends each night. */
const AGAIN = sql`interval '10 minutes'`;

/**
 * Which requests, by their digests in hex, were not taken over lately. They are from now on, if the transaction commits:
 * one that is sent again because its answer was lost counts once.
 */
export async function firstOfRequests(tx: Tx, digests: readonly string[]): Promise<Set<string>> {
  if (digests.length === 0) return new Set();
  // In one order, so that two processes that were sent the same do not wait for each other in a circle.
  const inOrder = [...new Set(digests)].toSorted();
  const rows = await tx
    .insert(intakeRequests)
    .values(inOrder.map((digest) => ({ digest: Buffer.from(digest, "hex") })))
    .onConflictDoUpdate({
      target: intakeRequests.digest,
      set: { takenAt: sql`now()` },
      setWhere: sql`${intakeRequests.takenAt} < now() - ${AGAIN}`,
    })
    .returning({ digest: intakeRequests.digest });
  return new Set(rows.map(({ digest }) => digest.toString("hex")));
}
