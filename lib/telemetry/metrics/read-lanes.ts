import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";

import type { Tx } from "@/db/client";

import type { LaneRow } from "./answer";
import type { Figures, Source } from "./members";
import type { MetricsQuestion } from "./metrics-store";

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
    select lane, slot, sum(count)::bigint as count, sum(sum)::float8 as sum, coalesce(sum(sum / nullif(count, 0)), 0)::float8 as levels,
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

/** So many arrays of buckets are added up here sooner than unnested over there, and hold up nobody for long. */
const MOST_TO_ADD_UP = 50_000;

/**
 * Counts of buckets by lane and step, of which there may be several rows: whoever reads them adds them up anyway.
 * @param most how many rows there can be.
 */
export const readBuckets = (tx: Tx, question: Period, source: Source, most: number): Promise<LaneRow[]> =>
  most <= MOST_TO_ADD_UP ? readEach(tx, question, source) : readSums(tx, question, source);

const EachRow = z.object({
  lane: z.number(),
  slot: z.number(),
  offset: z.number(),
  buckets: z.array(z.coerce.number()),
});

async function readEach(tx: Tx, question: Period, { rows }: Source): Promise<LaneRow[]> {
  const found = await tx.execute(sql`
    select member.lane, ${slotOf(question)} as slot, m.bucket_offset as offset, m.buckets
    from ${rows}
    where ${inPeriod(question)} and m.buckets <> '{}'`);
  return z.array(EachRow.transform((row) => ({ ...row, ...NO_FIGURES }))).parse([...found]);
}

const NO_FIGURES = { count: 0, sum: 0, levels: 0, min: null, max: null };

async function readSums(tx: Tx, question: Period, { rows }: Source): Promise<LaneRow[]> {
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
      return { lane, slot, offset, buckets, ...NO_FIGURES };
    });
}
