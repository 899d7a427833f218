"use client";

import { useState } from "react";

import { LegendMark } from "@/components/charts/chart-frame";
import { formatOf, lineColor, seriesName, summaryOf } from "@/components/charts/metric-series";
import { SortHeaderCell } from "@/components/ui/sort-header-cell";
import { Cell, Row, Table } from "@/components/ui/table";
import type { MetricSeriesView } from "@/lib/telemetry/contract";

const COLUMNS = ["last", "mean", "greatest"] as const;
const WORDS = { name: "Series", last: "Last", mean: "Mean", greatest: "Greatest" };
type Order = keyof typeof WORDS;

type SeriesTableProps = {
  view: MetricSeriesView;
  label: string;
  /** Whether a chart beside it uses the colours. */
  hasMarks?: boolean;
};

/** Every series with what one says of it, in the order that one chooses. */
export function SeriesTable({ view, label, hasMarks }: SeriesTableProps) {
  const [order, setOrder] = useState<Order>("mean");
  const format = formatOf(view);
  const rows = view.series
    .map((line, index) => ({ name: seriesName(line), color: lineColor(index), summary: summaryOf(line) }))
    .toSorted((a, b) =>
      order === "name"
        ? a.name.localeCompare(b.name, "en", { numeric: true })
        : (b.summary?.[order] ?? -1) - (a.summary?.[order] ?? -1),
    );
  return (
    <Table
      label={label}
      head={(["name", ...COLUMNS] as const).map((column) => (
        <SortHeaderCell
          key={column}
          align={column === "name" ? "start" : "end"}
          order={column === "name" ? "ascending" : "descending"}
          sorted={order === column}
          onSort={() => setOrder(column)}
        >
          {WORDS[column]}
        </SortHeaderCell>
      ))}
    >
      {rows.map(({ name, color, summary }) => (
        <Row key={name}>
          <Cell main>{hasMarks ? <LegendMark color={color}>{name}</LegendMark> : name}</Cell>
          {COLUMNS.map((column) => (
            <Cell key={column} align="end" className="tabular-nums">
              <span className="text-fg-muted sm:sr-only">{column} </span>
              {summary ? format(summary[column]) : "–"}
            </Cell>
          ))}
        </Row>
      ))}
    </Table>
  );
}
