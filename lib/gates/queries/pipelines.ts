import "server-only";
import { desc, eq, isNull, or } from "drizzle-orm";
import { stringify } from "yaml";

import { pipelines } from "@/db/schema";
import { getServiceView, listEnvironments } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { PipelineDefinition, type PipelineView } from "../contract";
import { pipelineOf, stagesOf } from "../rules/pipeline";
import { openingsAt } from "../rules/window-state";

type Reader = Pick<Context, "actor" | "db">;
type StoredPipeline = Omit<PipelineView, "openings">;

/**
 * The pipeline that holds for a service: its own, else the template, else the environments in their order.
 * @param serviceId left out: the template itself
 */
export async function getPipeline(ctx: Reader, serviceId?: string, now = new Date()): Promise<PipelineView> {
  demand(ctx.actor, "read");
  if (serviceId !== undefined) await getServiceView(ctx, serviceId);
  const pipeline = await readPipeline(ctx, serviceId);
  return { ...pipeline, openings: openingsAt(pipeline.stages, now) };
}

/**
 * The same for who knows that the service is there: an executor must not stumble over one archived a moment ago. It is
 * read for every deployment that is claimed, so it leaves out what only people look at.
 */
export async function readPipeline(ctx: Reader, serviceId: string | undefined): Promise<StoredPipeline> {
  demand(ctx.actor, "read");
  const [row] = await ctx.db
    .select({
      serviceId: pipelines.serviceId,
      version: pipelines.version,
      text: pipelines.text,
      definition: pipelines.definition,
      updatedByName: pipelines.updatedByName,
      updatedAt: pipelines.updatedAt,
    })
    .from(pipelines)
    .where(
      serviceId === undefined
        ? isNull(pipelines.serviceId)
        : or(isNull(pipelines.serviceId), eq(pipelines.serviceId, serviceId)),
    )
    .orderBy(desc(eq(pipelines.serviceId, serviceId ?? "")))
    .limit(1);
  if (!row) {
    const definition = pipelineOf((await listEnvironments(ctx)).map(({ name }) => name));
    return {
      origin: "environments",
      version: 0,
      text: stringify(definition),
      definition,
      stages: stagesOf(definition),
      updatedByName: null,
      updatedAt: null,
    };
  }
  const definition = PipelineDefinition.parse(row.definition);
  return {
    origin: row.serviceId === null ? "template" : "own",
    version: row.version,
    text: row.text,
    definition,
    stages: stagesOf(definition),
    updatedByName: row.updatedByName,
    updatedAt: row.updatedAt.toISOString(),
  };
}
