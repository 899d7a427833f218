import { formatOf, lineColor, seriesName } from "@/components/charts/metric-series";
import type { MetricSeriesView } from "@/lib/telemetry/contract";

import { oneValueOf } from "./series-value";

/** As many as are read from across a room; a table shows more. */
const MOST_STATS = 6;

/** One large number for each series, with its course below. */
export function StatPanel({ view }: { view: MetricSeriesView }) {
  const format = formatOf(view);
  const shown = view.series.slice(0, MOST_STATS);
  const rest = view.series.length - shown.length + view.left;
  return (
    <div className="flex size-full flex-col px-3 pb-2">
      <dl className="grid min-h-0 flex-1 auto-cols-fr grid-flow-col grid-rows-1 gap-4">
        {shown.map((line, index) => {
          const one = oneValueOf(view, line.values);
          return (
            <div key={seriesName(line)} className="flex min-h-0 min-w-0 flex-col">
              <dt className="truncate text-xs text-fg-muted">
                {view.series.length > 1 && `${seriesName(line)}, `}
                {one?.of === "total" ? "in all this time" : "last"}
              </dt>
              <dd className="flex min-h-0 flex-1 flex-col justify-between gap-1">
                <span className="truncate text-2xl font-semibold tabular-nums">
                  {one ? format(one.value) : "–"}
                </span>
                <Course values={line.values} color={lineColor(index)} />
              </dd>
            </div>
          );
        })}
      </dl>
      {rest > 0 && <p className="text-xs text-fg-muted">{rest.toLocaleString("en")} more in the table</p>}
    </div>
  );
}

/** The line without axes: the shape only. A step without a value leaves a gap. */
function Course({ values, color }: { values: readonly (number | null)[]; color: string }) {
  const most = Math.max(0, ...values.map((value) => value ?? 0)) || 1;
  const path = values
    .map((value, index) => {
      if (value === null) return "";
      const isFirst = (values[index - 1] ?? null) === null;
      return `${isFirst ? "M" : "L"}${index} ${(100 - (value / most) * 96 - 2).toFixed(1)}`;
    })
    .join("");
  return (
    <span aria-hidden className="relative block min-h-0 flex-1">
      <svg
        viewBox={`0 0 ${Math.max(1, values.length - 1)} 100`}
        preserveAspectRatio="none"
        className="absolute inset-0 size-full"
      >
        <path d={path} fill="none" stroke={color} strokeWidth={1.5} vectorEffect="non-scaling-stroke" />
      </svg>
    </span>
  );
}
