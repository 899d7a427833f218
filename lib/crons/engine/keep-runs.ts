import "server-only";
import { sql } from "drizzle-orm";

import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

/** Of each monitor. */
const MOST_RUNS = 500;
/** Also how long a monitor is kept of which nothing was heard any more. */
const RUN_DAYS = 90;

/** Forgets runs of long ago, those on top of what is kept of each monitor, and monitors that went silent. */
export const keepRuns = (ctx: Context<JobActor>): Promise<void> =>
  advance(ctx, async (tx) => {
    await tx.execute(sql`
      delete from cron_monitors where last_check_in_at < now() - make_interval(days => ${RUN_DAYS}::int)`);
    await tx.execute(sql`
      delete from cron_runs old using (
        select id, row_number() over (partition by monitor_id order by id desc) as place from cron_runs
      ) ranked
      where old.id = ranked.id and (ranked.place > ${MOST_RUNS}::int
        or old.started_at < now() - make_interval(days => ${RUN_DAYS}::int))`);
    return { result: undefined };
  });
