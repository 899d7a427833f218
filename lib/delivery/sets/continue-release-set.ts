import "server-only";
import { and, eq, sql } from "drizzle-orm";

import { deployments, placements, releaseSetMembers, releaseSets } from "@/db/schema";
import { actorName, type Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand } from "@/lib/core/permit";

import { topics, type ContinueReleaseSet } from "../contract";
import { advanceSetJob } from "../jobs";
import { permitReleaseSet } from "../policy";
import { findSet } from "./find-set";
import { cameToServe } from "./plan-set-rollback";

/**
 * Lets a set go on that was stopped: members that failed are tried again, or left out. Its deployments stay in the name
 * of whoever asked for it. Throws `conflict` unless it is stopped.
 */
export async function continueReleaseSet(
  ctx: Context,
  input: ContinueReleaseSet,
): Promise<{ id: string; status: "running" }> {
  demand(ctx.actor, "read");
  const { id, environment } = await findSet(ctx, input.id);
  const permit = permitReleaseSet(ctx.actor, environment, "continue");
  return mutate(ctx, permit, async (tx) => {
    const resumed = await tx
      .update(releaseSets)
      .set({ status: "running", trouble: null })
      .where(and(eq(releaseSets.id, id), eq(releaseSets.status, "stopped")))
      .returning({ id: releaseSets.id });
    if (resumed.length === 0) throw new DomainError("conflict", "This release set is not stopped.");
    const failed = await tx
      .update(releaseSetMembers)
      .set(
        input.failed === "retry"
          ? { status: "pending", trouble: null, deploymentId: deploymentThatServes }
          : { status: "skipped" },
      )
      .where(and(eq(releaseSetMembers.setId, id), eq(releaseSetMembers.status, "failed")))
      .returning({ serviceId: releaseSetMembers.serviceId });
    const how = input.failed === "retry" ? "try again what failed" : "go on without what failed";
    return {
      result: { id, status: "running" as const },
      subject: id,
      subjectName: `release set to ${environment.name}`,
      after: { failed: input.failed, members: failed.map(({ serviceId }) => serviceId) },
      events: [
        {
          type: "release_set.continued",
          subject: id,
          environmentId: environment.id,
          message: `${actorName(ctx.actor)} asked the release set to ${how}.`,
        },
      ],
      jobs: [advanceSetJob(id)],
      topics: [topics.delivery],
    };
  });
}

/** The deployment of a member while what it brought serves: that is tried again all the same, and can be taken back. */
const deploymentThatServes = sql`(
  select ${deployments.id} from ${deployments}
  join ${placements} on ${placements.id} = ${deployments.placementId}
  where ${deployments.id} = ${releaseSetMembers.deploymentId}
    and ${placements.releaseId} = ${releaseSetMembers.releaseId}
    and ${cameToServe}
)`;
