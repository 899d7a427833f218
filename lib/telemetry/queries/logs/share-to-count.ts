import "server-only";
import { sql } from "drizzle-orm";

import type { Context } from "@/lib/core/context";

import { type LogScope, within } from "./log-scope";

/** So many lines are counted one by one; of more than that a sample tells. */
const MOST_COUNTED = 250_000;
/** What a line hardly takes less than. */
const LEAST_LINE_BYTES = 100;

/**
 * The part of all lines to count: all, unless there are too many of this time and these sources. How many there are in
 * the days that are asked for is what statistics say; of a day that has none yet its size says how many there can be.
 */
export async function shareToCount(ctx: Context, scope: LogScope, most = MOST_COUNTED): Promise<number> {
  const [row] = await ctx.db
    .select({ lines: sql<number>`count(*)::float8` })
    .from(sql`(select 1 from logs where ${within(scope)} limit ${most + 1}) as counted`);
  if ((row?.lines ?? 0) <= most) return 1;
  const begins = sql`to_timestamp(right(relname, 10) || '+00', 'YYYYMMDDHH24TZH')`;
  const [all] = await ctx.db
    .select({
      lines: sql<number>`coalesce(sum(case when reltuples >= 0 then reltuples
        else pg_relation_size(pg_class.oid) / ${LEAST_LINE_BYTES}::float8 end), 0)::float8`,
    })
    .from(sql`pg_inherits join pg_class on pg_class.oid = inhrelid`)
    .where(
      sql`inhparent = 'logs'::regclass and ${begins} < ${scope.to.toISOString()}::timestamptz
        and ${begins} + interval '1 day' > ${scope.from.toISOString()}::timestamptz`,
    );
  return Math.min(1, most / Math.max(all?.lines ?? 0, most));
}
