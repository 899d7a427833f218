import "server-only";
import { and, desc, eq, sql } from "drizzle-orm";

import { deploymentPhases, deployments, environments } from "@/db/schema";
import type { Context } from "@/lib/core/context";

const SAMPLE = 20;

/** The median of the newest succeeded deployments of a place, from request to end; null before the first. */
export async function estimateDeployment(ctx: Context, placementId: string): Promise<number | null> {
  return median(await readTotals(ctx, placementId, sql`${deployments.kind} <> 'rollback'`));
}

/**
 * How long a rollback takes here: with the old process still running, and with a fresh start. Measured on rollbacks;
 * before the first cold one, from how long starting took in deployments, less the time they settled.
 */
export async function estimateRollback(
  ctx: Context,
  placementId: string,
  environmentId: string,
): Promise<{ warmMs: number | null; coldMs: number | null }> {
  const [warm, cold, starts] = await Promise.all([
    readTotals(ctx, placementId, sql`${deployments.kind} = 'rollback' and ${deployments.reusedWarm}`),
    readTotals(ctx, placementId, sql`${deployments.kind} = 'rollback' and not ${deployments.reusedWarm}`),
    readStarts(ctx, placementId, environmentId),
  ]);
  return { warmMs: median(warm), coldMs: median(cold) ?? median(starts) };
}

async function readTotals(ctx: Context, placementId: string, condition: ReturnType<typeof sql>) {
  const rows = await ctx.db
    .select({
      ms: sql<number>`(extract(epoch from ${deployments.finishedAt} - ${deployments.createdAt}) * 1000)::int`,
    })
    .from(deployments)
    .where(and(eq(deployments.placementId, placementId), eq(deployments.status, "succeeded"), condition))
    .orderBy(desc(deployments.id))
    .limit(SAMPLE);
  return rows.map(({ ms }) => ms);
}

async function readStarts(ctx: Context, placementId: string, environmentId: string) {
  const rows = await ctx.db
    .select({
      ms: sql<number>`greatest(0, (extract(epoch from ${deploymentPhases.finishedAt} - ${deploymentPhases.startedAt}) * 1000)::int - ${environments.settleMs})`,
    })
    .from(deploymentPhases)
    .innerJoin(deployments, eq(deployments.id, deploymentPhases.deploymentId))
    .innerJoin(environments, eq(environments.id, environmentId))
    .where(
      and(
        eq(deployments.placementId, placementId),
        eq(deployments.status, "succeeded"),
        eq(deploymentPhases.phase, "roll_out"),
        eq(deploymentPhases.status, "passed"),
      ),
    )
    .orderBy(desc(deployments.id))
    .limit(SAMPLE);
  return rows.map(({ ms }) => ms);
}

const median = (values: number[]): number | null =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
