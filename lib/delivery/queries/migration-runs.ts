import "server-only";
import { asc, eq } from "drizzle-orm";

import { migrationRuns } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import type { MigrationRunView } from "../contract";
import { iso } from "./columns";

/** What the migrate or down command of a deployment did, oldest first. */
export async function listMigrationRuns(ctx: Context, deploymentId: string): Promise<MigrationRunView[]> {
  const rows = await ctx.db
    .select({
      id: migrationRuns.id,
      direction: migrationRuns.direction,
      command: migrationRuns.command,
      status: migrationRuns.status,
      detail: migrationRuns.detail,
      migrateTo: migrationRuns.migrateTo,
      appliedBefore: migrationRuns.appliedBefore,
      appliedAfter: migrationRuns.appliedAfter,
      startedAt: migrationRuns.startedAt,
      finishedAt: migrationRuns.finishedAt,
    })
    .from(migrationRuns)
    .where(eq(migrationRuns.deploymentId, deploymentId))
    .orderBy(asc(migrationRuns.id));
  return rows.map(({ startedAt, finishedAt, ...row }) => ({
    ...row,
    startedAt: startedAt.toISOString(),
    finishedAt: iso(finishedAt),
  }));
}
