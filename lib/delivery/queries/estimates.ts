import "server-only";
import { and, desc, eq, inArray, isNull, ne, sql, type SQL, type SQLWrapper } from "drizzle-orm";

import { deploymentPhases, deployments, environments } from "@/db/schema";
import type { Context } from "@/lib/core/context";

const SAMPLE = 20;
/** A rollback is judged by the releases of these days: older ones may have started much faster. */
const FEW = 5;

/**
 * The median of the newest succeeded deployments of a place, from their start to their end; null before the first. What
 * they waited for at gates is no work.
 */
export async function estimateDeployment(ctx: Context, placementId: string): Promise<number | null> {
  return median(await readTotals(ctx, placementId, ne(deployments.kind, "rollback"), SAMPLE));
}

/**
 * How long a rollback takes here: with the old process still running, and with a fresh start. Measured on rollbacks of
 * that sort alone; before the first cold one, on deployments that started a process. Null is not known.
 */
export async function estimateRollback(
  ctx: Context,
  placementId: string,
): Promise<{ warmMs: number | null; coldMs: number | null }> {
  const isRollback = eq(deployments.kind, "rollback");
  const [warm, cold, starts] = await Promise.all([
    readTotals(ctx, placementId, and(isRollback, eq(deployments.reusedWarm, true)), FEW),
    readTotals(ctx, placementId, and(isRollback, eq(deployments.reusedWarm, false)), FEW),
    readStarts(ctx, placementId),
  ]);
  return { warmMs: median(warm), coldMs: median(cold) ?? median(starts) };
}

async function readTotals(ctx: Context, placementId: string, condition: SQL | undefined, limit: number) {
  const rows = await ctx.db
    .select({ ms: sql<number>`(${spent(deployments.startedAt, deployments.finishedAt)})::int` })
    .from(deployments)
    .where(and(eq(deployments.placementId, placementId), eq(deployments.status, "succeeded"), condition))
    .orderBy(desc(deployments.id))
    .limit(limit);
  return rows.map(({ ms }) => ms);
}

/**
 * What a rollback would have spent in the place of deployments that started a process: all but migrating, watching
 * and settling. Only where something served before did it settle ahead of the switch; the first one did so in `watch`.
 */
async function readStarts(ctx: Context, placementId: string) {
  const spared = ctx.db
    .select({ ms: sql`coalesce(sum(${spent(deploymentPhases.startedAt, deploymentPhases.finishedAt)}), 0)` })
    .from(deploymentPhases)
    .where(
      and(
        eq(deploymentPhases.deploymentId, deployments.id),
        inArray(deploymentPhases.phase, ["migrate", "watch"]),
      ),
    );
  const settling = sql`case when ${isNull(deployments.previousReleaseId)} then 0 else ${environments.settleMs} end`;
  const rows = await ctx.db
    .select({
      ms: sql<number>`(${spent(deployments.startedAt, deployments.finishedAt)} - (${spared}) - ${settling})::int`,
    })
    .from(deployments)
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .where(
      and(
        eq(deployments.placementId, placementId),
        eq(deployments.status, "succeeded"),
        ne(deployments.kind, "rollback"),
        eq(deployments.reusedWarm, false),
        // One that was resumed spent time that belongs to nobody.
        eq(deployments.attempts, 1),
      ),
    )
    .orderBy(desc(deployments.id))
    .limit(FEW);
  // Less than nothing: it settled for a shorter time than is set now, so nothing can be said of it.
  return rows.map(({ ms }) => ms).filter((ms) => ms > 0);
}

const spent = (from: SQLWrapper, to: SQLWrapper) => sql`extract(epoch from ${to} - ${from}) * 1000`;

const median = (values: number[]): number | null =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
