import "server-only";
import { and, eq, isNull, lte, or, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { deployments, releases } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import { reconsiderJob } from "@/lib/gates";

import { advanceSetJob, buildJob, runJob } from "../jobs";
import { findIdleSets } from "../sets/idle-sets";
import { isAbandoned } from "./owner";

/** A job that was asked for this recently is still on its way. */
const GRACE = sql`interval '5 seconds'`;

/**
 * Nothing is ever stuck: finds deployments and builds that nobody works on (their executor died, or their job was
 * lost) and asks for them again. Runs every few seconds in every worker; repeating it is harmless.
 */
export const sweep = (ctx: Context<JobActor>, self: string) =>
  advance(ctx, async (tx) => {
    await endAbandonedLeases(tx, self);
    const idleDeployments = await tx
      .select({ id: deployments.id, kind: deployments.kind })
      .from(deployments)
      .where(
        and(
          isNull(deployments.finishedAt),
          or(
            and(eq(deployments.status, "running"), sql`${deployments.leaseExpiresAt} < now()`),
            and(
              sql`${deployments.status} = 'queued' and ${deployments.createdAt} < now() - ${GRACE}`,
              sql`not exists (select 1 from ${deployments} other where other.placement_id = ${deployments.placementId} and other.status = 'running')`,
            ),
          ),
        ),
      );
    const dueAtGates = await tx
      .selectDistinct({ serviceId: deployments.serviceId })
      .from(deployments)
      .where(and(eq(deployments.status, "waiting"), lte(deployments.recheckAt, sql`now()`)));
    const idleReleases = await tx
      .select({ id: releases.id })
      .from(releases)
      .where(
        and(
          isNull(releases.finishedAt),
          sql`coalesce(${releases.leaseExpiresAt} < now(), ${releases.createdAt} < now() - ${GRACE})`,
        ),
      );
    const idleSets = await findIdleSets(tx);
    return {
      result: undefined,
      jobs: [
        ...dueAtGates.map(({ serviceId }) => ({ ...reconsiderJob(serviceId), keepsRunAt: true })),
        ...idleSets.map((setId) => ({ ...advanceSetJob(setId), keepsRunAt: true })),
        ...idleDeployments.map((row) => ({ ...runJob(row), keepsRunAt: true })),
        // Else each sweep would put the builds that wait behind those that were asked for after them.
        ...idleReleases.map(({ id }) => ({ ...buildJob(id), keepsRunAt: true })),
      ],
    };
  });

/** A lease whose holder is known to be gone need not run out first: that would cost ten seconds after each crash. */
async function endAbandonedLeases(tx: Tx, self: string) {
  for (const table of [deployments, releases]) {
    const held = await tx
      .select({ subject: table.id, owner: table.leaseOwner })
      .from(table)
      .where(and(isNull(table.finishedAt), sql`${table.leaseExpiresAt} > now()`))
      .orderBy(table.id);
    for (const { subject, owner } of held) {
      if (owner === null || !isAbandoned({ subject, owner }, self)) continue;
      await tx
        .update(table)
        .set({ leaseExpiresAt: sql`now() - interval '1 millisecond'` })
        .where(and(eq(table.id, subject), eq(table.leaseOwner, owner)));
    }
  }
}
