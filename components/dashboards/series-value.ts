import type { MetricSeriesView } from "@/lib/telemetry/contract";

type View = Pick<MetricSeriesView, "instants" | "stepSeconds" | "aggregation">;
type Values = readonly (number | null)[];

export type OneValue = {
  value: number;
  /** What it is of the time that is looked at. */
  of: "last" | "total";
};

/**
 * The one number of a line: of counts all together, else the last one. The step under way is only partly counted, so it
 * speaks only where no other does. Undefined when nothing was measured.
 */
export function oneValueOf(view: View, values: Values, now = Date.now()): OneValue | undefined {
  const measured = values.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  if (measured.length === 0) return undefined;
  if (view.aggregation === "increase")
    return { value: measured.reduce((sum, { value }) => sum + value, 0), of: "total" };
  const isOver = ({ index }: { index: number }) =>
    Date.parse(view.instants[index] ?? "") + view.stepSeconds * 1_000 <= now;
  const last = measured.findLast(isOver) ?? measured.at(-1);
  return last && { value: last.value, of: "last" };
}
