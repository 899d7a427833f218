"use client";

import {
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";

/** This module and `series-chart.tsx` bring the chart library: load them lazily. */

export type BarBucket = { label: string; title: string; good: number; bad: number };
export type LineBucket = { label: string; title: string; value: number | null };

type Named = { good: string; bad: string };

/** Counts per bucket from zero: what went well with what did not on top of it. A bar can be opened. */
export function BucketBars({
  buckets,
  names,
  ticks,
  onOpen,
}: {
  buckets: BarBucket[];
  names: Named;
  /** Labels of the buckets that the axis names; left out, as many as there is room for. */
  ticks?: string[];
  onOpen: (index: number) => void;
}) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={buckets} margin={MARGIN} accessibilityLayer={false} barCategoryGap="18%">
        {grid}
        <XAxis {...X_AXIS} ticks={ticks} />
        <YAxis {...Y_AXIS} allowDecimals={false} tickFormatter={count} />
        <Tooltip
          cursor={{ fill: "var(--surface-2)" }}
          isAnimationActive={false}
          content={<BarHint names={names} />}
        />
        <Bar
          dataKey="good"
          stackId="all"
          fill="var(--accent)"
          isAnimationActive={false}
          className="cursor-pointer"
          onClick={(_, index) => onOpen(index)}
        />
        <Bar
          dataKey="bad"
          stackId="all"
          fill="var(--status-fail)"
          isAnimationActive={false}
          className="cursor-pointer"
          onClick={(_, index) => onOpen(index)}
        />
      </BarChart>
    </ResponsiveContainer>
  );
}

/** One value per bucket in `unit`; a bucket without one leaves a gap. */
export function BucketLine({
  buckets,
  unit,
  format,
}: {
  buckets: LineBucket[];
  unit: string;
  format: (value: number) => string;
}) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={buckets} margin={MARGIN} accessibilityLayer={false}>
        {grid}
        <XAxis {...X_AXIS} />
        <YAxis
          {...Y_AXIS}
          width={52}
          tickFormatter={(value: number) => (value === 0 ? "0" : `${count(value)} ${unit}`)}
        />
        <Tooltip
          cursor={{ stroke: "var(--border-strong)" }}
          isAnimationActive={false}
          content={<LineHint format={format} />}
        />
        <Line
          dataKey="value"
          type="linear"
          stroke="var(--accent)"
          strokeWidth={1.75}
          dot={{ r: 2.5, fill: "var(--accent)", strokeWidth: 0 }}
          connectNulls={false}
          isAnimationActive={false}
        />
      </LineChart>
    </ResponsiveContainer>
  );
}

const count = (value: number) => value.toLocaleString("en");

const MARGIN = { top: 8, right: 12, bottom: 4, left: 0 };
const TICK = { fill: "var(--fg-muted)", fontSize: 11 };
const Y_AXIS = {
  tick: TICK,
  tickLine: false,
  axisLine: false,
  width: 40,
  domain: [0, "auto"] as [number, "auto"],
};

const grid = <CartesianGrid vertical={false} stroke="var(--border)" />;
const X_AXIS = {
  dataKey: "label",
  tick: TICK,
  tickLine: false,
  axisLine: { stroke: "var(--border)" },
  minTickGap: 24,
};

/** What the library hands to a tooltip. */
type Hovered<T> = { active?: boolean; payload?: readonly { payload?: T }[] };

function BarHint({ active, payload, names }: Hovered<BarBucket> & { names: Named }) {
  const bucket = active ? payload?.[0]?.payload : undefined;
  if (!bucket) return null;
  const lines = [`${bucket.good} ${names.good}`, ...(bucket.bad ? [`${bucket.bad} ${names.bad}`] : [])];
  return <Hint title={bucket.title} lines={lines} />;
}

function LineHint({ active, payload, format }: Hovered<LineBucket> & { format: (value: number) => string }) {
  const bucket = active ? payload?.[0]?.payload : undefined;
  if (!bucket || bucket.value === null) return null;
  return <Hint title={bucket.title} lines={[format(bucket.value)]} />;
}

function Hint({ title, lines }: { title: string; lines: string[] }) {
  return (
    <div className="rounded-md border bg-surface px-2.5 py-1.5 text-xs shadow-sm">
      <p className="text-fg-muted">{title}</p>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}
