import "server-only";
import { and, asc, eq, isNull, or, sql } from "drizzle-orm";

import { environments, regions, services, targets, variables } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";
import { unseal } from "@/lib/core/secret-box";

import type { EnvironmentView, ServiceView, VariableView } from "./contract";
import { demandPlainValues } from "./policy";

type Reader = Pick<Context, "actor" | "db">;

/** All environments in order of promotion. */
export async function listEnvironments(ctx: Reader): Promise<EnvironmentView[]> {
  demand(ctx.actor, "read");
  const rows = await ctx.db
    .select({
      id: environments.id,
      name: environments.name,
      position: environments.position,
      deployRole: environments.deployRole,
      isProduction: environments.isProduction,
      queuePolicy: environments.queuePolicy,
      settleMs: environments.settleMs,
      drainMs: environments.drainMs,
      warmMs: environments.warmMs,
      region: { id: regions.id, name: regions.name, target: targets.name, targetKind: targets.kind },
    })
    .from(environments)
    .leftJoin(regions, eq(regions.environmentId, environments.id))
    .leftJoin(targets, eq(targets.id, regions.targetId))
    .orderBy(asc(environments.position), asc(regions.position));

  const views = new Map<string, EnvironmentView>();
  for (const { region, ...environment } of rows) {
    const view = views.get(environment.id) ?? { ...environment, regions: [] };
    const { id, name, target, targetKind } = region;
    if (id && name && target && targetKind) view.regions.push({ id, name, target, targetKind });
    views.set(environment.id, view);
  }
  return [...views.values()];
}

/** @param environment id or name. Throws `not_found`. */
export async function getEnvironment(ctx: Reader, environment: string): Promise<EnvironmentView> {
  demand(ctx.actor, "read");
  const all = await listEnvironments(ctx);
  const found = all.find(({ id, name }) => id === environment || name === environment);
  if (found) return found;
  const names = all.map(({ name }) => name).join(", ");
  throw new DomainError("not_found", `There is no environment "${environment}". There are: ${names}.`, {
    fields: [{ path: "environment", message: "No such environment." }],
  });
}

/** @param service id or name of a service that is not archived. Throws `not_found`. */
export async function getServiceView(ctx: Reader, service: string): Promise<ServiceView> {
  demand(ctx.actor, "read");
  const [row] = await ctx.db
    .select({
      id: services.id,
      name: services.name,
      description: services.description,
      url: services.repositoryUrl,
      branch: services.repositoryBranch,
      path: services.repositoryPath,
      settings: services.settings,
      createdAt: services.createdAt,
    })
    .from(services)
    .where(and(or(eq(services.id, service), eq(services.name, service)), isNull(services.archivedAt)))
    .limit(1);
  if (!row) throw new DomainError("not_found", `There is no service "${service}".`);
  const { url, branch, path, createdAt, ...rest } = row;
  return {
    ...rest,
    repository: { url, ...(branch && { branch }), ...(path && { path }) },
    createdAt: createdAt.toISOString(),
  };
}

/** Keys only; values never leave the server. */
export async function listVariables(ctx: Context, serviceId: string): Promise<VariableView[]> {
  demand(ctx.actor, "read");
  const rows = await ctx.db
    .select({ key: variables.key, environment: environments.name, updatedAt: variables.updatedAt })
    .from(variables)
    .innerJoin(environments, eq(environments.id, variables.environmentId))
    .where(eq(variables.serviceId, serviceId))
    .orderBy(asc(variables.key), asc(environments.position));
  return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }));
}

/** The plain values for a process about to start: for the delivery engine only, which works as a job. */
export async function readVariables(
  ctx: Reader,
  serviceId: string,
  environmentId: string,
): Promise<Record<string, string>> {
  demandPlainValues(ctx.actor);
  const rows = await ctx.db
    .select({ key: variables.key, sealedValue: variables.sealedValue })
    .from(variables)
    .where(and(eq(variables.serviceId, serviceId), eq(variables.environmentId, environmentId)));
  return Object.fromEntries(
    rows.map(({ key, sealedValue }) => [key, unseal(sealedValue, placeOf(serviceId, environmentId, key))]),
  );
}

/** Which keys two environments of a service do not share, or hold with different values. */
export async function compareVariables(
  ctx: Reader,
  serviceId: string,
  fromId: string,
  toId: string,
): Promise<{ onlyInFrom: string[]; onlyInTo: string[]; differs: string[] }> {
  demand(ctx.actor, "read");
  const rows = await ctx.db
    .select({
      key: variables.key,
      inFrom: sql<boolean>`bool_or(${variables.environmentId} = ${fromId})`,
      inTo: sql<boolean>`bool_or(${variables.environmentId} = ${toId})`,
      values: sql<number>`count(distinct ${variables.valueHash})::int`,
    })
    .from(variables)
    .where(
      and(
        eq(variables.serviceId, serviceId),
        or(eq(variables.environmentId, fromId), eq(variables.environmentId, toId)),
      ),
    )
    .groupBy(variables.key)
    .orderBy(asc(variables.key));
  const keys = (keep: (row: (typeof rows)[number]) => boolean) => rows.filter(keep).map(({ key }) => key);
  return {
    onlyInFrom: keys((row) => row.inFrom && !row.inTo),
    onlyInTo: keys((row) => row.inTo && !row.inFrom),
    differs: keys((row) => row.inFrom && row.inTo && row.values > 1),
  };
}

/** What a sealed value is bound to. */
export const placeOf = (serviceId: string, environmentId: string, key: string) =>
  `${serviceId}/${environmentId}/${key}`;
