import "server-only";
import { and, eq } from "drizzle-orm";

import { releases } from "@/db/schema";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import type { DeploymentPlan, DeployRelease } from "../contract";
import { releaseColumns, releaseRef } from "./columns";
import { refusal } from "./place-blockers";
import { inOrder, isAllowed, planChange } from "./plan-change";

/**
 * What deploying a release to an environment would do, and every reason why it would be refused or wait. Changes nothing.
 * @param input.at what the gates would say then. Throws `not_found`.
 */
export async function planDeployment(
  ctx: Context,
  input: Pick<DeployRelease, "serviceId" | "releaseId" | "environment" | "expectedReleaseId"> & {
    at?: string | undefined;
  },
): Promise<DeploymentPlan> {
  demand(ctx.actor, "read");
  const service = await getServiceView(ctx, input.serviceId);
  const environment = await getEnvironment(ctx, input.environment);
  const [row] = await ctx.db
    .select({ ...releaseColumns(), status: releases.status })
    .from(releases)
    .where(and(eq(releases.id, input.releaseId), eq(releases.serviceId, service.id)));
  if (!row) throw new DomainError("not_found", `${service.name} has no release ${input.releaseId}.`);
  const release = releaseRef(row);
  const change = await planChange(ctx, {
    ...input,
    service,
    environment,
    candidate: release,
    kind: "deploy",
  });
  const unbuilt = row.status === "ready" ? [] : [refusal("not_built", notBuilt(row.number, row.status))];
  const blockers = inOrder([...unbuilt, ...change.blockers]);
  return {
    ...change,
    service: { id: service.id, name: service.name },
    environment: environment.name,
    release,
    allowed: isAllowed(blockers),
    blockers,
  };
}

/** Why a release cannot be deployed: the request is refused in the same words. */
export const notBuilt = (number: number, status: "building" | "failed"): string =>
  status === "building"
    ? `#${number} is still being built.`
    : `#${number} was not built, so it cannot be deployed.`;
