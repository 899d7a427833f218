import "server-only";
import { and, desc, eq, inArray, isNotNull } from "drizzle-orm";

import { placements, releases } from "@/db/schema";
import { getEnvironment, getServiceView, listEnvironments } from "@/lib/catalog";
import { findConfigurationProblems } from "@/lib/configuration";
import type { VariableRule } from "@/lib/configuration/contract";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import type { EnvironmentProblems, RollbackProblems } from "../contract";
import { RunPlan } from "../targets/rollout-schema";
import { releaseColumns, releaseRef } from "./columns";
import { readServedBefore } from "./served-before";

type Named = { id: string; name: string };

/**
 * Before anybody deploys: which variables the newest release that is ready, and the one that serves, miss in each
 * environment. Environments without any are left out.
 */
export async function listVariableProblems(ctx: Context, serviceId: string): Promise<EnvironmentProblems[]> {
  demand(ctx.actor, "read");
  const service = await getServiceView(ctx, serviceId);
  const [environments, newest, serving] = await Promise.all([
    listEnvironments(ctx),
    readNewest(ctx, service.id),
    readServing(ctx, service.id),
  ]);
  const found = await Promise.all(
    environments.map(async (environment) => {
      const served = serving.filter(({ environmentId }) => environmentId === environment.id);
      const problems = await Promise.all(
        [...(newest ? [newest] : []), ...served].map((row) =>
          problemsFor(ctx, { service, environment }, row),
        ),
      );
      const all = problems.flat();
      const servedIds = new Set(served.map(({ release }) => release.id));
      const keys = [...new Set(all.map(({ key, code }) => `${key} ${code}`))];
      return {
        environment: environment.name,
        problems: keys.flatMap((wanted) => {
          const same = all.filter(({ key, code }) => `${key} ${code}` === wanted);
          const [first] = same;
          return first ? [{ ...first, serves: same.some(({ release }) => servedIds.has(release.id)) }] : [];
        }),
      };
    }),
  );
  return found.filter(({ problems }) => problems.length > 0);
}

/** For each release that could be gone back to, and whose configuration would keep it from running, why. */
export async function listRollbackProblems(
  ctx: Context,
  input: { serviceId: string; environment: string },
): Promise<RollbackProblems[]> {
  demand(ctx.actor, "read");
  const service = await getServiceView(ctx, input.serviceId);
  const environment = await getEnvironment(ctx, input.environment);
  const earlier = (await readServedBefore(ctx, service, environment))?.earlier ?? [];
  if (earlier.length === 0) return [];
  const rows = await ctx.db
    .select({ id: releases.id, plan: releases.plan })
    .from(releases)
    .where(
      inArray(
        releases.id,
        earlier.map(({ release }) => release.id),
      ),
    );
  const found = await Promise.all(
    rows.map(async ({ id, plan }) => {
      const rules = rulesOf(plan);
      if (rules.length === 0) return { releaseId: id, restored: [], current: [] };
      const versionId = earlier.find(({ release }) => release.id === id)?.configuration?.versionId;
      const current = await findConfigurationProblems(ctx, { service, environment }, rules);
      const restored = versionId
        ? await findConfigurationProblems(ctx, { service, environment }, rules, versionId)
        : current;
      return { releaseId: id, restored, current };
    }),
  );
  return found.filter(({ restored, current }) => restored.length > 0 || current.length > 0);
}

const columns = () => ({ release: releaseColumns(), plan: releases.plan });

async function readNewest(ctx: Context, serviceId: string) {
  const [row] = await ctx.db
    .select(columns())
    .from(releases)
    .where(and(eq(releases.serviceId, serviceId), eq(releases.status, "ready")))
    .orderBy(desc(releases.number))
    .limit(1);
  return row;
}

const readServing = (ctx: Context, serviceId: string) =>
  ctx.db
    .select({ ...columns(), environmentId: placements.environmentId })
    .from(placements)
    .innerJoin(releases, eq(releases.id, placements.releaseId))
    .where(and(eq(placements.serviceId, serviceId), isNotNull(placements.releaseId)));

type Row = NonNullable<Awaited<ReturnType<typeof readNewest>>>;

async function problemsFor(
  ctx: Context,
  named: { service: Named; environment: Named },
  { release, plan }: Row,
) {
  const problems = await findConfigurationProblems(ctx, named, rulesOf(plan));
  return problems.map((problem) => ({ ...problem, release: releaseRef(release) }));
}

/** A plan of another version of Slipway is the engine's to refuse, in its own words. */
const rulesOf = (plan: unknown): VariableRule[] => RunPlan.safeParse(plan).data?.variables ?? [];
