import "server-only";
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { pipelines, services, teams } from "@/db/schema";
import { getServiceView, listEnvironments } from "@/lib/catalog";
import { actorKey, actorName, type Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { mutate } from "@/lib/core/mutate";
import { demand } from "@/lib/core/permit";

import { topics, type ResetPipeline, type SavePipeline } from "../contract";
import { patrolJob, reconsiderJob } from "../jobs";
import { permitEditPipeline } from "../policy";
import { isAutomatic, parsePipeline, teamsAskedIn } from "../rules/pipeline";
import { lookAgain } from "./look-again";

/**
 * Writes the pipeline of a service, or the template. It holds at once, also for what waits. Throws `invalid` with every
 * mistake in a sentence, and `conflict` when another version is stored than was looked at.
 */
export async function savePipeline(ctx: Context, input: SavePipeline): Promise<{ version: number }> {
  demand(ctx.actor, "pipeline.edit");
  const environments = await listEnvironments(ctx);
  const names = environments.map(({ name }) => name);
  const permit = permitEditPipeline(ctx.actor, "pipeline.save", environments);
  const service = input.serviceId === undefined ? undefined : await getServiceView(ctx, input.serviceId);
  return mutate(ctx, permit, async (tx) => {
    // Teams before the service, as whoever deletes a team takes them.
    const known = await keepTeams(tx, teamsAskedIn(input.text));
    const definition = parsePipeline(input.text, names, known);
    const before = await lockPipeline(tx, service?.id);
    if (input.expectedVersion !== undefined && input.expectedVersion !== (before?.version ?? 0)) {
      throw new DomainError(
        "conflict",
        "Somebody else changed this pipeline in the meantime. Look at it again.",
      );
    }
    const version = (before?.version ?? 0) + 1;
    const written = {
      definition,
      text: input.text,
      version,
      isAutomatic: isAutomatic(definition),
      updatedBy: actorKey(ctx.actor),
      updatedByName: actorName(ctx.actor),
    };
    if (before) await tx.update(pipelines).set(written).where(eq(pipelines.id, before.id));
    else await tx.insert(pipelines).values({ serviceId: service?.id ?? null, ...written });
    await lookAgain(tx, { serviceId: service?.id });
    return {
      result: { version },
      subject: service?.id ?? "pipeline-template",
      subjectName: service?.name ?? "Pipeline template",
      ...(before && { before: { text: before.text } }),
      after: { text: input.text, version },
      jobs: [service ? reconsiderJob(service.id) : patrolJob()],
      topics: topicsOf(service?.id),
    };
  });
}

/** Takes away the pipeline of a service, so that the template holds; or the template, so that nothing is asked for. */
export async function resetPipeline(ctx: Context, input: ResetPipeline): Promise<{ reset: true }> {
  demand(ctx.actor, "pipeline.edit");
  const permit = permitEditPipeline(ctx.actor, "pipeline.reset", await listEnvironments(ctx));
  const service = input.serviceId === undefined ? undefined : await getServiceView(ctx, input.serviceId);
  return mutate(ctx, permit, async (tx) => {
    const before = await lockPipeline(tx, service?.id);
    if (!before) throw new DomainError("not_found", "There is no pipeline to take away.");
    await tx.delete(pipelines).where(eq(pipelines.id, before.id));
    await lookAgain(tx, { serviceId: service?.id });
    return {
      result: { reset: true as const },
      subject: service?.id ?? "pipeline-template",
      subjectName: service?.name ?? "Pipeline template",
      before: { text: before.text, version: before.version },
      jobs: [service ? reconsiderJob(service.id) : patrolJob()],
      topics: topicsOf(service?.id),
    };
  });
}

const topicsOf = (serviceId: string | undefined) => [
  topics.pipelines,
  serviceId === undefined ? "delivery" : `service:${serviceId}`,
];

/**
 * Which of these names are those of teams. They keep them until the transaction ends: whoever renames or deletes a team
 * waits, and then sees what was written about it.
 */
async function keepTeams(tx: Tx, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const rows = await tx
    .select({ name: teams.name })
    .from(teams)
    .where(inArray(teams.name, [...names]))
    .orderBy(asc(teams.id))
    .for("share");
  return rows.map(({ name }) => name);
}

/** Two people who save at once come one after the other: the service is the lock, or a number that stands for the template. */
async function lockPipeline(tx: Tx, serviceId: string | undefined) {
  if (serviceId === undefined)
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('pipeline-template'))`);
  else {
    await tx
      .select({ id: services.id })
      .from(services)
      .where(and(eq(services.id, serviceId), isNull(services.archivedAt)))
      .for("no key update");
  }
  const [row] = await tx
    .select({ id: pipelines.id, version: pipelines.version, text: pipelines.text })
    .from(pipelines)
    .where(serviceId === undefined ? isNull(pipelines.serviceId) : eq(pipelines.serviceId, serviceId));
  return row;
}
