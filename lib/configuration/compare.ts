import "server-only";
import { and, eq } from "drizzle-orm";

import { deployments, environments } from "@/db/schema";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import type { CompareConfigurations, ConfigurationDiff } from "./contract";
import {
  changesBetween,
  hiddenIn,
  NOTHING_HIDDEN,
  readEntries,
  readSecretUntil,
  type ComparedSide,
} from "./entries";
import { findNewest, findVersion, versionView } from "./queries";

type Side = ComparedSide & { view: ConfigurationDiff["from"] };

/**
 * What differs between two environments as they are set now, between what two deployments ran with, or between two
 * versions, in any mixture. Throws `not_found`, and `conflict` for a deployment of which it is not known.
 */
export async function compareConfigurations(
  ctx: Context,
  input: CompareConfigurations,
): Promise<ConfigurationDiff> {
  demand(ctx.actor, "read");
  const { id } = await getServiceView(ctx, input.serviceId);
  const [from, to] = [await readSide(ctx, id, input.from), await readSide(ctx, id, input.to)];
  const changes = changesBetween(from, to);
  const different = changes.filter(({ change }) => change !== "added").length;
  return { from: from.view, to: to.view, changes, sameCount: from.entries.size - different };
}

async function readSide(ctx: Context, serviceId: string, side: string): Promise<Side> {
  if (side.startsWith("dep_")) return readDeployment(ctx, serviceId, side);
  if (side.startsWith("cfg_")) return readVersion(ctx, serviceId, side, null);
  const { id, name } = await getEnvironment(ctx, side);
  const place = { serviceId, environmentId: id };
  const version = await findNewest(ctx.db, place);
  const entries = await readEntries(ctx.db, version?.id);
  const view = {
    deploymentId: null,
    version: version ? versionView(version, name) : null,
    environment: name,
  };
  return { place, entries, hidden: NOTHING_HIDDEN, view };
}

async function readDeployment(ctx: Context, serviceId: string, deploymentId: string): Promise<Side> {
  const [row] = await ctx.db
    .select({ versionId: deployments.configurationVersionId, environment: environments.name })
    .from(deployments)
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .where(and(eq(deployments.id, deploymentId), eq(deployments.serviceId, serviceId)));
  if (!row) throw new DomainError("not_found", `There is no deployment "${deploymentId}" of this service.`);
  if (row.versionId) return readVersion(ctx, serviceId, row.versionId, deploymentId);
  throw new DomainError(
    "conflict",
    `It is not known which configuration ${deploymentId} ran with: it has not begun, or is older than versions of configurations.`,
  );
}

async function readVersion(
  ctx: Context,
  serviceId: string,
  id: string,
  deploymentId: string | null,
): Promise<Side> {
  const row = await findVersion(ctx.db, serviceId, id);
  if (!row)
    throw new DomainError("not_found", `There is no version "${id}" of this service's configuration.`);
  const place = { serviceId, environmentId: row.environmentId };
  const entries = await readEntries(ctx.db, id);
  const hidden = hiddenIn(await readSecretUntil(ctx.db, place), row.number);
  const version = versionView(row, row.environment);
  return { place, entries, hidden, view: { deploymentId, version, environment: row.environment } };
}
