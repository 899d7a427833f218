"use client";

import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  usePlotArea,
  XAxis,
  YAxis,
} from "recharts";

import { type LinesProps, markerLabels } from "./lines";
import { PointHint } from "./point-hint";
import { valueTicks } from "./value-ticks";

/** This module and `bucket-charts.tsx` bring the chart library: load them lazily. */

type Point = { at: number; index: number; [key: string]: number | null };

/** A line for each series over time, from zero; a step without a value leaves a gap. */
export function SeriesChart(props: LinesProps) {
  const { instants, span, ticks, series, markers, least, format, tick, title, cursor, nothing } = props;
  const greatest = Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const heights = valueTicks(greatest > 0 ? greatest : least, props.leastStep);
  const points = instants.map((at, index): Point => {
    const values = series.map(({ key, values: own }) => [key, own[index] ?? null] as const);
    return { ...Object.fromEntries(values), at: Date.parse(at), index };
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
          domain={[0, heights.at(-1) ?? least]}
          ticks={heights}
          interval={0}
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
          />
        ))}
        <MarkerLabels markers={markers} span={span} />
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

/** Above the lines of the markers, for which the margin has room. */
function MarkerLabels({ markers, span }: Pick<LinesProps, "markers" | "span">) {
  const area = usePlotArea();
  if (!area) return null;
  return markerLabels(markers, span, area.width).map(({ text, middle }) => (
    <text
      key={`${middle} ${text}`}
      x={area.x + middle * area.width}
      y={area.y - 6}
      textAnchor="middle"
      fill="var(--fg-muted)"
      fontSize={11}
    >
      {text}
    </text>
  ));
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

type HintProps = Pick<LinesProps, "series" | "format" | "title" | "nothing"> & {
  active?: boolean;
  payload?: readonly { payload?: Point }[];
};

function Hint({ active, payload, ...rest }: HintProps) {
  const point = active ? payload?.[0]?.payload : undefined;
  return point ? <PointHint {...rest} atMs={point.at} index={point.index} /> : null;
}
