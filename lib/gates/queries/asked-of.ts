import "server-only";
import { and, asc, eq, isNull, sql } from "drizzle-orm";

import { approvals, deployments, environments, pipelines, services, tokens } from "@/db/schema";
import { personBehind } from "@/lib/auth";
import { can } from "@/lib/auth/permissions";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { PipelineDefinition, type StageView } from "../contract";
import { approvalLifeMs, mayApprove } from "../rules/judge";
import { stagesOf } from "../rules/pipeline";

/** More than anybody approves in a day; what waits longest is told. */
const MAXIMUM_LOOKED_AT = 500;

/**
 * Deployments whose approval is asked of whoever reads this and who has said nothing yet that counts, the one that waits longest
 * first. Three queries, however many there are.
 */
export async function listAskedOf(ctx: Context): Promise<string[]> {
  demand(ctx.actor, "read");
  if (!can(ctx.actor, "deployment.approve")) return [];
  const person = await personBehind(ctx);
  if (!person) return [];
  const rows = await ctx.db
    .select({
      id: deployments.id,
      environment: environments.name,
      own: pipelines.definition,
      requestedBy: deployments.requestedBy,
      tokenOf: tokens.createdBy,
      said: { decision: approvals.decision, at: approvals.updatedAt },
    })
    .from(deployments)
    .innerJoin(services, and(eq(services.id, deployments.serviceId), isNull(services.archivedAt)))
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .leftJoin(pipelines, eq(pipelines.serviceId, deployments.serviceId))
    .leftJoin(tokens, eq(sql`'token:' || ${tokens.id}`, deployments.requestedBy))
    .leftJoin(approvals, and(eq(approvals.deploymentId, deployments.id), eq(approvals.userId, person.id)))
    .where(
      and(
        eq(deployments.status, "waiting"),
        sql`${deployments.waitingFor} @> '[{"code": "approval"}]'::jsonb`,
      ),
    )
    .orderBy(asc(deployments.id))
    .limit(MAXIMUM_LOOKED_AT);
  if (rows.length === 0) return [];
  const [template] = await ctx.db
    .select({ definition: pipelines.definition })
    .from(pipelines)
    .where(isNull(pipelines.serviceId));
  return rows
    .filter(({ requestedBy, tokenOf, own, environment, said }) => {
      const isOwn = requestedBy === `user:${person.id}` || tokenOf === person.id;
      const stage = stageIn(own ?? template?.definition, environment);
      // A yes that is too old is asked for again.
      const hasSaid = said !== null && stage && said.at.getTime() > Date.now() - approvalLifeMs(stage);
      return !isOwn && !hasSaid && mayApprove(stage, person);
    })
    .map(({ id }) => id);
}

function stageIn(definition: unknown, environment: string): StageView | undefined {
  const pipeline = PipelineDefinition.safeParse(definition).data;
  return pipeline && stagesOf(pipeline).find((stage) => stage.environment === environment);
}
