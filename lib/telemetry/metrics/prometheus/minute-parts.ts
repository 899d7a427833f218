import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";

import type { Tx } from "@/db/client";

import type { WrittenSeries } from "../../prometheus/encode-write";
import { labelName, OWN_JOB } from "./names";
import type { Buckets, UpTo } from "./written-buckets";

export const MINUTE_MS = 60_000;

export type Labels = Record<string, string>;
type Grown = { labels: Labels; isFirst: boolean };

export type Within = { minute: Date; hour: Date; sourceOf: (id: number) => Labels };
export const instant = (at: Date) => sql`${at.toISOString()}::timestamptz`;
export const inHour = ({ minute, hour }: Within): SQL =>
  sql`m.at >= ${instant(hour)} and m.at <= ${instant(minute)}`;
/** With the hour before it: whoever counted there goes on. */
export const lately = (within: Within): SQL =>
  inHour({ ...within, hour: new Date(within.hour.getTime() - 3_600_000) });
/** Of the rows of this hour; null when there are none. */
export const firstIn = ({ minute, hour }: Within): SQL =>
  sql`coalesce(min(m.at) filter (where m.at >= ${instant(hour)}) = ${instant(minute)}, false)`;

/** Written when the minute is over, as the last thing in it. */
export const sampleOf = ({ minute }: Within, value: number) => ({
  atMs: minute.getTime() + MINUTE_MS - 1,
  value,
});

export function grown(
  within: Within,
  name: string,
  { labels, isFirst }: Grown,
  value: number,
): WrittenSeries {
  const samples = [sampleOf(within, value)];
  if (isFirst) samples.unshift({ atMs: within.minute.getTime(), value: 0 });
  return { labels: labelsOf(name, labels), samples };
}

export function histogram(
  within: Within,
  name: string,
  of: Grown,
  upTo: readonly UpTo[],
  sum: number,
): WrittenSeries[] {
  const bucket = ({ le, count }: UpTo): WrittenSeries => {
    const series = grown(within, `${name}_bucket`, of, count);
    return { ...series, labels: inOrder([...series.labels, ["le", le]]) };
  };
  return [
    ...upTo.map(bucket),
    grown(within, `${name}_sum`, of, sum),
    grown(within, `${name}_count`, of, upTo.at(-1)?.count ?? 0),
  ];
}

/** In the order of their names, each once; an empty one is none. */
export function labelsOf(name: string, labels: Labels): WrittenSeries["labels"] {
  const named = new Map([
    ["__name__", name],
    ["job", OWN_JOB],
  ]);
  for (const [key, value] of Object.entries(labels))
    if (value !== "") named.set(labelName(key), value.toWellFormed());
  return inOrder([...named]);
}
const inOrder = (labels: readonly (readonly [string, string])[]) =>
  labels.toSorted(([a], [b]) => (a < b ? -1 : 1));

const BucketRows = z.array(
  z.object({ key: z.string(), indexes: z.array(z.number()), counts: z.array(z.coerce.number()) }),
);

/** The buckets of each row key, added up over the hour so far. */
export async function readBuckets(tx: Tx, from: SQL, key: SQL, where: SQL): Promise<Map<string, Buckets>> {
  const rows = await tx.execute(sql`
    select key, array_agg(index order by index) as indexes, array_agg(count order by index) as counts
    from (
      select ${key} as key, (m.bucket_offset + bucket.place - 1)::int as index, sum(bucket.count)::float8 as count
      from ${from} cross join lateral unnest(m.buckets) with ordinality as bucket(count, place)
      where ${where} and bucket.count > 0
      group by 1, 2
    ) as counted
    group by key`);
  return new Map(BucketRows.parse([...rows]).map(({ key: of, ...buckets }) => [of, buckets]));
}
export const NONE: Buckets = { indexes: [], counts: [] };
