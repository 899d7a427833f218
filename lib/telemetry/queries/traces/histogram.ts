import "server-only";
import { and, gte, lt, sql } from "drizzle-orm";

import { spans } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { demand } from "@/lib/core/permit";

import { ReadTraceHistogram, type TraceHistogram } from "../../contract";
import { searchBack } from "./search-back";
import { selectSpans } from "./select-spans";

const MOST_BUCKETS = 60;
const STEPS_SECONDS = [15, 30, 60, 300, 900, 3_600, 7_200, 14_400, 86_400];

/**
 * How many spans there are of what `listTraces` finds, over time, as they are weighted where not all were kept. The work
 * is bounded like there: no bucket before `searchedBackTo` was looked into.
 */
export async function getTraceHistogram(
  ctx: Context,
  input: ReadTraceHistogram = {},
  now = new Date(),
): Promise<TraceHistogram> {
  demand(ctx.actor, "read");
  const { from, to, condition, places } = await selectSpans(ctx, ReadTraceHistogram.parse(input), now);
  const seconds = (to.getTime() - from.getTime()) / 1_000;
  const stepSeconds = STEPS_SECONDS.find((step) => seconds / step <= MOST_BUCKETS) ?? 86_400;
  const stepMs = stepSeconds * 1_000;
  const begin = new Date(Math.floor(from.getTime() / stepMs) * stepMs);
  const buckets = new Map<number, { spans: number; errors: number; p95Ms: number | null }>();
  const step = sql`floor(extract(epoch from ${spans.at}) / ${sql.raw(String(stepSeconds))})`;
  const searchedBackTo =
    places.size === 0
      ? from
      : await searchBack({ from, to }, async (slice) => {
          const rows = await ctx.db
            .select({
              step: sql<number>`${step}::float8`,
              spans: sql<number>`sum(${spans.weight})::float8`,
              errors: sql<number>`coalesce(sum(${spans.weight}) filter (where ${spans.status} = 2), 0)::float8`,
              p95Ms: sql<number>`percentile_disc(0.95) within group (order by ${spans.durationNs})::float8 / 1000000`,
            })
            .from(spans)
            .where(and(gte(spans.at, slice.from), lt(spans.at, slice.to), condition))
            .groupBy(step);
          for (const row of rows) {
            const known = buckets.get(row.step);
            buckets.set(row.step, {
              spans: row.spans + (known?.spans ?? 0),
              errors: row.errors + (known?.errors ?? 0),
              // A bucket that two slices share: the slower part stands for it.
              p95Ms: Math.max(row.p95Ms, known?.p95Ms ?? 0),
            });
          }
          return { enough: false };
        });
  const count = Math.ceil((to.getTime() - begin.getTime()) / stepMs);
  return {
    from: begin.toISOString(),
    to: to.toISOString(),
    stepSeconds,
    searchedBackTo: searchedBackTo.toISOString(),
    buckets: Array.from({ length: count }, (_, index) => {
      const atMs = begin.getTime() + index * stepMs;
      return {
        at: new Date(atMs).toISOString(),
        ...(buckets.get(atMs / stepMs) ?? { spans: 0, errors: 0, p95Ms: null }),
      };
    }),
  };
}
