import "server-only";
import { and, inArray, lt, sql } from "drizzle-orm";

import { cronMonitors } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

import { scheduleOf } from "../intake/monitor-rows";
import { nextDue } from "../schedule/next-due";

/** Of each monitor. */
const MOST_RUNS = 500;
/** Also how long a monitor is kept of which nothing was heard although it was due. */
const RUN_DAYS = 90;
const DAY_MS = 86_400_000;

/** Forgets runs of long ago, those on top of what is kept of each monitor, and monitors that went silent. */
export const keepRuns = (ctx: Context<JobActor>, now = new Date()): Promise<void> =>
  advance(ctx, async (tx) => {
    const longAgo = new Date(now.getTime() - RUN_DAYS * DAY_MS);
    const isQuiet = lt(cronMonitors.lastCheckInAt, longAgo);
    const quiet = await tx
      .select({
        id: cronMonitors.id,
        schedule: cronMonitors.schedule,
        timeZone: cronMonitors.timeZone,
        lastCheckInAt: cronMonitors.lastCheckInAt,
      })
      .from(cronMonitors)
      .where(isQuiet);
    // A task that runs each quarter is quiet for longer than that, and its next run may still be missed.
    const silent = quiet.filter(({ schedule: kept, timeZone, lastCheckInAt }) => {
      const schedule = scheduleOf(kept);
      const due = schedule ? nextDue(schedule, timeZone, lastCheckInAt.getTime()) : undefined;
      return due === undefined || due < longAgo.getTime();
    });
    const ids = silent.map(({ id }) => id);
    if (ids.length > 0) await tx.delete(cronMonitors).where(and(inArray(cronMonitors.id, ids), isQuiet));
    await tx.execute(sql`
      delete from cron_runs old using (
        select id, row_number() over (partition by monitor_id order by id desc) as place from cron_runs
      ) ranked
      where old.id = ranked.id and (ranked.place > ${MOST_RUNS}::int
        or old.started_at < ${longAgo.toISOString()}::timestamptz)`);
    return { result: undefined };
  });
