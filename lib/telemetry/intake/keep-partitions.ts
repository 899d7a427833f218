import "server-only";
import { and, eq, inArray, isNotNull, lt, notExists, sql } from "drizzle-orm";

import {
  checkDays,
  checkHours,
  checkSeries,
  metricHours,
  metricMinutes,
  metricSeries,
  metricStreams,
  operations,
  processDays,
  processHours,
  processMinutes,
  redDays,
  redHours,
  redMinutes,
  services,
  telemetrySources,
  trafficBatches,
  uncountedRequests,
} from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";

/** Days of five years; there are few of them. */
const DAYS_KEPT = 5 * 366;
/** A gateway keeps a batch for two days; what it may hand over again has to be known for longer. */
const BATCHES_KEPT = sql`interval '7 days'`;
/** A process that said nothing for longer is gone, or what it says next is a beginning. */
const STREAMS_KEPT = sql`interval '6 hours'`;
/** Hours are worked out from all of their minutes whenever one comes, which may be three days late. */
const LATE_USAGE_DAYS = 5;
/** Nobody waits behind a reader for long: the next hour tries again. */
const LOCK_PATIENCE_MS = 3_000;

export type Kept = { minuteDays: number; hourDays: number };

/** Partitions for today and the next two days, so that no request has to wait for one. */
export const makePartitionsAhead = (ctx: Context<JobActor>) =>
  advance(ctx, async (tx) => {
    await tx.execute(sql`select make_red_partitions(now(), now() + interval '2 days')`);
    await tx.execute(sql`select make_metric_partitions(now(), now() + interval '2 days')`);
    await tx.execute(sql`select make_evidence_partitions('logs', now(), now() + interval '2 days')`);
    return { result: undefined };
  });

/**
 * Forgets what is older than it is kept, by dropping whole partitions, and everything of services that were archived
 * more than a day ago.
 */
export async function forgetTelemetry(ctx: Context<JobActor>, { minuteDays, hourDays }: Kept): Promise<void> {
  for (const [table, period, days] of [
    ["red_1m", "1 day", minuteDays],
    ["red_1h", "1 month", hourDays],
    ["red_1d", "1 year", DAYS_KEPT],
    ["metric_1m", "1 day", minuteDays],
    ["metric_1h", "1 month", hourDays],
  ] as const)
    // oxlint-disable-next-line no-await-in-loop -- one lock at a time
    await advance(ctx, async (tx) => {
      await tx.execute(sql.raw(`set local lock_timeout = ${LOCK_PATIENCE_MS}`));
      await tx.execute(
        sql`select drop_red_partitions(${table}, ${period}::interval, now() - make_interval(days => ${days}::int))`,
      );
      return { result: undefined };
    });
  await forgetArchived(ctx);
  await advance(ctx, async (tx) => {
    await tx.delete(trafficBatches).where(lt(trafficBatches.takenAt, sql`now() - ${BATCHES_KEPT}`));
    await tx
      .delete(uncountedRequests)
      .where(lt(uncountedRequests.at, sql`now() - make_interval(days => ${hourDays}::int)`));
    // Nothing of theirs is left by then, and their states go with them.
    await tx.delete(metricSeries).where(lt(metricSeries.seenOn, sql`current_date - ${hourDays}::int - 31`));
    await tx
      .delete(metricStreams)
      .where(lt(metricStreams.atNs, sql`(extract(epoch from now() - ${STREAMS_KEPT}) * 1e9)::bigint`));
    for (const [table, days] of [
      [processMinutes, Math.max(minuteDays, LATE_USAGE_DAYS)],
      [processHours, hourDays],
      [processDays, DAYS_KEPT],
      [checkHours, hourDays],
      [checkDays, DAYS_KEPT],
    ] as const)
      // oxlint-disable-next-line no-await-in-loop -- one connection
      await tx.delete(table).where(lt(table.at, sql`now() - make_interval(days => ${days}::int)`));
    // Of a release or a check that is no more. Whoever adds to one meanwhile is told, and comes again.
    await tx
      .delete(checkSeries)
      .where(
        and(
          notExists(
            tx.select({ at: checkDays.at }).from(checkDays).where(eq(checkDays.seriesId, checkSeries.id)),
          ),
          notExists(
            tx.select({ at: checkHours.at }).from(checkHours).where(eq(checkHours.seriesId, checkSeries.id)),
          ),
        ),
      );
    await tx
      .delete(operations)
      .where(lt(operations.seenOn, sql`current_date - ${Math.max(hourDays, DAYS_KEPT)}::int`));
    return { result: undefined };
  });
}

async function forgetArchived(ctx: Context<JobActor>): Promise<void> {
  const gone = await ctx.db
    .selectDistinct({ serviceId: telemetrySources.serviceId })
    .from(telemetrySources)
    .innerJoin(services, eq(services.id, telemetrySources.serviceId))
    .where(and(isNotNull(services.archivedAt), lt(services.archivedAt, sql`now() - interval '1 day'`)));
  for (const { serviceId } of gone)
    // oxlint-disable-next-line no-await-in-loop -- one service at a time, and hardly ever one
    await advance(ctx, async (tx) => {
      const sources = tx
        .select({ id: telemetrySources.id })
        .from(telemetrySources)
        .where(eq(telemetrySources.serviceId, serviceId));
      const series = tx
        .select({ id: metricSeries.id })
        .from(metricSeries)
        .where(inArray(metricSeries.sourceId, sources));
      for (const table of [metricMinutes, metricHours])
        // oxlint-disable-next-line no-await-in-loop -- two tables
        await tx.delete(table).where(inArray(table.seriesId, series));
      for (const table of [redMinutes, redHours, redDays])
        // oxlint-disable-next-line no-await-in-loop -- three tables
        await tx.delete(table).where(inArray(table.sourceId, sources));
      await tx.delete(telemetrySources).where(eq(telemetrySources.serviceId, serviceId));
      await tx.delete(operations).where(eq(operations.serviceId, serviceId));
      await tx.delete(uncountedRequests).where(eq(uncountedRequests.serviceId, serviceId));
      return { result: undefined };
    });
}
