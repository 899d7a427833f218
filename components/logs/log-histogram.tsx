"use client";

import { withRoom } from "@/components/charts/lines";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { LOG_LEVELS, type LogLevel, type LogSummary } from "@/lib/telemetry/contract";

import { LEVEL_MEANING } from "./level-meaning";

type LogHistogramProps = {
  summary: LogSummary;
  /** Chooses the time of one bar. */
  onChoose: (from: string, to: string) => void;
};

const DRAWN: readonly LogLevel[] = [...LOG_LEVELS].toReversed();

/** Lines over time by level, with the moments at which traffic moved to another release. A bar leads to its lines. */
export function LogHistogram({ summary, onChoose }: LogHistogramProps) {
  const { timeZone } = usePreferences();
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
  return (
    <figure className="flex flex-col gap-1">
      <figcaption className="sr-only">Lines over time by level. Each bar leads to its lines.</figcaption>
      <div className="relative h-24 border-b">
        <span className="absolute top-0 left-0 text-xs text-fg-muted tabular-nums">
          {most.toLocaleString("en")}
        </span>
        {summary.buckets.map(({ at, lines }) => {
          const atMs = Date.parse(at);
          const until = new Date(atMs + stepMs).toISOString();
          const words = DRAWN.toReversed()
            .filter((level) => lines[level])
            .map((level) => `${LEVEL_MEANING[level].word}: ${(lines[level] ?? 0).toLocaleString("en")}`);
          const label = `${time.format(atMs)}, ${words.join(", ")}`;
          return (
            <button
              key={at}
              type="button"
              aria-label={label}
              data-tooltip={label}
              title={label}
              onClick={() => onChoose(new Date(Math.max(atMs, fromMs)).toISOString(), until)}
              className="absolute inset-y-0 flex flex-col justify-end hover:bg-surface-2"
              style={{
                left: place(atMs),
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
            </button>
          );
        })}
        {withRoom(
          summary.markers.map((marker) => ({ ...marker, label: `#${marker.releaseNumber}` })),
          [fromMs, toMs],
        ).map(({ deploymentId, at, hasRoom, releaseNumber, environment, service }) => (
          // No links: bars lie below, and both would be too small to be hit.
          <span
            key={deploymentId}
            className="pointer-events-none absolute inset-y-0 border-l border-dashed border-fg-muted"
            style={{ left: place(Date.parse(at)) }}
          >
            <span className="sr-only">
              {service} #{releaseNumber} in {environment}, {time.format(Date.parse(at))}
            </span>
            {hasRoom && (
              <span
                aria-hidden
                className="absolute top-0 left-0.5 rounded-xs bg-surface px-0.5 text-xs whitespace-nowrap text-fg-muted"
              >
                #{releaseNumber}
              </span>
            )}
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
