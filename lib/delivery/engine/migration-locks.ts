import "server-only";
import { and, eq, gt, inArray, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { deployments, migrationRuns } from "@/db/schema";
import type { Context } from "@/lib/core/context";

/** For the transaction that ends deployments: whoever comes next has the database to itself. */
export async function interruptMigrations(tx: Tx, deploymentIds: readonly string[]) {
  await tx
    .update(migrationRuns)
    .set({ status: "interrupted", finishedAt: sql`clock_timestamp()` })
    .where(and(inArray(migrationRuns.deploymentId, [...deploymentIds]), eq(migrationRuns.status, "running")));
}

/** Whether a deployment has taken migrations back, or may have: what served before then meets an older schema. */
export async function hasGoneDown({ db }: Pick<Context, "db">, deploymentId: string): Promise<boolean> {
  const [row] = await db
    .select({ id: migrationRuns.id })
    .from(migrationRuns)
    .where(and(eq(migrationRuns.deploymentId, deploymentId), eq(migrationRuns.direction, "down")))
    .limit(1);
  return row !== undefined;
}

/** Whether the database of a place was migrated since a deployment was asked for. */
export async function hasMigratedSince(
  { db }: Pick<Context, "db">,
  { serviceId, environmentId }: { serviceId: string; environmentId: string },
  deploymentId: string,
): Promise<boolean> {
  const [row] = await db
    .select({ id: migrationRuns.id })
    .from(migrationRuns)
    .where(
      and(
        eq(migrationRuns.serviceId, serviceId),
        eq(migrationRuns.environmentId, environmentId),
        eq(migrationRuns.direction, "up"),
        gt(
          migrationRuns.startedAt,
          sql`(select ${deployments.createdAt} from ${deployments} where ${deployments.id} = ${deploymentId})`,
        ),
      ),
    )
    .limit(1);
  return row !== undefined;
}
