import "server-only";
import { inArray, sql } from "drizzle-orm";

import { metricScrapes } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

import { SCRAPE_TIMEOUT_MS, type ScrapeOrder } from "../contract";
import { demandMachinery } from "../policy";

/** By the clock of the database, which all workers share. */
const inMs = (ms: number) => sql`now() + ${`${ms} ms`}::interval`;

const ANSWERED_MS = SCRAPE_TIMEOUT_MS + 1_000;

/**
 * Of these, at most so many that are due, the longest overdue first; they are this worker's until they are due again, which
 * is later than any answer may take. Rows of instances that run no more go; `isKnown` says of which that can be told.
 */
export async function claimScrapes(
  ctx: Context<JobActor>,
  orders: readonly ScrapeOrder[],
  most: number,
  isKnown: (placementId: string) => boolean,
): Promise<ScrapeOrder[]> {
  demandMachinery(ctx.actor);
  const rows = await ctx.db
    .select({
      instanceId: metricScrapes.instanceId,
      placementId: metricScrapes.placementId,
      path: metricScrapes.path,
      dueMs: sql<number>`(extract(epoch from ${metricScrapes.dueAt} - now()) * 1000)::float8`,
    })
    .from(metricScrapes);
  const alive = new Set(orders.map(({ instanceId }) => instanceId));
  const gone = rows.filter(({ instanceId, placementId }) => !alive.has(instanceId) && isKnown(placementId));
  const dueOf = new Map(rows.map((row) => [row.instanceId, row]));
  const due = orders
    .map((order) => {
      const row = dueOf.get(order.instanceId);
      // Another path is another question, and somebody waits for its answer.
      return { order, dueMs: row?.path === order.path ? row.dueMs : -Number.MAX_VALUE };
    })
    .filter(({ dueMs }) => dueMs <= 0)
    .toSorted((a, b) => a.dueMs - b.dueMs)
    .slice(0, most)
    .map(({ order }) => order);
  if (gone.length === 0 && due.length === 0) return [];
  return advance(ctx, async (tx) => {
    const goneIds = gone.map(({ instanceId }) => instanceId);
    if (goneIds.length > 0) await tx.delete(metricScrapes).where(inArray(metricScrapes.instanceId, goneIds));
    const claimed = new Set<string>();
    // In one order, so that two workers do not wait for each other in a circle.
    const inOrder = due.toSorted((a, b) => (a.instanceId < b.instanceId ? -1 : 1));
    for (const { instanceId, placementId, releaseId, path, intervalMs } of inOrder) {
      const every = sql`${`${intervalMs} ms`}::interval`;
      // oxlint-disable-next-line no-await-in-loop -- few, and in one transaction
      const mine = await tx
        .insert(metricScrapes)
        .values({ instanceId, placementId, releaseId, path, dueAt: inMs(intervalMs) })
        .onConflictDoUpdate({
          target: metricScrapes.instanceId,
          // From when it was due, so that the steps stay even; not from long ago, and not before this answer is there.
          set: {
            releaseId,
            path,
            dueAt: sql`least(greatest(${metricScrapes.dueAt} + ${every}, ${inMs(ANSWERED_MS)}), now() + ${every})`,
          },
          setWhere: sql`${metricScrapes.dueAt} <= now() or ${metricScrapes.path} <> excluded.path`,
        })
        .returning({ instanceId: metricScrapes.instanceId });
      for (const one of mine) claimed.add(one.instanceId);
    }
    return { result: due.filter(({ instanceId }) => claimed.has(instanceId)) };
  });
}
