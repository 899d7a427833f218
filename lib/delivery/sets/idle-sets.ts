import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { releaseSetMembers, releaseSets } from "@/db/schema";
import type { NewJob } from "@/lib/core/publish";

import { advanceSetJob } from "../jobs";

/** The job of the set that waits for this deployment to end, if one does. */
export async function jobsOfSetWith(tx: Tx, deploymentId: string): Promise<NewJob[]> {
  const rows = await tx
    .select({ setId: releaseSetMembers.setId })
    .from(releaseSetMembers)
    .where(and(eq(releaseSetMembers.deploymentId, deploymentId), isNull(releaseSetMembers.releasedAt)));
  return rows.map(({ setId }) => advanceSetJob(setId));
}

/**
 * Sets that could go on although nobody is about to take them on: a deployment ended in another way than by its
 * executor, or the job was lost. What was touched a moment ago has a job on its way.
 */
export async function findIdleSets(tx: Tx): Promise<string[]> {
  const settled = sql`('succeeded', 'skipped')`;
  const rows = await tx
    .select({ id: releaseSets.id })
    .from(releaseSets)
    .where(
      and(
        isNull(releaseSets.finishedAt),
        sql`${releaseSets.updatedAt} < now() - interval '5 seconds'`,
        sql`(
          exists (
            select 1 from release_set_members m join deployments d on d.id = m.deployment_id
            where m.set_id = "release_sets"."id" and m.status = 'requested'
              and d.finished_at < now() - interval '5 seconds')
          or ${releaseSets.status} = 'running' and (
            exists (
              select 1 from release_set_members m where m.set_id = "release_sets"."id" and (m.status = 'failed'
                or m.status = 'pending' and not exists (
                  select 1 from release_set_members earlier where earlier.set_id = m.set_id
                    and earlier.wave < m.wave and earlier.status not in ${settled})))
            or not exists (
              select 1 from release_set_members m
              where m.set_id = "release_sets"."id" and m.status not in ${settled})))`,
      ),
    )
    .orderBy(releaseSets.id);
  return rows.map(({ id }) => id);
}
