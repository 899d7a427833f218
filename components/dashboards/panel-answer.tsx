"use client";

import { useQuery } from "@tanstack/react-query";
import type { RefObject } from "react";

import { LoaderIcon } from "@/components/icons";
import type { PanelKind } from "@/lib/dashboards/contract";
import { metricQuery } from "@/lib/telemetry/query-options";

import { BarPanel } from "./bar-panel";
import { PanelPicture } from "./panel-picture";
import type { PanelQuestion } from "./panel-question";
import { PanelEmpty, PanelLoading, PanelProblem } from "./panel-states";
import { PanelTable } from "./panel-table";
import { SeriesTable } from "./series-table";
import { StatPanel } from "./stat-panel";
import { TimeSeriesPanel } from "./time-series-panel";

export type PanelAnswerProps = {
  title: string;
  kind: PanelKind;
  question: PanelQuestion;
  cursor: string;
  asTable: boolean;
  picture: RefObject<HTMLDivElement | null>;
};

/** Asks what a panel asks, and shows the answer; live. */
export function PanelAnswer(props: PanelAnswerProps) {
  const { title, kind, question, cursor, asTable, picture } = props;
  const { data, error, isPlaceholderData, refetch } = useQuery(metricQuery(question));
  if (!data && error) return <PanelProblem error={error} onRetry={() => void refetch()} />;
  if (!data) return <PanelLoading />;
  if (data.series.length === 0) return <PanelEmpty hasFilter={question.where !== ""} />;
  const description = `${data.metric} ${WORDS[kind] ?? ""}. The menu shows the panel as a table.`;
  return (
    <>
      {isPlaceholderData && (
        <LoaderIcon
          size={14}
          label="Loading"
          className="absolute top-0 right-3 z-10 animate-late text-fg-muted"
        />
      )}
      {asTable || kind === "table" ? (
        <PanelTable title={title}>
          <SeriesTable view={data} label={title || data.metric} hasMarks={kind === "time_series"} />
        </PanelTable>
      ) : kind === "stat" ? (
        <div ref={picture} className="size-full">
          <StatPanel view={data} />
        </div>
      ) : (
        <PanelPicture description={description} picture={picture}>
          {kind === "bar" ? (
            <BarPanel view={data} />
          ) : (
            <TimeSeriesPanel view={data} question={question} cursor={cursor} />
          )}
        </PanelPicture>
      )}
    </>
  );
}

const WORDS: Partial<Record<PanelKind, string>> = {
  time_series: "over time, a line for each series",
  bar: "as bars, one for each series",
};
