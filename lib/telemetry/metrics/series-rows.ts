import "server-only";
import { and, desc, eq, inArray } from "drizzle-orm";

import { metricSeries } from "@/db/schema";
import type { Context } from "@/lib/core/context";

import { SOURCE_KEYS } from "../contract";
import type { Labelled } from "./members";
import type { Metric, MetricName, MetricsQuestion } from "./metrics-store";
import { readSourceLabels } from "./source-labels";

/** Every series that a question may be about. */
export async function readSeriesRows(
  ctx: Context,
  { metric, matchers }: Pick<MetricsQuestion, "metric" | "matchers">,
): Promise<Labelled<number>[]> {
  const sources = new Map((await readSourceLabels(ctx, matchers)).map(({ id, labels }) => [id, labels]));
  if (sources.size === 0) return [];
  const rows = await ctx.db
    .select({
      id: metricSeries.id,
      sourceId: metricSeries.sourceId,
      attributes: metricSeries.attributes,
      bounds: metricSeries.bounds,
    })
    .from(metricSeries)
    .where(
      and(
        eq(metricSeries.name, metric.name),
        eq(metricSeries.type, metric.type),
        eq(metricSeries.unit, metric.unit),
        inArray(metricSeries.sourceId, [...sources.keys()]),
      ),
    );
  return rows.map(({ id, sourceId, attributes, bounds }) => ({
    key: id,
    // What we know ourselves wins over an attribute of the same name.
    labels: { ...textOf(attributes), ...sources.get(sourceId) },
    bounds,
  }));
}

export const textOf = (attributes: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );

/** What a metric was when it was measured last: one that changed its unit or type is what it is now. */
export async function findMetric(ctx: Context, name: string): Promise<Metric | undefined> {
  const [row] = await ctx.db
    .select({ name: metricSeries.name, type: metricSeries.type, unit: metricSeries.unit })
    .from(metricSeries)
    .where(eq(metricSeries.name, name))
    .orderBy(desc(metricSeries.seenOn), desc(metricSeries.id))
    .limit(1);
  return row;
}

/** The metrics that were measured lately, with all keys that any of their series has. */
export async function readMetricNames(ctx: Context, serviceId: string | undefined): Promise<MetricName[]> {
  const sources = serviceId === undefined ? undefined : await readSourceLabels(ctx, [], serviceId);
  if (sources?.length === 0) return [];
  const rows = await ctx.db
    .select({
      name: metricSeries.name,
      type: metricSeries.type,
      unit: metricSeries.unit,
      attributes: metricSeries.attributes,
      seenOn: metricSeries.seenOn,
    })
    .from(metricSeries)
    .where(
      sources &&
        inArray(
          metricSeries.sourceId,
          sources.map(({ id }) => id),
        ),
    )
    .orderBy(metricSeries.name, metricSeries.seenOn);
  // One that changed its unit or type is what it was last.
  const byName = new Map<string, MetricName & { ownKeys: Set<string> }>();
  for (const row of rows) {
    const ownKeys = byName.get(row.name)?.ownKeys ?? new Set<string>();
    for (const key of Object.keys(row.attributes)) ownKeys.add(key);
    byName.set(row.name, { name: row.name, type: row.type, unit: row.unit, keys: [], ownKeys });
  }
  return [...byName.values()].map(({ ownKeys, ...metric }) => ({
    ...metric,
    keys: [...SOURCE_KEYS, ...[...ownKeys].toSorted()],
  }));
}
