"use client";

import dynamic from "next/dynamic";
import { useRef } from "react";

import { LegendMark } from "@/components/charts/chart-frame";
import { savePicture, saveText } from "@/components/charts/save-chart";
import { DownloadIcon } from "@/components/icons";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { instantName, tickName, ticksOf } from "@/components/telemetry/time-ticks";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import type { MetricSeriesView } from "@/lib/telemetry/contract";

import type { ExploreRange } from "./explore-search";
import { csvOf, formatOf, lineColor, MOST_LINES, seriesName, summaryOf } from "./explore-series";

// Only who asks pays for the chart library, and a picture needs a width, which the server does not know.
const SeriesChart = dynamic(
  () => import("@/components/charts/series-chart").then((module) => module.SeriesChart),
  { ssr: false, loading: () => <Skeleton className="size-full" /> },
);

/** The answer as lines, and as a table with every series. */
export function ExploreAnswer({ view, range }: { view: MetricSeriesView; range: ExploreRange }) {
  const picture = useRef<HTMLDivElement>(null);
  const { timeZone } = usePreferences();
  const format = formatOf(view);
  const { instants, series, stepSeconds } = view;
  const fromMs = Date.parse(instants[0] ?? "");
  const span = [fromMs, fromMs + instants.length * stepSeconds * 1_000] as const;
  const drawn = series.slice(0, MOST_LINES);
  const fileName = `${view.metric}-${view.aggregation}`;
  return (
    <>
      <section aria-label={view.metric} className="flex min-w-0 flex-col rounded-lg border bg-surface">
        <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 pt-3 pb-2">
          <div className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-fg-muted">
            {drawn.map((line, index) => (
              <LegendMark key={seriesName(line)} color={lineColor(index)}>
                {seriesName(line)}
              </LegendMark>
            ))}
            {series.length > drawn.length && <span>{series.length - drawn.length} more in the table</span>}
          </div>
          <div className="flex gap-1">
            <Button
              size="sm"
              variant="ghost"
              icon={DownloadIcon}
              onClick={() => picture.current && void savePicture(`${fileName}.png`, picture.current)}
            >
              PNG
            </Button>
            <Button
              size="sm"
              variant="ghost"
              icon={DownloadIcon}
              onClick={() => saveText(`${fileName}.csv`, csvOf(view), "text/csv")}
            >
              CSV
            </Button>
          </div>
        </header>
        <figure className="h-80 px-2 pb-2">
          <figcaption className="sr-only">
            {view.metric} over time, one line for each series. The table below has the numbers.
          </figcaption>
          <div aria-hidden ref={picture} className="size-full">
            <SeriesChart
              instants={instants}
              span={span}
              ticks={ticksOf(range, span, timeZone)}
              series={drawn.map((line, index) => ({
                key: String(index),
                name: seriesName(line),
                color: lineColor(index),
                values: line.values,
              }))}
              markers={[]}
              least={1}
              format={format}
              tick={tickName(range, timeZone)}
              title={instantName(timeZone)}
              nothing="Nothing was measured"
              cursor="explore"
            />
          </div>
        </figure>
      </section>
      <Panel flush title={series.length === 1 ? "1 series" : `${series.length} series`}>
        <Table
          label="Series"
          head={
            <>
              <HeaderCell>Series</HeaderCell>
              <HeaderCell align="end">Last</HeaderCell>
              <HeaderCell align="end">Mean</HeaderCell>
              <HeaderCell align="end">Greatest</HeaderCell>
            </>
          }
        >
          {series.map((line, index) => {
            const summary = summaryOf(line);
            return (
              <Row key={seriesName(line)}>
                <Cell main>
                  <LegendMark color={lineColor(index)}>{seriesName(line)}</LegendMark>
                </Cell>
                {(["last", "mean", "greatest"] as const).map((of) => (
                  <Cell key={of} align="end" className="tabular-nums">
                    <span className="text-fg-muted sm:sr-only">{of} </span>
                    {summary ? format(summary[of]) : "–"}
                  </Cell>
                ))}
              </Row>
            );
          })}
        </Table>
        {(view.left > 0 || view.beyond) && (
          <p className="border-t px-4 py-2 text-xs text-fg-muted">
            {view.left > 0 &&
              `${view.left.toLocaleString("en")} smaller series are not among these: narrow the question to see them. `}
            {view.beyond &&
              "A percentile lies above the last bound of its histogram: the true value is that or more."}
          </p>
        )}
      </Panel>
    </>
  );
}
