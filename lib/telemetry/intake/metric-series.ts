import "server-only";
import { createHash } from "node:crypto";

import { and, eq, inArray, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import type { MetricType } from "@/db/enums";
import { metricSeries } from "@/db/schema";

import type { Attributes } from "../contract";

/** Series that one source may have: an id in an attribute would make one for each request. */
export const MOST_SERIES = 2_000;

export type Series = {
  sourceId: number;
  name: string;
  unit: string;
  type: MetricType;
  attributes: Attributes;
  bounds: readonly number[] | null;
};

/** The number of each series; new ones get theirs until their source has as many as it may have. */
export async function seriesIds(
  tx: Tx,
  wanted: readonly Series[],
): Promise<(series: Series) => number | undefined> {
  const hashes = new Map(wanted.map((series) => [series, hashOf(series)]));
  const byKey = new Map(wanted.map((series) => [keyOf(series.sourceId, hashes.get(series) ?? ""), series]));
  const sourceIds = [...new Set(wanted.map(({ sourceId }) => sourceId))];
  const read = async () => {
    const rows = await tx
      .select({
        id: metricSeries.id,
        sourceId: metricSeries.sourceId,
        hash: metricSeries.hash,
        isOfToday: sql<boolean>`${metricSeries.seenOn} >= current_date`,
      })
      .from(metricSeries)
      .where(
        and(
          inArray(metricSeries.sourceId, sourceIds),
          // One parameter: a statement takes no more than 65,534, and one request may bring more series than that.
          sql`${metricSeries.hash} = any(${sql.param([...new Set(hashes.values())])}::text[])`,
        ),
      );
    return new Map(rows.map((row) => [keyOf(row.sourceId, row.hash), row]));
  };
  let known = await read();
  const missing = [...byKey].filter(([key]) => !known.has(key));
  if (missing.length > 0) {
    await insertSeries(tx, missing);
    known = await read();
  }
  const stale = [...known.values()].filter(({ isOfToday }) => !isOfToday).map(({ id }) => id);
  if (stale.length > 0)
    await tx
      .update(metricSeries)
      .set({ seenOn: sql`current_date` })
      // In one order, and not those that somebody else touches just now: two would wait in a circle.
      .where(
        sql`${metricSeries.id} in (select id from metric_series where id = any(${sql.param(stale)}::int[])
          and seen_on < current_date order by id for update skip locked)`,
      );
  return (series) => known.get(keyOf(series.sourceId, hashes.get(series) ?? hashOf(series)))?.id;
}

async function insertSeries(tx: Tx, missing: readonly (readonly [string, Series])[]): Promise<void> {
  const counts = new Map<number, number>();
  for (const sourceId of new Set(missing.map(([, series]) => series.sourceId)))
    // oxlint-disable-next-line no-await-in-loop -- hardly ever more than one has news
    counts.set(sourceId, await tx.$count(metricSeries, eq(metricSeries.sourceId, sourceId)));
  // In one order, so that two processes with the same news do not wait for each other in a circle.
  const inOrder = missing.toSorted(([a], [b]) => (a < b ? -1 : 1));
  const rows = inOrder.flatMap(([key, series]) => {
    const count = counts.get(series.sourceId) ?? 0;
    counts.set(series.sourceId, count + 1);
    if (count >= MOST_SERIES) return [];
    return [
      {
        ...series,
        bounds: series.bounds && [...series.bounds],
        hash: key.slice(key.indexOf(" ") + 1),
        seenOn: sql`current_date`,
      },
    ];
  });
  for (let from = 0; from < rows.length; from += MOST_SERIES)
    // oxlint-disable-next-line no-await-in-loop -- hardly ever more than one part
    await tx
      .insert(metricSeries)
      .values(rows.slice(from, from + MOST_SERIES))
      .onConflictDoNothing();
}

const keyOf = (sourceId: number, hash: string) => `${sourceId} ${hash}`;

function hashOf({ name, unit, type, attributes, bounds }: Series): string {
  const inOrder = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([name, unit, type, bounds, inOrder]))
    .digest("hex");
}
