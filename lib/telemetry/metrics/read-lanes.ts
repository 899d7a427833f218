import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";

import type { Tx } from "@/db/client";

import type { LaneRow } from "./answer";
import type { MetricsQuestion } from "./metrics-store";
import type { Figures, Source } from "./row-sources";

type Period = Pick<MetricsQuestion, "from" | "to" | "stepSeconds">;

const slotOf = ({ from, stepSeconds }: Period) =>
  sql`floor(extract(epoch from m.at - ${from.toISOString()}::timestamptz) / ${stepSeconds})::int`;
const inPeriod = ({ from, to }: Period) =>
  sql`m.at >= ${from.toISOString()}::timestamptz and m.at < ${to.toISOString()}::timestamptz`;

const FigureRow = z.object({
  lane: z.number(),
  slot: z.number(),
  count: z.coerce.number(),
  sum: z.number(),
  levels: z.number(),
  min: z.number().nullable(),
  max: z.number().nullable(),
});

/** Sums and extremes by lane and step. */
export async function readFigures(
  tx: Tx,
  question: MetricsQuestion,
  { rows }: Source,
  figures: Figures,
): Promise<LaneRow[]> {
  // `levels` is what members stand at together: the mean of each over the step, added up.
  const found = await tx.execute(sql`
    select lane, slot, sum(count)::bigint as count, sum(sum)::float8 as sum, sum(sum / nullif(count, 0))::float8 as levels,
      min(min) as min, max(max) as max
    from (
      select member.lane, ${slotOf(question)} as slot, sum(${figures.count}) as count, sum(${figures.sum})::float8 as sum,
        min(${figures.min})::float8 as min, max(${figures.max})::float8 as max
      from ${rows}
      where ${inPeriod(question)}
      group by member.lane, 2, ${question.aggregation === "sum" ? sql`member.*` : sql`member.lane`}
    ) as each_member
    group by lane, slot`);
  return z.array(FigureRow.transform((row) => ({ ...row, offset: 0, buckets: [] }))).parse([...found]);
}

const BucketRow = z.object({
  lane: z.number(),
  slot: z.number(),
  indexes: z.array(z.number()),
  counts: z.array(z.coerce.number()),
});

/** Counts of buckets by lane and step. */
export async function readBuckets(tx: Tx, question: Period, { rows }: Source): Promise<LaneRow[]> {
  const found = await tx.execute(sql`
    select lane, slot, array_agg(index order by index) as indexes, array_agg(count order by index) as counts
    from (
      select member.lane, ${slotOf(question)} as slot, (m.bucket_offset + bucket.place - 1)::int as index,
        sum(bucket.count)::float8 as count
      from ${rows}
      cross join lateral unnest(m.buckets) with ordinality as bucket(count, place)
      where ${inPeriod(question)} and bucket.count > 0
      group by 1, 2, 3
    ) as counted
    group by lane, slot`);
  return z
    .array(BucketRow)
    .parse([...found])
    .map(({ lane, slot, indexes, counts }) => {
      const offset = indexes[0] ?? 0;
      const buckets = Array.from({ length: (indexes.at(-1) ?? offset) - offset + 1 }, () => 0);
      for (const [at, index] of indexes.entries()) buckets[index - offset] = counts[at] ?? 0;
      return { lane, slot, count: 0, sum: 0, levels: 0, min: null, max: null, offset, buckets };
    });
}
