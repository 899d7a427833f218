"use client";

import { useQueries } from "@tanstack/react-query";

import { ExploreLink } from "@/components/explore/explore-link";
import { explorePath, whereOf } from "@/components/explore/explore-path";
import { sizeInWords } from "@/components/release/size-in-words";
import { Skeleton } from "@/components/ui/skeleton";
import type { MetricSeriesView, RedView } from "@/lib/telemetry/contract";
import { processMetricQuery, PROCESS_METRICS } from "@/lib/telemetry/query-options";

import { colorOf, OTHERS_COLOR } from "./release-lines";
import { type TimeAxis, type TimeLine, TimeLines } from "./time-lines";
import { rateInWords, shareInWords } from "./traffic-words";

const CHARTS = {
  "instance.cpu": {
    title: "CPU of an instance",
    aggregation: "avg",
    format: shareInWords,
    unit: "of one core",
    least: 0.01,
  },
  "instance.memory": {
    title: "Memory of the largest instance",
    aggregation: "max",
    format: (bytes: number) => sizeInWords(Math.round(bytes)),
    unit: "",
    least: 1_048_576,
  },
  "instance.restarts": {
    title: "Restarts",
    aggregation: "increase",
    format: rateInWords,
    unit: "restarts",
    least: 1,
    leastStep: 1,
  },
} as const;

type ProcessChartsProps = {
  service: { id: string; name: string };
  environment: string;
  red: RedView;
  axis: TimeAxis;
};

/** What the processes of each release use and how often they had to be started again; nothing where no target says so. */
export function ProcessCharts({ service, environment, red, axis }: ProcessChartsProps) {
  const answers = useQueries({
    queries: PROCESS_METRICS.map((metric) =>
      processMetricQuery(service, { environment, metric, period: red }),
    ),
  });
  if (answers.some(({ isLoading }) => isLoading))
    return PROCESS_METRICS.map((metric) => <Skeleton key={metric} className="h-75 w-full rounded-lg" />);
  if (answers.every(({ data }) => !data || data.series.length === 0)) return null;
  return PROCESS_METRICS.map((metric, index) => {
    const view = answers[index]?.data;
    const { aggregation, ...chart } = CHARTS[metric];
    const where = whereOf(service.name, environment);
    return (
      <TimeLines
        key={metric}
        axis={axis}
        lines={view ? linesOf(view, red) : []}
        {...chart}
        legend={
          <ExploreLink
            to={explorePath({ metric, aggregation, where, by: "release", range: red.range })}
            title={chart.title}
          />
        }
      />
    );
  });
}

/** In the colours of the traffic beside it; a release that nobody asked anything is there all the same. */
function linesOf({ instants, series }: MetricSeriesView, red: RedView): TimeLine[] {
  const places = red.instants.map((at) => instants.indexOf(at));
  return series.map(({ labels, values }) => {
    const number = labels["release"] ?? "";
    const known = red.releases.find(({ release }) => String(release?.number) === number);
    return {
      key: number,
      name: number === "" ? "No release" : `#${number}`,
      color: known ? colorOf(known) : OTHERS_COLOR,
      values: places.map((place) => values[place] ?? null),
    };
  });
}
