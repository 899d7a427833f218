import "server-only";
import { and, desc, eq, gt, inArray, isNull, ne, sql, type SQL } from "drizzle-orm";

import type { Tx } from "@/db/client";
import type { MigrationDirection, MigrationRunStatus } from "@/db/enums";
import { deployments, migrationRuns } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import { violates } from "@/lib/core/postgres-error";

import type { Claim } from "./lease";
import { interruptMigrations } from "./migration-locks";
import { fenced, lockPlacement } from "./record";
import type { Work } from "./work";

export type MigrationOrder = {
  direction: MigrationDirection;
  /** Whose command it is. */
  releaseId: string;
  command: string;
  migrateTo?: string;
};

type Begun =
  | { kind: "passed" }
  /** The database of this service is being migrated here already, by that deployment. */
  | { kind: "busy"; deploymentId: string | undefined }
  /**
   * `isResumed`: the same was begun before and cut off, and may or may not have done its work; `appliedBefore` is what was
   * applied when it was begun first.
   */
  | { kind: "begun"; runId: string; isResumed: boolean; appliedBefore: string[] | null };

/**
 * Takes the lock over the database of a service in an environment, whatever the region, or says who has it. Only the
 * holder of the deployment's lease gets here, so a run of the same deployment is one that a dead executor left behind; one
 * of a deployment that is over was left behind for good. A release that has migrated is never migrated again.
 */
export async function beginMigration(
  ctx: Context<JobActor>,
  work: Work,
  order: MigrationOrder,
): Promise<Begun> {
  try {
    return await advance(ctx, async (tx) => ({ result: await beginUnderLock(tx, work, order) }));
  } catch (error) {
    // Two regions began in the same moment, each under the lock of its own place.
    if (violates(error, "migration_runs_lock_idx")) return { kind: "busy", deploymentId: undefined };
    throw error;
  }
}

async function beginUnderLock(tx: Tx, work: Work, order: MigrationOrder): Promise<Begun> {
  const { claim, environment } = work;
  const { deploymentId, serviceId } = claim;
  await lockPlacement(tx, claim.placementId);
  await fenced(tx, claim, { phase: "migrate" });
  const inPlace = and(
    eq(migrationRuns.serviceId, serviceId),
    eq(migrationRuns.environmentId, environment.id),
  );
  const [running] = await tx
    .select({
      id: migrationRuns.id,
      deploymentId: migrationRuns.deploymentId,
      appliedBefore: migrationRuns.appliedBefore,
      isOver: sql<boolean>`${deployments.finishedAt} is not null`,
    })
    .from(migrationRuns)
    .innerJoin(deployments, eq(deployments.id, migrationRuns.deploymentId))
    .where(and(inPlace, eq(migrationRuns.status, "running")))
    .for("update", { of: migrationRuns });
  if (running?.deploymentId === deploymentId)
    return { kind: "begun", runId: running.id, isResumed: true, appliedBefore: running.appliedBefore };
  if (running && !running.isOver) return { kind: "busy", deploymentId: running.deploymentId };
  if (running) await interruptMigrations(tx, [running.deploymentId]);

  const [last] = await tx
    .select({
      id: migrationRuns.id,
      status: migrationRuns.status,
      appliedBefore: migrationRuns.appliedBefore,
    })
    .from(migrationRuns)
    .where(
      and(
        inPlace,
        eq(migrationRuns.releaseId, order.releaseId),
        eq(migrationRuns.direction, order.direction),
        isNull(migrationRuns.revertedBy),
        // A way back is taken once per rollback; that it was taken before says nothing about now.
        order.direction === "up" ? undefined : eq(migrationRuns.deploymentId, deploymentId),
      ),
    )
    .orderBy(desc(sql`${migrationRuns.status} = 'passed'`), desc(migrationRuns.id))
    .limit(1);
  if (last?.status === "passed") {
    const undone = order.direction === "up" && (await findUnfinishedDown(tx, inPlace, last.id));
    if (!undone) return { kind: "passed" };
    await tx.update(migrationRuns).set({ revertedBy: undone }).where(eq(migrationRuns.id, last.id));
  }
  const [row] = await tx
    .insert(migrationRuns)
    .values({ serviceId, environmentId: environment.id, deploymentId, ...order })
    .returning({ id: migrationRuns.id });
  if (!row) throw new Error("A migration run was not recorded.");
  const isResumed = last?.status === "interrupted";
  return { kind: "begun", runId: row.id, isResumed, appliedBefore: isResumed ? last.appliedBefore : null };
}

/** A way back that did not come to its end may have taken back anything that was applied before it. */
async function findUnfinishedDown(tx: Tx, inPlace: SQL | undefined, after: string) {
  const [row] = await tx
    .select({ id: migrationRuns.id })
    .from(migrationRuns)
    .where(
      and(
        inPlace,
        eq(migrationRuns.direction, "down"),
        inArray(migrationRuns.status, ["failed", "interrupted"]),
        gt(migrationRuns.id, after),
      ),
    )
    .limit(1);
  return row?.id;
}

export type MigrationResult = {
  detail: string;
  appliedBefore: readonly string[] | null;
  appliedAfter: readonly string[] | null;
};

const ended = (status: MigrationRunStatus, { detail, appliedBefore, appliedAfter }: MigrationResult) => ({
  status,
  detail,
  appliedBefore: appliedBefore && [...appliedBefore],
  appliedAfter: appliedAfter && [...appliedAfter],
  finishedAt: sql`clock_timestamp()`,
});

/** How the database was when the command was run first, for whoever goes on where this executor is cut off. */
export const noteApplied = (
  ctx: Context<JobActor>,
  claim: Claim,
  runId: string,
  appliedBefore: readonly string[] | null,
): Promise<void> =>
  advance(ctx, async (tx) => {
    await fenced(tx, claim, { phase: "migrate" });
    await tx
      .update(migrationRuns)
      .set({ appliedBefore: appliedBefore && [...appliedBefore] })
      .where(eq(migrationRuns.id, runId));
    return { result: undefined };
  });

/** For the transaction that also says that the phase has passed. */
export async function passMigration(tx: Tx, runId: string, result: MigrationResult) {
  await tx.update(migrationRuns).set(ended("passed", result)).where(eq(migrationRuns.id, runId));
}

export const failMigration = (
  ctx: Context<JobActor>,
  claim: Claim,
  runId: string,
  result: MigrationResult,
): Promise<void> =>
  advance(ctx, async (tx) => {
    await fenced(tx, claim, { phase: "migrate" });
    await tx.update(migrationRuns).set(ended("failed", result)).where(eq(migrationRuns.id, runId));
    return { result: undefined };
  });

/** What these releases applied in the place is not there any more, and is applied again when one of them comes back. */
export async function revertMigrations(tx: Tx, work: Work, by: string, releaseIds: readonly string[]) {
  await tx
    .update(migrationRuns)
    .set({ revertedBy: by })
    .where(
      and(
        eq(migrationRuns.serviceId, work.claim.serviceId),
        eq(migrationRuns.environmentId, work.environment.id),
        eq(migrationRuns.direction, "up"),
        ne(migrationRuns.status, "running"),
        inArray(migrationRuns.releaseId, [...releaseIds]),
        isNull(migrationRuns.revertedBy),
      ),
    );
}
