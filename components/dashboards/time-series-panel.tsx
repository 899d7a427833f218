"use client";

import { MarksOfLines } from "@/components/charts/marks-of-lines";
import { MetricLines, spanOf } from "@/components/charts/metric-lines";
import { placeOf } from "@/components/charts/place-of-filter";
import { useDeployMarkers } from "@/components/delivery/use-deploy-markers";
import type { MetricSeriesView } from "@/lib/telemetry/contract";

import type { PanelQuestion } from "./panel-question";

type TimeSeriesPanelProps = { view: MetricSeriesView; question: PanelQuestion; cursor: string };

/** Lines over time, with the deployments of the service that it is about. */
export function TimeSeriesPanel({ view, question, cursor }: TimeSeriesPanelProps) {
  const markers = useDeployMarkers(placeOf(question.where), spanOf(view)[0]);
  return (
    <div className="flex size-full flex-col">
      <div className="min-h-0 flex-1">
        <MetricLines view={view} range={question.range} markers={markers} cursor={cursor} />
      </div>
      <div className="flex max-h-9 shrink-0 flex-wrap gap-x-4 gap-y-1 overflow-hidden px-2 text-xs text-fg-muted">
        <MarksOfLines series={view.series} />
      </div>
    </div>
  );
}
