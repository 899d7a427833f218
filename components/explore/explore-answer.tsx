"use client";

import { useRef, type ReactNode } from "react";

import { LegendMark } from "@/components/charts/chart-frame";
import { MarksOfLines } from "@/components/charts/marks-of-lines";
import { MetricLines, spanOf } from "@/components/charts/metric-lines";
import { csvOf, formatOf, lineColor, seriesName, summaryOf } from "@/components/charts/metric-series";
import { placeOf } from "@/components/charts/place-of-filter";
import { savePicture, saveText } from "@/components/charts/save-chart";
import { useDeployMarkers } from "@/components/delivery/use-deploy-markers";
import { DownloadIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import type { MetricSeriesView } from "@/lib/telemetry/contract";

import type { ExploreRange } from "./explore-search";

type ExploreAnswerProps = {
  view: MetricSeriesView;
  /** What else can be done with the answer. */
  actions: ReactNode;
  /** The filter that was asked with. */
  where: string;
  range: ExploreRange;
};

/** The answer as lines, and as a table with every series. */
export function ExploreAnswer({ view, where, range, actions }: ExploreAnswerProps) {
  const picture = useRef<HTMLDivElement>(null);
  const format = formatOf(view);
  const { series } = view;
  const markers = useDeployMarkers(placeOf(where), spanOf(view)[0]);
  const fileName = `${view.metric}-${view.aggregation}`;
  return (
    <>
      <section aria-label={view.metric} className="flex min-w-0 flex-col rounded-lg border bg-surface">
        <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 pt-3 pb-2">
          <div className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-fg-muted">
            <MarksOfLines series={series} />
          </div>
          <div className="flex flex-wrap gap-1">
            {actions}
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
            <MetricLines view={view} range={range} markers={markers} cursor="explore" />
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
