import "server-only";
import { eq } from "drizzle-orm";

import { deployments } from "@/db/schema";
import { readConfiguration } from "@/lib/configuration";
import type { Context, JobActor } from "@/lib/core/context";
import { createSecretMask, type SecretMask } from "@/lib/core/mask-secrets";
import { SealBroken } from "@/lib/core/secret-box";

/** A mask over the secrets that a deployment runs with, for what is heard of it outside of its execution. */
export async function secretsOf(ctx: Context<JobActor>, deploymentId: string): Promise<SecretMask> {
  const mask = createSecretMask();
  const [row] = await ctx.db
    .select({
      serviceId: deployments.serviceId,
      environmentId: deployments.environmentId,
      versionId: deployments.configurationVersionId,
    })
    .from(deployments)
    .where(eq(deployments.id, deploymentId));
  if (!row) return mask;
  try {
    mask.hide((await readConfiguration(ctx, row, row.versionId ?? undefined)).secrets);
  } catch (error) {
    // Values that nobody can open cannot be looked for.
    if (!(error instanceof SealBroken)) throw error;
  }
  return mask;
}
