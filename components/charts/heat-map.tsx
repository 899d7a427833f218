"use client";

import { useState, type PointerEvent } from "react";

import type { Bucket } from "./distribution";
import { useSize } from "./use-size";

type HeatMapProps = {
  buckets: readonly Bucket[];
  /** For each step a count for each edge; null where nothing was measured. */
  steps: readonly (readonly number[] | null)[];
  instants: readonly string[];
  ticks: readonly number[];
  span: readonly [fromMs: number, toMs: number];
  tick: (ms: number) => string;
  title: (ms: number) => string;
};

const ROOM = { top: 8, right: 12, bottom: 22, left: 64 };
const LABEL_PX = 36;
const FONT_PX = 11;

/** Time from the left to the right, values from low to high, and the more there are the stronger the colour. */
export function HeatMap({ buckets, steps, instants, ticks, span, tick, title }: HeatMapProps) {
  const [host, size] = useSize();
  const [at, setAt] = useState<{ step: number; row: number }>();
  const width = Math.max(1, (size?.width ?? 0) - ROOM.left - ROOM.right);
  const height = Math.max(1, (size?.height ?? 0) - ROOM.top - ROOM.bottom);
  const cell = { width: width / Math.max(1, steps.length), height: height / Math.max(1, buckets.length) };
  const most = Math.max(1, ...steps.flatMap((step) => step ?? []));
  const point = ({ nativeEvent }: PointerEvent) => {
    const step = Math.floor((nativeEvent.offsetX - ROOM.left) / cell.width);
    const row = buckets.length - 1 - Math.floor((nativeEvent.offsetY - ROOM.top) / cell.height);
    setAt(buckets[row] && instants[step] !== undefined ? { step, row } : undefined);
  };
  const pointed = at && { bucket: buckets[at.row], instant: instants[at.step] };
  const every = Math.max(1, Math.ceil(buckets.length / Math.max(1, height / LABEL_PX)));
  const tickEvery = Math.max(1, Math.ceil((ticks.length * 60) / width));
  return (
    <div ref={host} className="relative size-full min-h-0">
      {size && (
        <svg
          width={size.width}
          height={size.height}
          fontSize={FONT_PX}
          onPointerMove={point}
          onPointerLeave={() => setAt(undefined)}
        >
          {steps.flatMap((step, x) =>
            buckets.map(({ index }, row) => {
              const count = step?.[index] ?? 0;
              return count > 0 ? (
                <rect
                  key={`${x} ${index}`}
                  x={ROOM.left + x * cell.width}
                  y={ROOM.top + (buckets.length - 1 - row) * cell.height}
                  width={Math.max(1, cell.width - 0.5)}
                  height={Math.max(1, cell.height - 0.5)}
                  fill="var(--series-1)"
                  fillOpacity={0.12 + 0.88 * Math.sqrt(count / most)}
                />
              ) : null;
            }),
          )}
          {buckets.map(({ index, from }, row) =>
            row % every === 0 ? (
              <text
                key={index}
                x={ROOM.left - 8}
                y={ROOM.top + (buckets.length - row) * cell.height}
                textAnchor="end"
                dominantBaseline="auto"
                fill="var(--fg-muted)"
              >
                {from}
              </text>
            ) : null,
          )}
          {ticks
            .filter((_, index) => index % tickEvery === 0)
            .map((ms) => (
              <text
                key={ms}
                x={ROOM.left + ((ms - span[0]) / (span[1] - span[0])) * width}
                y={size.height - 6}
                textAnchor="middle"
                fill="var(--fg-muted)"
              >
                {tick(ms)}
              </text>
            ))}
          <line
            x1={ROOM.left}
            x2={ROOM.left + width}
            y1={ROOM.top + height + 0.5}
            y2={ROOM.top + height + 0.5}
            stroke="var(--border)"
          />
        </svg>
      )}
      {at && pointed?.bucket && pointed.instant && (
        <div
          className="pointer-events-none absolute top-2 z-10 rounded-md border bg-surface px-2.5 py-1.5 text-xs shadow-sm"
          style={at.step > steps.length / 2 ? { left: ROOM.left + 8 } : { right: ROOM.right }}
        >
          <p className="text-fg-muted">{title(Date.parse(pointed.instant))}</p>
          <p className="tabular-nums">
            {inWords(steps[at.step]?.[pointed.bucket.index] ?? 0)} of {pointed.bucket.name}
          </p>
        </div>
      )}
    </div>
  );
}

const inWords = (count: number) => count.toLocaleString("en", { maximumFractionDigits: 0 });
