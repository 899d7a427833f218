"use client";

import { type KeyboardEvent, type MouseEvent, useState } from "react";

import { markerLabels } from "@/components/charts/lines";
import { useSize } from "@/components/charts/use-size";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { cx } from "@/components/ui/cx";
import { LOG_LEVELS, type LogLevel, type LogSummary } from "@/lib/telemetry/contract";

import { LEVEL_MEANING } from "./level-meaning";

type LogHistogramProps = {
  summary: LogSummary;
  /** Chooses the time of one bar. */
  onChoose: (from: string, to: string) => void;
};

const DRAWN: readonly LogLevel[] = [...LOG_LEVELS].toReversed();

/**
 * Lines over time by level, with the moments at which traffic moved to another release. A bar leads to its lines. All bars
 * are one stop of the keyboard, arrows go from bar to bar: a bar alone is too narrow a target.
 */
export function LogHistogram({ summary, onChoose }: LogHistogramProps) {
  const { timeZone } = usePreferences();
  const [host, size] = useSize();
  const [chosen, setChosen] = useState<number>();
  const time = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    ...(summary.stepSeconds < 60 && { second: "2-digit" }),
  });
  const [fromMs, toMs] = [Date.parse(summary.from), Date.parse(summary.to)];
  const stepMs = summary.stepSeconds * 1_000;
  const place = (ms: number) =>
    `${(Math.max(0, Math.min(1, (ms - fromMs) / (toMs - fromMs))) * 100).toFixed(3)}%`;
  const sumOf = (lines: Partial<Record<LogLevel, number>>) =>
    DRAWN.reduce((sum, level) => sum + (lines[level] ?? 0), 0);
  const most = Math.max(1, ...summary.buckets.map(({ lines }) => sumOf(lines)));
  const last = summary.buckets.length - 1;
  const current = Math.min(chosen ?? last, last);
  const labelOf = ({ at, lines }: LogSummary["buckets"][number]) => {
    const words = DRAWN.toReversed()
      .filter((level) => lines[level])
      .map((level) => `${LEVEL_MEANING[level].word}: ${(lines[level] ?? 0).toLocaleString("en")}`);
    return `${time.format(Date.parse(at))}, ${words.join(", ")}`;
  };
  const open = (index: number) => {
    const bucket = summary.buckets[index];
    if (!bucket) return;
    const atMs = Date.parse(bucket.at);
    onChoose(new Date(Math.max(atMs, fromMs)).toISOString(), new Date(atMs + stepMs).toISOString());
  };
  const press = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowLeft: current - 1,
      ArrowRight: current + 1,
      Home: 0,
      End: last,
    };
    const next = steps[event.key];
    if (next !== undefined) setChosen(Math.max(0, Math.min(last, next)));
    else if (event.key === "Enter" || event.key === " ") open(current);
    else return;
    event.preventDefault();
  };
  const point = ({ target }: MouseEvent) => {
    const bar = target instanceof Element ? target.closest<HTMLElement>("[data-bar]") : null;
    if (bar) open(Number(bar.dataset["bar"]));
  };
  const currentBucket = summary.buckets[current];
  return (
    <figure className="flex flex-col gap-1">
      <figcaption className="sr-only">Lines over time by level. Each bar leads to its lines.</figcaption>
      <div ref={host} className="relative h-24 border-b">
        <div
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an input has no room for bars, each of which can be clicked
          role="slider"
          tabIndex={0}
          aria-label="Lines over time; Enter shows those of one bar"
          aria-valuemin={0}
          aria-valuemax={Math.max(0, last)}
          aria-valuenow={Math.max(0, current)}
          aria-valuetext={currentBucket ? labelOf(currentBucket) : "No lines"}
          onKeyDown={press}
          onClick={point}
          className="group absolute inset-0"
        >
          {summary.buckets.map((bucket, index) => {
            const { at, lines } = bucket;
            const label = labelOf(bucket);
            return (
              <div
                key={at}
                data-bar={index}
                data-tooltip={label}
                title={label}
                className={cx(
                  "absolute inset-y-0 flex cursor-pointer flex-col justify-end hover:bg-surface-2",
                  index === current && "group-focus-visible:bg-surface-3",
                )}
                style={{
                  left: place(Date.parse(at)),
                  width: `calc(${((stepMs / (toMs - fromMs)) * 100).toFixed(3)}% - 1px)`,
                }}
              >
                {DRAWN.toReversed().map(
                  (level) =>
                    (lines[level] ?? 0) > 0 && (
                      <span
                        key={level}
                        className="w-full"
                        style={{
                          height: `max(1px, ${(((lines[level] ?? 0) / most) * 100).toFixed(2)}%)`,
                          background: LEVEL_MEANING[level].color,
                        }}
                      />
                    ),
                )}
              </div>
            );
          })}
        </div>
        <span className="pointer-events-none absolute top-0 left-0 text-xs text-fg-muted tabular-nums">
          {most.toLocaleString("en")}
        </span>
        {summary.markers.map(({ deploymentId, at, releaseNumber, environment, service }) => (
          // No links: bars lie below, and both would be too small to be hit.
          <span
            key={deploymentId}
            className="pointer-events-none absolute inset-y-0 border-l border-dashed border-fg-muted"
            style={{ left: place(Date.parse(at)) }}
          >
            <span className="sr-only">
              {service} #{releaseNumber} in {environment}, {time.format(Date.parse(at))}
            </span>
          </span>
        ))}
        {markerLabels(
          summary.markers.map(({ at, releaseNumber }) => ({ at, label: `#${releaseNumber}` })),
          [fromMs, toMs],
          size?.width ?? 0,
        ).map(({ text, middle }) => (
          <span
            key={`${middle} ${text}`}
            aria-hidden
            className="pointer-events-none absolute top-0 -translate-x-1/2 rounded-xs bg-surface px-0.5 text-xs whitespace-nowrap text-fg-muted"
            style={{ left: `${(middle * 100).toFixed(3)}%` }}
          >
            {text}
          </span>
        ))}
      </div>
      <div className="flex justify-between text-xs text-fg-muted tabular-nums">
        <span>{time.format(fromMs)}</span>
        <span>{time.format(toMs)}</span>
      </div>
    </figure>
  );
}
