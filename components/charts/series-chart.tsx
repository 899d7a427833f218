"use client";

import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";

/** This module and `bucket-charts.tsx` bring the chart library: load them lazily. */

type Series = { key: string; name: string; color: string; values: readonly (number | null)[] };
type Marker = { at: string; label: string };

type SeriesChartProps = {
  /** Beginnings of the steps, as ISO instants. */
  instants: readonly string[];
  /** Where the axis begins and ends, in milliseconds. */
  span: readonly [fromMs: number, toMs: number];
  ticks: readonly number[];
  series: readonly Series[];
  /** Moments at which something changed, as upright lines. */
  markers: readonly Marker[];
  /** Where the axis ends when all values are zero. */
  least: number;
  /** A value with its unit. */
  format: (value: number) => string;
  /** An instant of the axis, and one in full. */
  tick: (ms: number) => string;
  title: (ms: number) => string;
  /** Charts with the same one share a cursor. */
  cursor: string;
  /** What is said of a step without a value. */
  nothing: string;
};

type Point = { at: number; [key: string]: number | null };

/** A line for each series over time, from zero; a step without a value leaves a gap. */
export function SeriesChart(props: SeriesChartProps) {
  const { instants, span, ticks, series, markers, least, format, tick, title, cursor, nothing } = props;
  const isFlat = series.every(({ values }) => values.every((value) => !value));
  const points = instants.map((at, index): Point => {
    const values = series.map(({ key, values: own }) => [key, own[index] ?? null] as const);
    return { ...Object.fromEntries(values), at: Date.parse(at) };
  });
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={points} margin={MARGIN} accessibilityLayer={false} syncId={cursor}>
        <CartesianGrid vertical={false} stroke="var(--border)" />
        <XAxis
          dataKey="at"
          type="number"
          domain={[...span]}
          ticks={[...ticks]}
          tickFormatter={tick}
          tick={TICK}
          tickLine={false}
          axisLine={{ stroke: "var(--border)" }}
          minTickGap={16}
        />
        <YAxis
          tick={TICK}
          tickLine={false}
          axisLine={false}
          width={56}
          domain={[0, isFlat ? least : "auto"]}
          tickCount={4}
          tickFormatter={(value: number) => (value === 0 ? "0" : format(value))}
        />
        <Tooltip
          cursor={{ stroke: "var(--border-strong)" }}
          isAnimationActive={false}
          content={<Hint series={series} format={format} title={title} nothing={nothing} />}
        />
        {markers.map(({ at, label }) => (
          <ReferenceLine
            key={`${at} ${label}`}
            x={Date.parse(at)}
            stroke="var(--fg-subtle)"
            strokeDasharray="3 3"
            ifOverflow="hidden"
            label={{ value: label, position: "top", fill: "var(--fg-muted)", fontSize: 11 }}
          />
        ))}
        {series.map(({ key, color, values }) => (
          <Line
            key={key}
            dataKey={key}
            type="linear"
            stroke={color}
            strokeWidth={1.75}
            dot={({ index, cx, cy }: Dot) => lonely(values, index, cx, cy, color)}
            activeDot={{ r: 3 }}
            connectNulls={false}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
}

const MARGIN = { top: 20, right: 12, bottom: 4, left: 0 };
const TICK = { fill: "var(--fg-muted)", fontSize: 11 };

type Dot = { index?: number; cx?: number; cy?: number };

/** A value between two gaps has no line to be seen by. */
function lonely(
  values: readonly (number | null)[],
  index = 0,
  cx: number | undefined,
  cy: number | undefined,
  color: string,
) {
  const has = (at: number) => (values[at] ?? null) !== null;
  const isAlone = has(index) && !has(index - 1) && !has(index + 1);
  return isAlone && cx !== undefined && cy !== undefined ? (
    <circle key={index} cx={cx} cy={cy} r={2.5} fill={color} />
  ) : (
    <g key={index} />
  );
}

type HintProps = Pick<SeriesChartProps, "series" | "format" | "title" | "nothing"> & {
  active?: boolean;
  payload?: readonly { payload?: Point }[];
};

function Hint({ active, payload, series, format, title, nothing }: HintProps) {
  const point = active ? payload?.[0]?.payload : undefined;
  if (!point) return null;
  const shown = series.flatMap(({ key, name, color }) => {
    const value = point[key];
    return typeof value === "number" ? [{ key, name, color, value }] : [];
  });
  return (
    <div className="rounded-md border bg-surface px-2.5 py-1.5 text-xs shadow-sm">
      <p className="text-fg-muted">{title(point.at)}</p>
      {shown.length === 0 && <p>{nothing}</p>}
      {shown.map(({ key, name, color, value }) => (
        <p key={key} className="flex items-center gap-1.5">
          <span aria-hidden className="size-2 rounded-xs" style={{ background: color }} />
          {name}
          <span className="ml-auto pl-3 tabular-nums">{format(value)}</span>
        </p>
      ))}
    </div>
  );
}
