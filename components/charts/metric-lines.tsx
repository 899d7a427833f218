"use client";

import { usePreferences } from "@/components/preferences/preferences-provider";
import { type ChartRange, instantName, tickName, ticksOf } from "@/components/telemetry/time-ticks";
import type { MetricSeriesView } from "@/lib/telemetry/contract";

import { LineChart } from "./line-chart";
import type { Marker } from "./lines";
import { formatOf, lineColor, seriesName } from "./metric-series";

type MetricLinesProps = {
  view: MetricSeriesView;
  range: ChartRange;
  markers: readonly Marker[];
  /** Charts with the same one share a cursor. */
  cursor: string;
};

/** The answer to a question about a metric, as lines. */
export function MetricLines({ view, range, markers, cursor }: MetricLinesProps) {
  const { timeZone } = usePreferences();
  const { instants, series } = view;
  const span = spanOf(view);
  return (
    <LineChart
      instants={instants}
      span={span}
      ticks={ticksOf(range, span, timeZone)}
      series={series.map((line, index) => ({
        key: String(index),
        name: seriesName(line),
        color: lineColor(index),
        values: line.values,
      }))}
      markers={markers}
      least={1}
      format={formatOf(view)}
      tick={tickName(range, timeZone)}
      title={instantName(timeZone)}
      nothing="Nothing was measured"
      cursor={cursor}
    />
  );
}

/** From the first step to the end of the last, in milliseconds. */
export function spanOf({
  instants,
  stepSeconds,
}: Pick<MetricSeriesView, "instants" | "stepSeconds">): readonly [fromMs: number, toMs: number] {
  const fromMs = Date.parse(instants[0] ?? "");
  return [fromMs, fromMs + instants.length * stepSeconds * 1_000];
}
