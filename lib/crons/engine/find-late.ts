import "server-only";
import { and, eq, inArray, isNull, lte, sql } from "drizzle-orm";

import { newId } from "@/db/columns";
import type { CronStatus } from "@/db/enums";
import { cronMonitors, cronRuns, services } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

import { topics } from "../contract";
import { type MonitorRow, saveMonitors, scheduleOf } from "../intake/monitor-rows";
import { missRuns, UNWATCHED_MS } from "./miss-runs";

/** In one transaction, which holds up whoever checks in. */
const MOST_AT_ONCE = 1_000;
/** What is left then is looked at a minute later. */
const MOST_ROUNDS = 20;

/**
 * Finds the monitors of which a run is due and has not begun, or has begun and does not end. Whichever worker looks first
 * decides; what another one holds is left to it.
 */
export async function findLate(ctx: Context<JobActor>, now = new Date()): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1)
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    if ((await findSome(ctx, now)) < MOST_AT_ONCE) return;
}

/** Of so many; those that were looked at are late no more. */
const findSome = (ctx: Context<JobActor>, now: Date): Promise<number> =>
  advance(ctx, async (tx) => {
    const rows = await tx
      .select({
        id: cronMonitors.id,
        serviceId: cronMonitors.serviceId,
        environmentId: cronMonitors.environmentId,
        slug: cronMonitors.slug,
        schedule: cronMonitors.schedule,
        timeZone: cronMonitors.timeZone,
        marginMinutes: cronMonitors.marginMinutes,
        maxRuntimeMinutes: cronMonitors.maxRuntimeMinutes,
        status: cronMonitors.status,
        lastCheckInAt: cronMonitors.lastCheckInAt,
        dueAt: cronMonitors.dueAt,
      })
      .from(cronMonitors)
      .innerJoin(services, and(eq(services.id, cronMonitors.serviceId), isNull(services.archivedAt)))
      .where(
        inArray(
          cronMonitors.id,
          sql`(select id from cron_monitors where late_at <= ${now.toISOString()}::timestamptz union
            select monitor_id from cron_runs
            where status = 'in_progress' and overdue_at <= ${now.toISOString()}::timestamptz)`,
        ),
      )
      .orderBy(cronMonitors.id)
      .limit(MOST_AT_ONCE)
      .for("update", { of: cronMonitors, skipLocked: true });
    if (rows.length === 0) return { result: 0 };
    const monitors = rows.map(({ lastCheckInAt, dueAt, ...row }): MonitorRow => ({
      ...row,
      schedule: scheduleOf(row.schedule),
      lastCheckInMs: lastCheckInAt.getTime(),
      dueMs: dueAt?.getTime() ?? null,
    }));
    const ids = monitors.map(({ id }) => id);
    const isUnwatched = sql`${cronRuns.overdueAt} <= ${new Date(now.getTime() - UNWATCHED_MS).toISOString()}::timestamptz`;
    const overdue = await tx
      .update(cronRuns)
      .set({ status: sql`case when ${isUnwatched} then 'unseen' else 'overrun' end`, overdueAt: null })
      .where(
        and(
          inArray(cronRuns.monitorId, ids),
          eq(cronRuns.status, "in_progress"),
          lte(cronRuns.overdueAt, now),
        ),
      )
      .returning({ monitorId: cronRuns.monitorId, status: cronRuns.status });
    const overrun = new Set(
      overdue.filter(({ status }) => status === "overrun").map(({ monitorId }) => monitorId),
    );
    const looked = monitors.map((monitor) => ({ monitor, ...missRuns(monitor, now.getTime()) }));
    const missed = looked.flatMap(({ monitor, missed: own }) =>
      own.map(({ status, dueMs }) => ({
        id: newId("run", now.getTime()),
        monitorId: monitor.id,
        status,
        startedAt: new Date(dueMs),
      })),
    );
    if (missed.length > 0) await tx.insert(cronRuns).values(missed).onConflictDoNothing();
    await saveMonitors(
      tx,
      looked.map(({ monitor, missed: own, dueMs }) => ({
        ...monitor,
        dueMs,
        status: statusAfter(
          monitor.status,
          own.some(({ status }) => status === "missed"),
          overrun.has(monitor.id),
        ),
      })),
    );
    return {
      result: rows.length,
      topics: monitors.map(({ serviceId }) => topics.monitorsOf(serviceId)),
    };
  });

/** One that did not begin says more than one that does not end. */
const statusAfter = (before: CronStatus, hasMissed: boolean, isOverrun: boolean): CronStatus =>
  hasMissed ? "missed" : isOverrun ? "overrun" : before;
