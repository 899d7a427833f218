"use client";

import { useQueryStates } from "nuqs";

import { LegendMark } from "@/components/charts/chart-frame";
import { ExploreLink } from "@/components/explore/explore-link";
import { explorePath, whereOf } from "@/components/explore/explore-path";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { Button } from "@/components/ui/button";
import type { Aggregation, RedView, ReleaseTraffic } from "@/lib/telemetry/contract";

import { ProcessCharts } from "./process-charts";
import { colorOf } from "./release-lines";
import { type TimeAxis, TimeLines } from "./time-lines";
import { instantName, tickName, ticksOf } from "./time-ticks";
import { type Quantile, QUANTILES, trafficSearch } from "./traffic-search";
import { lineName, msInWords, rateInWords, shareInWords } from "./traffic-words";

type TrafficChartsProps = { service: { id: string; name: string }; environment: string; red: RedView };

/** Rate, errors, durations and what the processes use: a line for each release, and where traffic moved on. */
export function TrafficCharts({ service, environment, red }: TrafficChartsProps) {
  const [{ quantile }] = useQueryStates(trafficSearch);
  const { timeZone } = usePreferences();
  const axis = axisOf(red, timeZone);
  const linesOf = (measure: keyof ReleaseTraffic["series"]) =>
    red.releases.map((line) => ({
      key: line.key,
      name: lineName(line),
      color: colorOf(line),
      values: line.series[measure],
    }));
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <div className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-fg-muted">
          {red.releases.map((line) => (
            <LegendMark key={line.key} color={colorOf(line)}>
              {lineName(line)}
            </LegendMark>
          ))}
          {red.markers.length > 0 && <span>┆ deployment</span>}
        </div>
        <QuantileChoice />
      </div>
      <div className="grid gap-3 xl:grid-cols-3">
        <TrafficTriple
          axis={axis}
          linesOf={linesOf}
          quantile={quantile}
          exploreOf={(metric, aggregation) =>
            explorePath({
              metric,
              aggregation,
              where: whereOf(service.name, environment),
              by: "release",
              range: red.range,
            })
          }
        />
        <ProcessCharts service={service} environment={environment} red={red} axis={axis} />
      </div>
    </>
  );
}

type TrafficTripleProps = {
  axis: TimeAxis;
  linesOf: (
    measure: keyof ReleaseTraffic["series"],
  ) => { key: string; name: string; color: string; values: readonly (number | null)[] }[];
  quantile: Quantile;
  /** Where a figure can be asked differently; no link without it. */
  exploreOf?: (metric: string, aggregation: Aggregation) => string;
};

/** The three figures of traffic beside each other. */
export function TrafficTriple({ axis, linesOf, quantile, exploreOf }: TrafficTripleProps) {
  const linkTo = (metric: string, aggregation: Aggregation, title: string) =>
    exploreOf && <ExploreLink to={exploreOf(metric, aggregation)} title={title} />;
  return (
    <>
      <TimeLines
        axis={axis}
        title="Requests a minute"
        lines={linesOf("perMinute")}
        least={1}
        format={rateInWords}
        unit="requests a minute"
        legend={linkTo("gateway.requests", "rate", "requests a minute")}
      />
      <TimeLines
        axis={axis}
        title="Error rate"
        lines={linesOf("errorRate")}
        least={0.01}
        format={shareInWords}
        unit="of requests"
        legend={linkTo("gateway.errors", "rate", "errors")}
      />
      <TimeLines
        axis={axis}
        title={`Duration, ${quantile}`}
        lines={linesOf(`${quantile}Ms`)}
        least={1}
        format={msInWords}
        unit={`or less, for ${quantile.slice(1)} % of requests`}
        legend={linkTo("gateway.duration", quantile, "duration")}
      />
    </>
  );
}

function axisOf(red: RedView, timeZone: string): TimeAxis {
  const span = [Date.parse(red.from), Date.parse(red.to)] as const;
  return {
    instants: red.instants,
    span,
    ticks: ticksOf(red.range, span, timeZone),
    tick: tickName(red.range, timeZone),
    title: instantName(timeZone),
    markers: red.markers.map(({ at, releaseNumber }) => ({ at, label: `#${releaseNumber}` })),
    cursor: "traffic",
  };
}

/** Which durations: what half of the requests stay below, or nearly all. */
function QuantileChoice() {
  const [{ quantile }, setSearch] = useQueryStates(trafficSearch, { history: "replace" });
  return (
    <fieldset className="flex items-center">
      <legend className="sr-only">Quantile of durations</legend>
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
  );
}
