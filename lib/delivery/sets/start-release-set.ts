import "server-only";
import { and, eq, inArray } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { placements, regions, releaseSetMembers, releaseSets } from "@/db/schema";
import { getEnvironment, readDependencyGraph } from "@/lib/catalog";
import type { EnvironmentView } from "@/lib/catalog/contract";
import { actorKey, actorName, type Context } from "@/lib/core/context";
import { DomainError, required } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { violates } from "@/lib/core/postgres-error";
import { requesterOf } from "@/lib/core/standing";

import { topics, type StartReleaseSet } from "../contract";
import { advanceSetJob } from "../jobs";
import { permitReleaseSet } from "../policy";
import { readServices } from "./read-services";
import { wavesOf } from "./waves";

/**
 * Asks for what runs of several services in `from` to be promoted to `to` in the order of their dependencies, which is
 * frozen here. Answers at once; a job goes from wave to wave. Throws `conflict` when something else runs somewhere than
 * was reviewed, or when another set that is not over keeps one of the places.
 */
export async function startReleaseSet(
  ctx: Context,
  input: StartReleaseSet,
): Promise<{ id: string; status: "running" }> {
  const [from, to] = [await getEnvironment(ctx, input.from), await getEnvironment(ctx, input.to)];
  const permit = permitReleaseSet(ctx.actor, to, "start");
  if (!requesterOf(ctx)) throw new DomainError("forbidden", "Only people and tokens ask for release sets.");
  if (from.id === to.id) {
    throw new DomainError("invalid", `Choose another environment than ${from.name} to promote to.`, {
      fields: [{ path: "to", message: "This is where it comes from." }],
    });
  }
  const chosen = await readServices(
    ctx,
    input.services.map(({ service }) => service),
  );
  const names = chosen.map(({ name }) => name);
  if (chosen.length < input.services.length) throw new DomainError("invalid", "Name each service once.");
  const { edges } = await readDependencyGraph(ctx, names);
  const { waves } = wavesOf(names, edges);

  return orTaken(to, () =>
    mutate(ctx, permit, async (tx) => {
      const serving = await readServing(
        tx,
        chosen.map(({ id }) => id),
        [from.id, to.id],
      );
      const members = chosen.map((service) => {
        const reviewed = input.services.find((each) => [service.id, service.name].includes(each.service));
        const releaseId = serving(service.id, from.id);
        const before = serving(service.id, to.id);
        if (!releaseId) throw new DomainError("conflict", `Nothing of ${service.name} runs in ${from.name}.`);
        if (before === releaseId)
          throw new DomainError("conflict", `${to.name} serves this release of ${service.name} already.`);
        const moved =
          (reviewed?.releaseId !== undefined && reviewed.releaseId !== releaseId) ||
          (reviewed?.expectedReleaseId !== undefined && reviewed.expectedReleaseId !== before);
        if (moved)
          throw new DomainError(
            "conflict",
            `Another release of ${service.name} runs there by now than when you decided. Look at it again.`,
          );
        const wave = waves.findIndex((each) => each.includes(service.name));
        return { serviceId: service.id, releaseId, expectedReleaseId: before, wave };
      });
      const id = await insertSet(tx, {
        kind: "promote",
        environmentId: to.id,
        fromEnvironmentId: from.id,
        reason: input.reason,
        requestedBy: actorKey(ctx.actor),
        requestedByName: actorName(ctx.actor),
      });
      await tx
        .insert(releaseSetMembers)
        .values(members.map((member) => ({ ...member, setId: id, environmentId: to.id })));
      return {
        result: { id, status: "running" as const },
        subject: id,
        subjectName: `${names.length} services from ${from.name} to ${to.name}`,
        after: { from: from.name, to: to.name, waves, reason: input.reason },
        events: [
          {
            type: "release_set.started",
            subject: id,
            environmentId: to.id,
            message: `${actorName(ctx.actor)} asked to promote ${names.toSorted().join(", ")} together to ${to.name}.`,
          },
        ],
        jobs: [advanceSetJob(id)],
        topics: [topics.delivery],
      };
    }),
  );
}

export async function insertSet(tx: Tx, values: typeof releaseSets.$inferInsert): Promise<string> {
  const [row] = await tx.insert(releaseSets).values(values).returning({ id: releaseSets.id });
  return required(row, "the inserted set").id;
}

/** What serves where, read with a lock, so that what is compared here is what is written. */
async function readServing(tx: Tx, serviceIds: string[], environmentIds: string[]) {
  const rows = await tx
    .select({
      serviceId: placements.serviceId,
      environmentId: placements.environmentId,
      releaseId: placements.releaseId,
    })
    .from(placements)
    .innerJoin(regions, and(eq(regions.id, placements.regionId), eq(regions.position, 0)))
    .where(and(inArray(placements.serviceId, serviceIds), inArray(placements.environmentId, environmentIds)))
    .orderBy(placements.id)
    .for("share", { of: placements });
  return (serviceId: string, environmentId: string): string | null =>
    rows.find((row) => row.serviceId === serviceId && row.environmentId === environmentId)?.releaseId ?? null;
}

/** Two sets cannot want the same place at the same time; the index decides which one has it. */
export async function orTaken<T>(
  { name }: Pick<EnvironmentView, "name">,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (violates(error, "release_sets_rollback_idx"))
      throw new DomainError("conflict", "This set is being rolled back already.", { cause: error });
    if (!violates(error, "release_set_members_place_idx")) throw error;
    throw new DomainError(
      "conflict",
      `One of these services is part of another release set to ${name} that is not over. Let it end, or stop it first.`,
      { cause: error },
    );
  }
}
