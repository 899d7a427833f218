import "server-only";
import { and, eq, lte, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { errorIssues, errorUsers, sessionsUnderWay } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

import { topics } from "../contract";
import { keepMaps } from "../source-maps/keep-maps";

/** Of one group of events at most so many are kept with all that they say: the newest, and the very first. */
const MOST_EVENTS = 1_000;
const EVENT_DAYS = 30;
const HOUR_DAYS = 400;
const SESSION_DAYS = 6;
const LOCK_PATIENCE_MS = 3_000;

/** Each in a transaction of its own: what takes too long, or has to wait for a lock, keeps nothing else from being done. */
const STEPS: readonly ((tx: Tx) => Promise<unknown>)[] = [
  (tx) => tx.execute(sql`select make_error_partitions(now(), now() + interval '2 days')`),
  async (tx) => {
    await tx.execute(sql.raw(`set local lock_timeout = ${LOCK_PATIENCE_MS}`));
    await tx.execute(sql`select drop_error_partitions(now() - make_interval(days => ${EVENT_DAYS}::int))`);
  },
  (tx) =>
    tx.execute(sql`
      with gone as (
        delete from error_events old using (
          select hash_id, id, row_number() over (partition by hash_id order by id desc) as place,
            count(*) over (partition by hash_id) as kept
          from error_events
          where hash_id in (select hash_id from error_events group by hash_id having count(*) > ${MOST_EVENTS}::int)
        ) ranked
        where old.hash_id = ranked.hash_id and old.id = ranked.id
          and ranked.place > ${MOST_EVENTS}::int and ranked.place < ranked.kept
        returning old.id)
      delete from error_attachments attached using gone where attached.event_id = gone.id`),
  (tx) =>
    tx.execute(sql`delete from error_hours where at < now() - make_interval(days => ${HOUR_DAYS}::int)`),
  (tx) =>
    tx.execute(sql`delete from session_hours where at < now() - make_interval(days => ${HOUR_DAYS}::int)`),
  (tx) => tx.execute(sql`delete from session_users where seen_on < current_date - ${EVENT_DAYS * 3}::int`),
  keepMaps,
  (tx) => tx.delete(errorUsers).where(sql`${errorUsers.seenOn} < current_date - ${HOUR_DAYS}::int`),
  (tx) =>
    tx
      .delete(sessionsUnderWay)
      .where(sql`${sessionsUnderWay.startedAt} < now() - make_interval(days => ${SESSION_DAYS}::int)`),
];

/** Makes the partitions of the next days, and forgets what is older than it is kept. Throws what went wrong at the end. */
export async function keepErrors(ctx: Context<JobActor>): Promise<void> {
  const failures: unknown[] = [];
  for (const step of STEPS) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- they are about the same tables
      await advance(ctx, async (tx) => {
        await step(tx);
        return { result: undefined };
      });
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures.length === 1 ? failures[0] : new AggregateError(failures);
}

/** Opens ignored issues again whose time is over, whether something happens or not. */
export const endIgnoring = (ctx: Context<JobActor>): Promise<void> =>
  advance(ctx, async (tx) => {
    const rows = await tx
      .update(errorIssues)
      .set({ status: "unresolved", ignoredUntil: null, ignoredUntilCount: null, ignoredUntilAfter: null })
      .where(and(eq(errorIssues.status, "ignored"), lte(errorIssues.ignoredUntil, sql`now()`)))
      .returning({ id: errorIssues.id });
    return {
      result: undefined,
      topics: rows.length > 0 ? [topics.issues, ...rows.map(({ id }) => topics.issue(id))] : [],
    };
  });
