import "server-only";
import { and, eq, inArray } from "drizzle-orm";

import { deployments, releaseSetMembers } from "@/db/schema";
import { actorKey, actorName, type Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand } from "@/lib/core/permit";
import { requesterOf } from "@/lib/core/standing";

import { cancelDeployment } from "../commands/cancel-deployment";
import { topics, type RollBackReleaseSet } from "../contract";
import { advanceSetJob } from "../jobs";
import { permitReleaseSet } from "../policy";
import { endByHand } from "./cancel-release-set";
import { findSet } from "./find-set";
import { readRollback } from "./plan-set-rollback";
import { insertSet, orTaken } from "./start-release-set";

/**
 * Takes back what a promotion brought, the last wave first: each service to exactly what served before it, with the
 * configuration of that time. What of it is under way is canceled. What somebody deployed since stays, and is left out.
 * Throws `conflict` when there is nothing to take back; the set has ended then all the same, and nothing more of it begins.
 */
export async function rollBackReleaseSet(
  ctx: Context,
  input: RollBackReleaseSet,
): Promise<{ id: string; status: "running" }> {
  demand(ctx.actor, "read");
  const set = await findSet(ctx, input.id);
  const { id, kind, environment } = set;
  const permit = permitReleaseSet(ctx.actor, environment, "roll_back");
  if (!requesterOf(ctx)) throw new DomainError("forbidden", "Only people and tokens ask for release sets.");
  if (kind !== "promote")
    throw new DomainError("conflict", "A rollback is not rolled back. Promote again instead.");
  await endUnlessOver(ctx, set);
  await cancelUnderWay(ctx, id, input.reason);

  // What it rests on is read before anything is written: whatever serves or migrates after this is noticed member by
  // member, when its turn comes.
  const members = await readRollback(ctx, id);
  const restored = members.flatMap(({ release, whyNot, ...each }) =>
    release && whyNot === null ? [{ ...each, release }] : [],
  );
  if (restored.length === 0) {
    const why = members.map(({ service, whyNot }) => `${service.name}: ${whyNot}`).join(" ");
    throw new DomainError("conflict", `There is nothing to take back. ${why}`.trim());
  }
  return orTaken(environment, () =>
    mutate(ctx, permit, async (tx) => {
      const waves = [...new Set(restored.map(({ wave }) => wave))];
      const setId = await insertSet(tx, {
        kind: "rollback",
        environmentId: environment.id,
        rollbackOfId: id,
        reason: input.reason,
        requestedBy: actorKey(ctx.actor),
        requestedByName: actorName(ctx.actor),
      });
      await tx.insert(releaseSetMembers).values(
        restored.map(({ service, wave, release, promotedId, configurationVersionId, verdict }) => ({
          setId,
          serviceId: service.id,
          environmentId: environment.id,
          releaseId: release.id,
          expectedReleaseId: promotedId,
          configurationVersionId,
          agreedVerdict: verdict,
          wave: waves.indexOf(wave),
        })),
      );
      const names = restored.map(({ service }) => service.name);
      return {
        result: { id: setId, status: "running" as const },
        subject: setId,
        subjectName: `${names.length} services in ${environment.name}`,
        before: { releaseSet: id },
        after: { services: names, environment: environment.name, reason: input.reason },
        events: [
          {
            type: "release_set.started",
            subject: setId,
            environmentId: environment.id,
            message: `${actorName(ctx.actor)} asked to roll back ${names.join(", ")} together in ${environment.name}.`,
          },
        ],
        jobs: [advanceSetJob(setId)],
        topics: [topics.delivery],
      };
    }),
  );
}

/**
 * Begins nothing more of the set, before anything of it is looked for: a next wave that began in between would be neither
 * canceled nor taken back.
 */
async function endUnlessOver(ctx: Context, set: Awaited<ReturnType<typeof findSet>>) {
  try {
    const who = actorName(ctx.actor);
    await endByHand(ctx, set, "failed", `${who} stopped the release set for good, to roll it back.`);
  } catch (error) {
    if (!(error instanceof DomainError && error.code === "conflict")) throw error;
  }
}

/** Whoever is told that it will stop can be relied on: a deployment that was asked to cancel never succeeds. */
async function cancelUnderWay(ctx: Context, setId: string, reason: string) {
  const rows = await ctx.db
    .select({ id: deployments.id })
    .from(releaseSetMembers)
    .innerJoin(deployments, eq(deployments.id, releaseSetMembers.deploymentId))
    .where(
      and(eq(releaseSetMembers.setId, setId), inArray(deployments.status, ["queued", "waiting", "running"])),
    );
  for (const { id } of rows) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- each is a request of its own
      await cancelDeployment(ctx, { id, reason });
    } catch (error) {
      // It has ended in the meantime, and is taken back below if it serves.
      if (!(error instanceof DomainError && error.code === "conflict")) throw error;
    }
  }
}
