"use client";

import dynamic from "next/dynamic";

import { Skeleton } from "@/components/ui/skeleton";

import type { LinesProps } from "./lines";

const loading = () => <Skeleton className="size-full" />;
// Only who looks at a chart pays for its library, and a picture needs a width, which the server does not know.
const SeriesChart = dynamic(() => import("./series-chart").then((module) => module.SeriesChart), {
  ssr: false,
  loading,
});
const ManyPointsChart = dynamic(
  () => import("./many-points-chart").then((module) => module.ManyPointsChart),
  {
    ssr: false,
    loading,
  },
);

/** From here on a canvas is faster than elements of the page: hovering over 3,000 points of Recharts stutters. */
const MANY_POINTS = 2_000;

/** A line for each series over time, from zero; a step without a value leaves a gap. */
export function LineChart(props: LinesProps) {
  const isMany = props.series.length * props.instants.length > MANY_POINTS;
  return isMany ? <ManyPointsChart {...props} /> : <SeriesChart {...props} />;
}
