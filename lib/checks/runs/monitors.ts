import "server-only";
import { and, eq, isNull, lte, notExists, or, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { checkMonitors, checkRuns, deployments, environments, placements, releases } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

import { durationInMs } from "../contract";
import { monitorKey, runJob } from "../jobs";
import { readDeclared } from "./definitions";
import { topicsOf } from "./record";

/** Brings the list of monitors in line with what is declared for what serves where. */
export async function alignMonitors(ctx: Context<JobActor>): Promise<void> {
  const places = await ctx.db
    .select({
      id: placements.id,
      serviceId: placements.serviceId,
      environment: environments.name,
      checks: releases.checks,
    })
    .from(placements)
    .innerJoin(releases, eq(releases.id, placements.releaseId))
    .innerJoin(environments, eq(environments.id, placements.environmentId))
    .where(
      or(
        sql`${releases.checks} @? '$[*].every'`,
        sql`exists (select 1 from check_definitions d where d.service_id = ${placements.serviceId} and d.definition ? 'every')`,
        sql`exists (select 1 from check_monitors m where m.placement_id = ${placements.id})`,
      ),
    );
  for (const place of places) {
    // oxlint-disable-next-line no-await-in-loop -- few places have monitors; one after the other is gentle
    await alignPlace(ctx, place);
  }
}

async function alignPlace(
  ctx: Context<JobActor>,
  {
    id,
    serviceId,
    environment,
    checks,
  }: { id: string; serviceId: string; environment: string; checks: unknown[] },
): Promise<void> {
  const declared = await readDeclared(ctx, serviceId, checks).catch(() => []);
  const wanted = declared.flatMap(({ definition: { name, every, environments: only } }) =>
    every === undefined || (only && !only.includes(environment))
      ? []
      : [{ name, everyMs: durationInMs(every) }],
  );
  await advance(ctx, async (tx) => {
    const known = await tx
      .select({ name: checkMonitors.name, everyMs: checkMonitors.everyMs })
      .from(checkMonitors)
      .where(eq(checkMonitors.placementId, id));
    for (const { name, everyMs } of wanted) {
      if (known.some((each) => each.name === name && each.everyMs === everyMs)) continue;
      await tx
        .insert(checkMonitors)
        .values({ placementId: id, name, everyMs })
        .onConflictDoUpdate({ target: [checkMonitors.placementId, checkMonitors.name], set: { everyMs } });
    }
    for (const { name } of known.filter((each) => !wanted.some((other) => other.name === each.name))) {
      await tx
        .delete(checkMonitors)
        .where(and(eq(checkMonitors.placementId, id), eq(checkMonitors.name, name)));
    }
    return { result: undefined };
  });
}

/**
 * Asks for a run of every monitor that is due. Moving `due_at` on is the claim, so two workers do not ask twice, and
 * the index on unfinished monitor runs keeps a slow check from being asked again before it has answered. While a place
 * is being deployed its checks are those of the deployment.
 */
export const askMonitors = (ctx: Context<JobActor>) =>
  advance(ctx, async (tx) => {
    const due = await tx
      .update(checkMonitors)
      .set({ dueAt: sql`now() + make_interval(secs => ${checkMonitors.everyMs} / 1000.0)` })
      .where(
        and(
          lte(checkMonitors.dueAt, sql`now()`),
          notExists(
            tx
              .select({ one: sql`1` })
              .from(deployments)
              .where(
                and(
                  eq(deployments.placementId, checkMonitors.placementId),
                  eq(deployments.status, "running"),
                ),
              ),
          ),
        ),
      )
      .returning({ placementId: checkMonitors.placementId, name: checkMonitors.name });
    const runs = [];
    for (const monitor of due) {
      const run = await insertRun(tx, monitor);
      if (run) runs.push({ ...run, key: monitorKey(monitor.placementId, monitor.name) });
    }
    return {
      result: undefined,
      jobs: runs.map(({ id, key }) => runJob(id, key)),
      topics: runs.flatMap(topicsOf),
    };
  });

async function insertRun(tx: Tx, { placementId, name }: { placementId: string; name: string }) {
  const [place] = await tx
    .select({
      serviceId: placements.serviceId,
      environmentId: placements.environmentId,
      regionId: placements.regionId,
      releaseId: placements.releaseId,
    })
    .from(placements)
    .where(eq(placements.id, placementId));
  if (!place?.releaseId) return undefined;
  const [run] = await tx
    .insert(checkRuns)
    .values({
      ...place,
      moment: "schedule",
      onlyCheck: name,
      requestedBy: "job:checks",
      requestedByName: "Slipway",
    })
    .onConflictDoNothing()
    .returning({ id: checkRuns.id, serviceId: checkRuns.serviceId, deploymentId: checkRuns.deploymentId });
  return run;
}

/** Nothing serves there any more, so nothing is watched. */
export const forgetIdleMonitors = (ctx: Context<JobActor>) =>
  advance(ctx, async (tx) => {
    await tx
      .delete(checkMonitors)
      .where(
        sql`${checkMonitors.placementId} in (select ${placements.id} from ${placements} where ${isNull(placements.releaseId)})`,
      );
    return { result: undefined };
  });
