"use client";

import type { ReactNode } from "react";

import { ChartFrame } from "@/components/charts/chart-frame";
import { LineChart } from "@/components/charts/line-chart";
import { Cell, Row } from "@/components/ui/table";

export type TimeLine = { key: string; name: string; color: string; values: readonly (number | null)[] };

/** What charts that stand beside each other have in common. */
export type TimeAxis = {
  instants: readonly string[];
  span: readonly [fromMs: number, toMs: number];
  ticks: readonly number[];
  tick: (ms: number) => string;
  /** An instant in full. */
  title: (ms: number) => string;
  markers: readonly { at: string; label: string }[];
  /** Charts with the same one share a cursor. */
  cursor: string;
};

type TimeLinesProps = {
  title: string;
  axis: TimeAxis;
  lines: readonly TimeLine[];
  format: (value: number) => string;
  /** What a value is, for those who read the table. */
  unit: string;
  /** Where the axis ends when all values are zero. */
  least: number;
  leastStep?: number;
  legend?: ReactNode;
};

/** One figure over time, a line for each release, with the table that says the same. */
export function TimeLines({ title, axis, lines, format, unit, least, leastStep, legend }: TimeLinesProps) {
  const { instants } = axis;
  return (
    <ChartFrame
      title={title}
      description={`Lines: ${title.toLowerCase()} over time, one for each release.${axis.markers.length > 0 ? " Dashed upright lines: deployments." : ""} The table below has the numbers.`}
      legend={legend}
      head={["From", ...lines.map(({ name }) => name)]}
      rows={instants
        .map((at, index) => ({ at, index }))
        .filter(({ index }) => lines.some(({ values }) => (values[index] ?? null) !== null))
        .toReversed()
        .map(({ at, index }) => (
          <Row key={at}>
            <Cell main>{axis.title(Date.parse(at))}</Cell>
            {lines.map(({ key, values }) => (
              <Cell key={key} align="end" className="tabular-nums">
                {words(values[index] ?? null, format)}
                <span className="sr-only"> {unit}</span>
              </Cell>
            ))}
          </Row>
        ))}
    >
      <LineChart
        {...axis}
        series={lines}
        least={least}
        leastStep={leastStep}
        format={format}
        nothing="No requests"
      />
    </ChartFrame>
  );
}

const words = (value: number | null, format: (value: number) => string) =>
  value === null ? "–" : format(value);
