import "server-only";
import { and, eq, isNull, lte, notExists, or, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";

import type { Tx } from "@/db/client";
import {
  checkDefinitions,
  checkMonitors,
  checkRuns,
  deployments,
  environments,
  placements,
  releases,
} from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

import { DEFAULT_OUTAGE_AFTER, durationInMs } from "../contract";
import { monitorKey, runJob } from "../jobs";
import { ChecksUnreadable, declaredIn, editedOf } from "./definitions";
import { topicsOf } from "./record";

/**
 * Brings the list of monitors in line with what is declared for what serves where. A place whose checks cannot be read
 * keeps the ones it has.
 */
export async function alignMonitors(ctx: Context<JobActor>): Promise<void> {
  const [places, edited, known] = await Promise.all([readPlaces(ctx), readAllEdited(ctx), readKnown(ctx)]);
  for (const place of places) {
    const wanted = wantedIn(place, edited.get(place.serviceId) ?? []);
    if (!wanted) continue;
    const change = differenceOf(wanted, known.get(place.id) ?? []);
    // oxlint-disable-next-line no-await-in-loop -- places change one by one, with a release or an edit
    if (change.set.length > 0 || change.gone.length > 0) await alignPlace(ctx, place.id, change);
  }
}

type Monitor = { name: string; everyMs: number; outageAfter: number };
type Served = { id: string; serviceId: string; environment: string; checks: unknown[] };

const readPlaces = (ctx: Context<JobActor>): Promise<Served[]> =>
  ctx.db
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

async function readAllEdited(ctx: Context<JobActor>) {
  const rows = await ctx.db
    .select({
      serviceId: checkDefinitions.serviceId,
      definition: checkDefinitions.definition,
      text: checkDefinitions.text,
    })
    .from(checkDefinitions);
  return grouped(rows, ({ serviceId }) => serviceId);
}

async function readKnown(ctx: Context<JobActor>) {
  const rows = await ctx.db
    .select({
      placementId: checkMonitors.placementId,
      name: checkMonitors.name,
      everyMs: checkMonitors.everyMs,
      outageAfter: checkMonitors.outageAfter,
    })
    .from(checkMonitors);
  return grouped(rows, ({ placementId }) => placementId);
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

function wantedIn(
  { environment, checks }: Served,
  edited: readonly { definition: unknown; text: string }[],
): Monitor[] | undefined {
  try {
    return declaredIn(environment, checks, edited.map(editedOf)).flatMap(
      ({ definition: { name, every, outageAfter = DEFAULT_OUTAGE_AFTER } }) =>
        every === undefined ? [] : [{ name, everyMs: durationInMs(every), outageAfter }],
    );
  } catch (error) {
    if (error instanceof ChecksUnreadable) return undefined;
    throw error;
  }
}

const differenceOf = (wanted: readonly Monitor[], known: readonly Monitor[]) => ({
  set: wanted.filter(
    (each) =>
      !known.some(
        (other) =>
          other.name === each.name &&
          other.everyMs === each.everyMs &&
          other.outageAfter === each.outageAfter,
      ),
  ),
  gone: known.filter((each) => !wanted.some(({ name }) => name === each.name)),
});

const alignPlace = (
  ctx: Context<JobActor>,
  placementId: string,
  { set, gone }: ReturnType<typeof differenceOf>,
) =>
  advance(ctx, async (tx) => {
    for (const { name, everyMs, outageAfter } of set) {
      await tx
        .insert(checkMonitors)
        .values({ placementId, name, everyMs, outageAfter })
        .onConflictDoUpdate({
          target: [checkMonitors.placementId, checkMonitors.name],
          // One that is asked more often now does not wait for the moment that the longer interval had chosen.
          set: { everyMs, outageAfter, dueAt: sql`least(${checkMonitors.dueAt}, ${inMs(everyMs)})` },
        });
    }
    for (const { name } of gone) {
      await tx
        .delete(checkMonitors)
        .where(and(eq(checkMonitors.placementId, placementId), eq(checkMonitors.name, name)));
    }
    return { result: undefined };
  });

const inMs = (ms: number | AnyPgColumn) => sql`now() + make_interval(secs => ${ms} / 1000.0)`;

/**
 * Asks for a run of every monitor that is due. Moving `due_at` on is the claim, so two workers do not ask twice, and
 * the index on unfinished monitor runs keeps a slow check from being asked again before it has answered. While a place
 * is being deployed its checks are those of the deployment.
 */
export const askMonitors = (ctx: Context<JobActor>) =>
  advance(ctx, async (tx) => {
    const due = await tx
      .update(checkMonitors)
      .set({ dueAt: inMs(checkMonitors.everyMs) })
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
