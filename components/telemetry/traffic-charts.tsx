"use client";

import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import type { ReactNode } from "react";

import { ChartFrame, LegendMark } from "@/components/charts/chart-frame";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { Cell, Row } from "@/components/ui/table";
import type { RedView, ReleaseTraffic } from "@/lib/telemetry/contract";

import { colorOf } from "./release-lines";
import { instantName, tickName, ticksOf } from "./time-ticks";
import { QUANTILES, trafficSearch } from "./traffic-search";
import { lineName, msInWords, rateInWords, shareInWords } from "./traffic-words";

// Only who looks at traffic pays for the chart library, and a picture needs a width, which the server does not know.
const SeriesChart = dynamic(
  () => import("@/components/charts/series-chart").then((module) => module.SeriesChart),
  { ssr: false, loading: () => <Skeleton className="size-full" /> },
);

type Measure = keyof ReleaseTraffic["series"];

/** Rate, errors and durations over time: a line for each release, and where traffic moved from one to the next. */
export function TrafficCharts({ red }: { red: RedView }) {
  const [{ quantile }, setSearch] = useQueryStates(trafficSearch, { history: "replace" });
  return (
    <div className="grid gap-3 xl:grid-cols-3">
      <TrafficChart
        red={red}
        title="Requests a minute"
        measure="perMinute"
        least={1}
        format={rateInWords}
        unit="requests a minute"
      />
      <TrafficChart
        red={red}
        title="Error rate"
        measure="errorRate"
        least={0.01}
        format={shareInWords}
        unit="of requests"
      />
      <TrafficChart
        red={red}
        title="Duration"
        measure={`${quantile}Ms`}
        least={1}
        format={msInWords}
        unit={`or less, for ${quantile.slice(1)} % of requests`}
        actions={
          <fieldset className="flex items-center">
            <legend className="sr-only">Quantile</legend>
            {QUANTILES.map((each) => (
              <Button
                key={each}
                size="sm"
                variant={each === quantile ? "secondary" : "ghost"}
                aria-pressed={each === quantile}
                onClick={() => void setSearch({ quantile: each })}
              >
                {each}
              </Button>
            ))}
          </fieldset>
        }
      />
    </div>
  );
}

type TrafficChartProps = {
  red: RedView;
  title: string;
  measure: Measure;
  format: (value: number) => string;
  /** What a value is, for the description. */
  unit: string;
  least: number;
  actions?: ReactNode;
};

function TrafficChart({ red, title, measure, format, unit, least, actions }: TrafficChartProps) {
  const [{ range }] = useQueryStates(trafficSearch);
  const { timeZone } = usePreferences();
  const { instants, releases } = red;
  const span = [Date.parse(red.from), Date.parse(red.to)] as const;
  const inFull = instantName(timeZone);
  const hasValue = (index: number) => releases.some(({ series }) => series[measure][index] !== null);
  return (
    <ChartFrame
      title={title}
      description={`Lines: ${title.toLowerCase()} over time, one for each release. Dashed upright lines: deployments. The table below has the numbers.`}
      legend={
        <>
          {releases.map((line) => (
            <LegendMark key={line.key} color={colorOf(line)}>
              {lineName(line)}
            </LegendMark>
          ))}
          {actions}
        </>
      }
      head={["From", ...releases.map(lineName)]}
      rows={instants
        .map((at, index) => ({ at, index }))
        .filter(({ index }) => hasValue(index))
        .toReversed()
        .map(({ at, index }) => (
          <Row key={at}>
            <Cell main>{inFull(Date.parse(at))}</Cell>
            {releases.map(({ key, series }) => (
              <Cell key={key} align="end" className="tabular-nums">
                {words(series[measure][index] ?? null, format)}
                <span className="sr-only"> {unit}</span>
              </Cell>
            ))}
          </Row>
        ))}
    >
      <SeriesChart
        instants={instants}
        span={span}
        ticks={ticksOf(range, span, timeZone)}
        series={releases.map((line) => ({
          key: line.key,
          name: lineName(line),
          color: colorOf(line),
          values: line.series[measure],
        }))}
        markers={red.markers.map(({ at, releaseNumber }) => ({ at, label: `#${releaseNumber}` }))}
        least={least}
        format={format}
        tick={tickName(range, timeZone)}
        title={inFull}
        cursor="traffic"
        nothing="No requests"
      />
    </ChartFrame>
  );
}

const words = (value: number | null, format: (value: number) => string) =>
  value === null ? "–" : format(value);
