"use client";

import { useState } from "react";

import type { Bucket } from "./distribution";
import { useSize } from "./use-size";

const ROOM = { top: 12, right: 12, bottom: 22, left: 48 };
const LABEL_PX = 64;
const FONT_PX = 11;

/** A bar from zero for each bucket, from low values to high ones. */
export function Histogram({ buckets }: { buckets: readonly Bucket[] }) {
  const [host, size] = useSize();
  const [pointed, setPointed] = useState<Bucket>();
  const width = Math.max(1, (size?.width ?? 0) - ROOM.left - ROOM.right);
  const height = Math.max(1, (size?.height ?? 0) - ROOM.top - ROOM.bottom);
  const most = Math.max(1, ...buckets.map(({ count }) => count));
  const barPx = width / Math.max(1, buckets.length);
  const every = Math.max(1, Math.ceil((buckets.length * LABEL_PX) / width));
  return (
    <div ref={host} className="relative size-full min-h-0">
      {size && (
        <svg width={size.width} height={size.height} fontSize={FONT_PX}>
          {[0.5, 1].map((share) => (
            <g key={share}>
              <line
                x1={ROOM.left}
                x2={ROOM.left + width}
                y1={ROOM.top + height * (1 - share)}
                y2={ROOM.top + height * (1 - share)}
                stroke="var(--border)"
              />
              <text
                x={ROOM.left - 8}
                y={ROOM.top + height * (1 - share)}
                textAnchor="end"
                dominantBaseline="central"
                fill="var(--fg-muted)"
              >
                {inWords(most * share)}
              </text>
            </g>
          ))}
          {buckets.map((bucket, place) => {
            const barHeight = (bucket.count / most) * height;
            return (
              <g
                key={bucket.index}
                onPointerEnter={() => setPointed(bucket)}
                onPointerLeave={() => setPointed(undefined)}
              >
                <rect
                  x={ROOM.left + place * barPx}
                  y={ROOM.top}
                  width={barPx}
                  height={height}
                  fill="var(--surface-2)"
                  fillOpacity={pointed === bucket ? 1 : 0}
                />
                <rect
                  x={ROOM.left + place * barPx + 0.5}
                  y={ROOM.top + height - barHeight}
                  width={Math.max(1, barPx - 1)}
                  height={barHeight}
                  fill="var(--series-1)"
                />
                {place % every === 0 && (
                  <text
                    x={ROOM.left + place * barPx}
                    y={size.height - 6}
                    textAnchor="middle"
                    fill="var(--fg-muted)"
                  >
                    {bucket.from}
                  </text>
                )}
              </g>
            );
          })}
          <line
            x1={ROOM.left}
            x2={ROOM.left + width}
            y1={ROOM.top + height + 0.5}
            y2={ROOM.top + height + 0.5}
            stroke="var(--border)"
          />
        </svg>
      )}
      {pointed && (
        <p className="pointer-events-none absolute top-2 right-3 z-10 rounded-md border bg-surface px-2.5 py-1.5 text-xs tabular-nums shadow-sm">
          {inWords(pointed.count)} of {pointed.name}
        </p>
      )}
    </div>
  );
}

const inWords = (count: number) => count.toLocaleString("en", { maximumFractionDigits: 0 });
