import "server-only";
import { join } from "node:path";

import { eq } from "drizzle-orm";
import { z } from "zod";

import { releases } from "@/db/schema";
import { getEnvironment } from "@/lib/catalog";
import { hasValue } from "@/lib/configuration";
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
  variables: Readonly<Record<string, string>>;
};

/** What checks are held against, with the plain values of variables: for the worker only. */
export const placeOf = (
  ctx: Context<JobActor>,
  { serviceId, environment, baseUrl, host, variables }: Where,
  release: { artifact: unknown; plan: unknown } | undefined,
): Place => ({
  environment: environment.name,
  baseUrl,
  host,
  variables,
  isSameIn: (name, key, value) => isSameIn(ctx, { serviceId, name, key, value }),
  needs: () => readNeeds(ctx, serviceId, environment.id),
  folder: folderOf(release),
  allowedHosts: env().SLIPWAY_CHECK_HOSTS,
});

export async function readRelease(ctx: Pick<Context, "db">, releaseId: string) {
  const [release] = await ctx.db
    .select({ artifact: releases.artifact, plan: releases.plan, checks: releases.checks })
    .from(releases)
    .where(eq(releases.id, releaseId));
  return release;
}

type Question = { serviceId: string; name: string; key: string; value: string };

async function isSameIn(ctx: Context<JobActor>, { serviceId, name, key, value }: Question) {
  try {
    const { id: environmentId } = await getEnvironment(ctx, name);
    return await hasValue(ctx, { serviceId, environmentId }, key, value);
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
