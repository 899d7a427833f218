import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

import { addUp } from "./add-up";
import type { LaneRow } from "./answer";
import type { Figures, Source } from "./members";
import type { MetricsQuestion } from "./metrics-store";

type Period = Pick<MetricsQuestion, "from" | "to" | "stepSeconds">;

const slotOf = ({ from, stepSeconds }: Period) =>
  sql`floor(extract(epoch from m.at - ${from.toISOString()}::timestamptz) / ${stepSeconds})::int`;
const inPeriod = ({ from, to }: Period) =>
  sql`m.at >= ${from.toISOString()}::timestamptz and m.at < ${to.toISOString()}::timestamptz`;

// What comes back is many rows of numbers that were cast in the statement itself: to check each of them again would take
// longer than to read them.
type FigureRow = Omit<LaneRow, "offset" | "buckets">;

/** Sums and extremes by lane and step. */
export async function readFigures(
  tx: Tx,
  question: MetricsQuestion,
  { rows }: Source,
  figures: Figures,
): Promise<LaneRow[]> {
  // `levels` is what members stand at together: the mean of each over the step, added up.
  const found = await tx.execute<FigureRow>(sql`
    select lane, slot, sum(count)::float8 as count, sum(sum)::float8 as sum,
      coalesce(sum(sum / nullif(count, 0)), 0)::float8 as levels, min(min) as min, max(max) as max
    from (
      select member.lane, ${slotOf(question)} as slot, sum(${figures.count}) as count, sum(${figures.sum})::float8 as sum,
        min(${figures.min})::float8 as min, max(${figures.max})::float8 as max
      from ${rows}
      where ${inPeriod(question)}
      group by member.lane, 2, ${question.aggregation === "sum" ? sql`member.*` : sql`member.lane`}
    ) as each_member
    group by lane, slot`);
  return found.map((row) => ({ ...row, offset: 0, buckets: [] }));
}

type BucketRow = Pick<LaneRow, "lane" | "slot"> & { counted: string };

/** So many arrays of buckets are added up here sooner than unnested over there, and hold up nobody for long. */
const MOST_TO_ADD_UP = 50_000;

/**
 * Counts of buckets by lane and step.
 * @param most how many rows there can be.
 */
export async function readBuckets(
  tx: Tx,
  question: Period,
  source: Source,
  most: number,
): Promise<LaneRow[]> {
  const counted = most <= MOST_TO_ADD_UP ? eachOf(question, source) : sumsOf(question, source);
  const found = await tx.execute<BucketRow>(counted);
  return found.map((row) => ({ lane: row.lane, slot: row.slot, ...addUp(row.counted), ...NO_FIGURES }));
}

const NO_FIGURES = { count: 0, sum: 0, levels: 0, min: null, max: null };

/** All histograms of a lane and step as one text, as `addUp` reads it: arrays of the driver take ten times as long. */
const eachOf = (question: Period, { rows }: Source) => sql`
  select member.lane, ${slotOf(question)} as slot, string_agg(m.bucket_offset || m.buckets::text, '') as counted
  from ${rows}
  where ${inPeriod(question)} and m.buckets <> '{}'
  group by 1, 2`;

/** The same text, of one bucket after the other. */
const sumsOf = (question: Period, { rows }: Source) => sql`
  select lane, slot, string_agg(index::text || '{' || count::text || '}', '') as counted
  from (
    select member.lane, ${slotOf(question)} as slot, (m.bucket_offset + bucket.place - 1)::int as index,
      sum(bucket.count) as count
    from ${rows}
    cross join lateral unnest(m.buckets) with ordinality as bucket(count, place)
    where ${inPeriod(question)} and bucket.count > 0
    group by 1, 2, 3
  ) as counted
  group by lane, slot`;
