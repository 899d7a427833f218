import type { MetricDistributionView } from "@/lib/telemetry/contract";

import { csvLine, formatOf } from "./metric-series";

type View = Pick<MetricDistributionView, "edges" | "steps" | "unit" | "instants">;

export type Bucket = {
  /** Its place among the edges. */
  index: number;
  /** "10 ms – 25 ms"; the last one has no upper end. */
  name: string;
  /** Where it begins, in words. */
  from: string;
  count: number;
};

/** The buckets over all the time, from low to high: from the lowest to the highest in which anything was counted. */
export function bucketsOf({ edges, steps, unit }: Omit<View, "instants">): Bucket[] {
  const format = formatOf({ unit, aggregation: "avg", type: "histogram" });
  const totals = edges.map((_, index) => steps.reduce((sum, step) => sum + (step?.[index] ?? 0), 0));
  const first = totals.findIndex((count) => count > 0);
  const last = totals.findLastIndex((count) => count > 0);
  if (first === -1) return [];
  return edges.slice(first, last + 1).map((edge, offset) => {
    const index = first + offset;
    const end = edges[index + 1];
    const from = format(edge);
    return {
      index,
      from,
      name: end === undefined ? `more than ${from}` : `${from} – ${format(end)}`,
      count: totals[index] ?? 0,
    };
  });
}

/** As a spreadsheet reads it: an instant per line, a bucket per column. */
export function distributionCsv({ instants, edges, steps }: View): string {
  const lines = instants.map((at, step) => [at, ...edges.map((_, index) => steps[step]?.[index] ?? "")]);
  return [["at", ...edges.map((edge) => `above ${edge}`)], ...lines].map(csvLine).join("\r\n") + "\r\n";
}
