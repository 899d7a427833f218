import "server-only";
import { eq } from "drizzle-orm";

import { releases } from "@/db/schema";
import { findConfigurationProblems } from "@/lib/configuration";
import type { ConfigurationProblem } from "@/lib/configuration/contract";
import type { Context } from "@/lib/core/context";

import { RunPlan } from "../targets/rollout-schema";

type Place = { service: { id: string; name: string }; environment: { id: string; name: string } };

/**
 * What of its configuration keeps a release from running in a place: the button, the request and the plan all ask here.
 * @param versionId of the configuration; the newest one when left out
 */
export async function findReleaseProblems(
  ctx: Pick<Context, "actor" | "db">,
  place: Place,
  releaseId: string,
  versionId?: string,
): Promise<ConfigurationProblem[]> {
  const [release] = await ctx.db
    .select({ plan: releases.plan })
    .from(releases)
    .where(eq(releases.id, releaseId));
  // A plan of another version of Slipway is the engine's to refuse, in its own words.
  const rules = RunPlan.safeParse(release?.plan).data?.variables ?? [];
  return findConfigurationProblems(ctx, place, rules, versionId);
}
