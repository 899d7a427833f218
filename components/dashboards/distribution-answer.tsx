"use client";

import { useQuery } from "@tanstack/react-query";

import { type Bucket, bucketsOf } from "@/components/charts/distribution";
import { HeatMap } from "@/components/charts/heat-map";
import { Histogram } from "@/components/charts/histogram";
import { spanOf } from "@/components/charts/metric-lines";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { instantName, tickName, ticksOf } from "@/components/telemetry/time-ticks";
import { shareInWords } from "@/components/telemetry/traffic-words";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { distributionQuery } from "@/lib/telemetry/query-options";

import type { PanelAnswerProps } from "./panel-answer";
import { PanelPicture } from "./panel-picture";
import { distributionOf } from "./panel-question";
import { PanelEmpty, PanelLoading, PanelProblem } from "./panel-states";
import { PanelTable } from "./panel-table";

/** Asks how values are distributed, and shows it over time or all together; live. */
export function DistributionAnswer({ title, kind, question, asTable, picture }: PanelAnswerProps) {
  const { timeZone } = usePreferences();
  const { metric, where, range } = question;
  const { data, error, refetch } = useQuery(distributionQuery(distributionOf(question)));
  if (!data && error) return <PanelProblem error={error} onRetry={() => void refetch()} />;
  if (!data) return <PanelLoading />;
  const buckets = bucketsOf(data);
  if (buckets.length === 0) return <PanelEmpty hasFilter={where !== ""} />;
  if (asTable)
    return (
      <PanelTable title={title}>
        <BucketTable buckets={buckets} label={title || metric} />
      </PanelTable>
    );
  const span = spanOf(data);
  return (
    <PanelPicture
      picture={picture}
      description={
        kind === "heat_map"
          ? `How ${metric} is distributed over time. The menu shows the panel as a table.`
          : `How ${metric} is distributed. The menu shows the panel as a table.`
      }
    >
      {kind === "heat_map" ? (
        <HeatMap
          buckets={buckets}
          steps={data.steps}
          instants={data.instants}
          span={span}
          ticks={ticksOf(range, span, timeZone)}
          tick={tickName(range, timeZone)}
          title={instantName(timeZone)}
        />
      ) : (
        <Histogram buckets={buckets} />
      )}
    </PanelPicture>
  );
}

function BucketTable({ buckets, label }: { buckets: readonly Bucket[]; label: string }) {
  const all = buckets.reduce((sum, { count }) => sum + count, 0);
  return (
    <Table
      label={label}
      head={
        <>
          <HeaderCell>Values</HeaderCell>
          <HeaderCell align="end">Number</HeaderCell>
          <HeaderCell align="end">Share</HeaderCell>
        </>
      }
    >
      {buckets.map(({ index, name, count }) => (
        <Row key={index}>
          <Cell main>{name}</Cell>
          <Cell align="end" className="tabular-nums">
            {count.toLocaleString("en", { maximumFractionDigits: 0 })}
          </Cell>
          <Cell align="end" className="tabular-nums">
            {shareInWords(count / all)}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
