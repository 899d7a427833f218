"use client";

import { LEVEL_MEANING } from "@/components/logs/level-meaning";
import { aroundInstant } from "@/components/logs/log-search-params";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { clockTime } from "@/components/time/format-instant";
import { cx } from "@/components/ui/cx";
import { TextLink } from "@/components/ui/text-link";
import type { SpanDetail } from "@/lib/telemetry/contract";

type SpanLinesProps = Pick<SpanDetail, "logs" | "logsTruncated"> & { place: SpanDetail["span"] };

/** What was written within a span: when, how bad, what, and the way to what was written around it. */
export function SpanLines({ logs, logsTruncated, place }: SpanLinesProps) {
  const { timeZone } = usePreferences();
  const inLogs = (line: { id: string; at: string }) =>
    `/logs?${new URLSearchParams({ service: place.service, environment: place.environment, ...aroundInstant(line.at), line: line.id }).toString()}`;
  const all = new URLSearchParams({
    q: `trace:${place.traceId}`,
    from: aroundInstant(place.startTime).from,
    to: aroundInstant(new Date(Date.parse(place.startTime) + place.durationMs).toISOString()).to,
  });
  return (
    <>
      <ol className="flex flex-col gap-1 font-mono text-xs">
        {logs.map((line) => {
          const { word, letters, style } = LEVEL_MEANING[line.level];
          return (
            <li key={line.id} className="flex flex-wrap items-baseline gap-x-2">
              <TextLink to={inLogs(line)} className="tabular-nums">
                <span className="sr-only">In Logs at </span>
                {clockTime(line.at, timeZone)}
              </TextLink>
              <span className={cx("rounded-xs px-1", style)}>
                <span aria-hidden>{letters}</span>
                <span className="sr-only">{word}</span>
              </span>
              <span className="line-clamp-6 min-w-0 basis-full whitespace-pre-wrap [overflow-wrap:anywhere]">
                {line.body}
              </span>
            </li>
          );
        })}
      </ol>
      {logsTruncated && (
        <p className="text-xs text-fg-muted">
          There are more. <TextLink to={`/logs?${all.toString()}`}>All lines of the trace</TextLink>
        </p>
      )}
    </>
  );
}
