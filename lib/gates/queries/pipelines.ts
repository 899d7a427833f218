import "server-only";
import { desc, eq, isNull, or, sql } from "drizzle-orm";
import { stringify } from "yaml";

import { pipelines, services } from "@/db/schema";
import { getServiceView, listEnvironments } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { PipelineDefinition, type PipelineView, type StageView } from "../contract";
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
  const pipeline = await viewOf(ctx, serviceId);
  return { ...pipeline, openings: openingsAt(pipeline.stages, now) };
}

async function viewOf(ctx: Reader, serviceId: string | undefined): Promise<StoredPipeline> {
  const row = await readRow(ctx, serviceId);
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

/**
 * What somebody wrote for a service, or for all; undefined where nobody did, for then the order of environments is a habit
 * and no rule. For executors: they ask at every claim, and must not stumble over a service archived a moment ago.
 */
export async function findPipeline(
  ctx: Reader,
  serviceId: string,
): Promise<{ definition: PipelineDefinition; stages: StageView[] } | undefined> {
  demand(ctx.actor, "read");
  const row = await readRow(ctx, serviceId);
  if (!row) return undefined;
  const definition = PipelineDefinition.parse(row.definition);
  return { definition, stages: stagesOf(definition) };
}

/** That of the service before the template. */
async function readRow({ db }: Reader, serviceId: string | undefined) {
  const [row] = await db
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
  return row;
}

/** Whether the pipeline that holds for a service, joined as `services`, promotes or rolls back by itself. */
export const isAutomated = sql`coalesce(
  (select ${pipelines.isAutomatic} from ${pipelines} where ${pipelines.serviceId} = ${services.id}),
  (select ${pipelines.isAutomatic} from ${pipelines} where ${pipelines.serviceId} is null),
  false)`;
