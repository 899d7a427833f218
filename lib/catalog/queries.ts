import "server-only";
import { and, asc, eq, isNull, or } from "drizzle-orm";

import { environments, regions, services, targets, teams } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import type { EnvironmentView, ServiceView } from "./contract";

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
      owner: { id: teams.id, name: teams.name, title: teams.title },
      createdAt: services.createdAt,
    })
    .from(services)
    .leftJoin(teams, eq(teams.id, services.ownerTeamId))
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
