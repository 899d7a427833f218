"use client";

import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";

import { ChartFrame, LegendMark } from "@/components/charts/chart-frame";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { msInWords } from "@/components/telemetry/traffic-words";
import { absoluteTime, clockTime } from "@/components/time/format-instant";
import { Instant } from "@/components/time/instant";
import { Skeleton } from "@/components/ui/skeleton";
import { Cell, Row } from "@/components/ui/table";
import { traceHistogramQuery, type TraceSelection } from "@/lib/telemetry/query-options";

const BucketBars = lazy(() =>
  import("@/components/charts/bucket-charts").then((module) => ({ default: module.BucketBars })),
);

/** How many there are over time, and how many of them failed. */
export function TraceBars({ selection }: { selection: TraceSelection }) {
  const { timeZone } = usePreferences();
  const { data } = useQuery(traceHistogramQuery(selection));
  if (!data) return <Skeleton className="h-75 w-full rounded-lg" />;
  const total = data.buckets.reduce((sum, { spans }) => sum + spans, 0);
  const errors = data.buckets.reduce((sum, bucket) => sum + bucket.errors, 0);
  if (total === 0) return null;
  const isPartial = Date.parse(data.searchedBackTo) > Date.parse(data.from) + data.stepSeconds * 1_000;
  const hasDays = data.stepSeconds >= 3_600;
  const labelOf = (at: string) =>
    hasDays ? absoluteTime(at, timeZone).slice(0, 6) : clockTime(at, timeZone).slice(0, 5);
  const named = hasDays ? [] : roundInstants(data.buckets.map(({ at }) => at)).map(labelOf);
  return (
    <ChartFrame
      title={`${Math.round(total).toLocaleString("en")} ${selection.where || selection.operation ? "spans" : "requests to services"}, ${errors === 0 ? "none with an error" : `${Math.round(errors).toLocaleString("en")} with an error`}`}
      description={`From ${absoluteTime(data.from, timeZone)} on.`}
      legend={
        <>
          {isPartial && (
            <span>
              counted back to <Instant at={data.searchedBackTo} />
            </span>
          )}
          <LegendMark color="var(--accent)">without</LegendMark>
          <LegendMark color="var(--status-fail)">with an error</LegendMark>
        </>
      }
      head={["Time", "All", "With an error", "p95"]}
      rows={data.buckets
        .filter(({ spans }) => spans > 0)
        .map((bucket) => (
          <Row key={bucket.at}>
            <Cell main>
              <Instant at={bucket.at} />
            </Cell>
            <Cell align="end">{Math.round(bucket.spans).toLocaleString("en")}</Cell>
            <Cell align="end">{Math.round(bucket.errors).toLocaleString("en")}</Cell>
            <Cell align="end">{msInWords(bucket.p95Ms)}</Cell>
          </Row>
        ))}
    >
      <Suspense>
        <BucketBars
          buckets={data.buckets.map(({ at, spans, errors: bad }) => ({
            label: labelOf(at),
            title: absoluteTime(at, timeZone),
            good: Math.round(spans - bad),
            bad: Math.round(bad),
          }))}
          ticks={named.length > 1 ? named : undefined}
          names={{ good: "without an error", bad: "with one" }}
          onOpen={() => {}}
        />
      </Suspense>
    </ChartFrame>
  );
}

const MOST_TICKS = 12;
const ROUND_MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 240];

/** Of the beginnings of steps those at a round time of the clock, about as many as an axis has room for. */
function roundInstants(instants: readonly string[]): string[] {
  const at = (minutes: number) => instants.filter((each) => Date.parse(each) % (minutes * 60_000) === 0);
  return ROUND_MINUTES.map(at).find(({ length }) => length <= MOST_TICKS) ?? [];
}
