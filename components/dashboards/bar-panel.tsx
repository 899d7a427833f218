"use client";

import { formatOf, seriesName } from "@/components/charts/metric-series";
import { useSize } from "@/components/charts/use-size";
import type { MetricSeriesView } from "@/lib/telemetry/contract";

import { oneValueOf } from "./series-value";

const BAR_PX = 26;
const FONT_PX = 12;
/** About what a letter takes. */
const LETTER_PX = 6.4;

/** A bar from zero for each series, the longest first, with its name and its value beside it. */
export function BarPanel({ view }: { view: MetricSeriesView }) {
  const [host, size] = useSize();
  const format = formatOf(view);
  const bars = view.series
    .map((line) => ({ name: seriesName(line), value: oneValueOf(view, line.values)?.value ?? 0 }))
    .toSorted((a, b) => b.value - a.value);
  const room = Math.max(1, Math.floor((size?.height ?? 0) / BAR_PX));
  const shown = bars.length > room ? bars.slice(0, Math.max(1, room - 1)) : bars;
  const most = Math.max(...bars.map(({ value }) => value)) || 1;
  const namePx = Math.min(
    (size?.width ?? 0) * 0.4,
    Math.max(...shown.map(({ name }) => name.length)) * LETTER_PX + 8,
  );
  const valuePx = Math.max(...shown.map(({ value }) => format(value).length)) * LETTER_PX + 10;
  const barsPx = Math.max(1, (size?.width ?? 0) - namePx - valuePx);
  return (
    <div ref={host} className="size-full min-h-0">
      {size && (
        <svg width={size.width} height={size.height} fontSize={FONT_PX}>
          {shown.map(({ name, value }, index) => {
            const y = index * BAR_PX;
            const lengthPx = Math.max(value > 0 ? 1 : 0, (value / most) * barsPx);
            return (
              <g key={name}>
                <title>{`${name}: ${format(value)}`}</title>
                <text x={0} y={y + BAR_PX / 2} dominantBaseline="central" fill="var(--fg)">
                  {shortened(name, Math.floor((namePx - 8) / LETTER_PX))}
                </text>
                <rect
                  x={namePx}
                  y={y + 4}
                  width={lengthPx}
                  height={BAR_PX - 8}
                  rx={2}
                  fill="var(--series-1)"
                />
                <text
                  x={namePx + lengthPx + 6}
                  y={y + BAR_PX / 2}
                  dominantBaseline="central"
                  fill="var(--fg-muted)"
                >
                  {format(value)}
                </text>
              </g>
            );
          })}
          {bars.length > shown.length && (
            <text
              x={0}
              y={shown.length * BAR_PX + BAR_PX / 2}
              dominantBaseline="central"
              fill="var(--fg-muted)"
            >
              {bars.length - shown.length} more in the table
            </text>
          )}
        </svg>
      )}
    </div>
  );
}

const shortened = (text: string, most: number) =>
  text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
