import "server-only";
import { join } from "node:path";

import { eq } from "drizzle-orm";
import { z } from "zod";

import { releases } from "@/db/schema";
import { getEnvironment } from "@/lib/catalog";
import { readConfiguration } from "@/lib/configuration";
import type { Context, JobActor } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { env } from "@/lib/env";

import type { Place } from "../runner/verdict";
import { readNeeds } from "./needs";

const Artifact = z.object({ kind: z.literal("directory"), path: z.string() });
const Plan = z.object({ workingDirectory: z.string() });

type Where = {
  serviceId: string;
  environment: { id: string; name: string };
  baseUrl: string | undefined;
  host?: string | undefined;
  /** Those of the deployment; read anew when absent. */
  variables?: Readonly<Record<string, string>>;
};

/** What checks are held against, with the plain values of variables: for the worker only. */
export async function placeOf(
  ctx: Context<JobActor>,
  { serviceId, environment, baseUrl, host, variables }: Where,
  release: { artifact: unknown; plan: unknown } | undefined,
): Promise<Place> {
  return {
    environment: environment.name,
    baseUrl,
    host,
    variables: variables ?? (await valuesIn(ctx, serviceId, environment.id)),
    variablesOf: (name) => variablesIn(ctx, serviceId, name),
    needs: () => readNeeds(ctx, serviceId, environment.id),
    folder: folderOf(release),
    allowedHosts: env().SLIPWAY_CHECK_HOSTS,
  };
}

export async function readRelease(ctx: Pick<Context, "db">, releaseId: string) {
  const [release] = await ctx.db
    .select({ artifact: releases.artifact, plan: releases.plan, checks: releases.checks })
    .from(releases)
    .where(eq(releases.id, releaseId));
  return release;
}

/** What is set now, which may be newer than what serves was started with. */
const valuesIn = async (ctx: Context<JobActor>, serviceId: string, environmentId: string) =>
  (await readConfiguration(ctx, { serviceId, environmentId }, undefined)).values;

async function variablesIn(ctx: Context<JobActor>, serviceId: string, name: string) {
  try {
    return await valuesIn(ctx, serviceId, (await getEnvironment(ctx, name)).id);
  } catch (error) {
    if (error instanceof DomainError && error.code === "not_found") return undefined;
    throw error;
  }
}

/** Only a release that lies in a folder of this machine can run commands there. */
function folderOf(release: { artifact: unknown; plan: unknown } | undefined): string | undefined {
  const artifact = Artifact.safeParse(release?.artifact);
  const plan = Plan.safeParse(release?.plan);
  return artifact.success && plan.success ? join(artifact.data.path, plan.data.workingDirectory) : undefined;
}
