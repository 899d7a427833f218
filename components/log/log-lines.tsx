"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";

import { usePreferences } from "@/components/preferences/preferences-provider";
import { clockTime } from "@/components/time/format-instant";
import { cx } from "@/components/ui/cx";

import { levelOf, splitAtMatches, type LogLevel, type ShownLine } from "./log-line";

const LINE_PX = 20;
const PADDING_PX = 8;
/** Closer to the end than this counts as at the end: fractions of pixels and one line of slack. */
const NEAR_END_PX = 24;

const LEVELS: Record<LogLevel, string> = {
  error: "text-fail-fg bg-fail-bg",
  warn: "text-warn-fg bg-warn-bg",
  info: "",
  debug: "text-fg-muted",
};

type LogLinesProps = {
  lines: readonly ShownLine[];
  /** The lines without their control sequences. */
  texts: readonly string[];
  label: string;
  search: string;
  /** Index of the match that one is at. */
  current: number | undefined;
  wrap: boolean;
  following: boolean;
  onFollow: ((on: boolean) => void) | undefined;
};

/** Only the lines in sight are in the page. Scrolling up stops following, scrolling to the end starts it again. */
export function LogLines({ lines, texts, label, search, current, wrap, following, onFollow }: LogLinesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const lastAt = useRef({ scrollTop: 0, scrollHeight: 0 });
  const { timeZone } = usePreferences();
  // oxlint-disable-next-line react/incompatible-library -- the compiler is not used here
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    overscan: 20,
    paddingStart: PADDING_PX,
    paddingEnd: PADDING_PX,
  });

  // The scroll position is the outside system.
  useEffect(() => {
    if (following) rows.scrollToIndex(lines.length - 1, { align: "end" });
  }, [following, lines.length, rows]);
  useEffect(() => {
    if (current !== undefined) rows.scrollToIndex(current, { align: "center" });
  }, [current, rows]);
  useEffect(() => rows.measure(), [wrap, rows]);

  const numberWidth = `${String(lines.at(-1)?.line ?? 0).length}ch`;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- scrolling it, by any means, stops following
    <div
      ref={scroller}
      role="log"
      aria-label={label}
      aria-live="off" // a build prints faster than anybody can listen
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        const atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
        // While lines are measured the height changes and the position with it: that is not a person.
        const movedUp = scrollTop < lastAt.current.scrollTop && scrollHeight === lastAt.current.scrollHeight;
        lastAt.current = { scrollTop, scrollHeight };
        if (atEnd && !following) onFollow?.(true);
        if (movedUp && !atEnd && following) onFollow?.(false);
      }}
      onWheel={({ deltaY }) => deltaY < 0 && onFollow?.(false)}
      className="min-h-0 flex-1 overflow-auto text-xs leading-5 font-mono focus-visible:outline-offset-[-2px]"
    >
      <div className="relative w-full" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, key }) => {
          const line = lines[index];
          const text = texts[index] ?? "";
          if (!line) return null;
          return (
            <div
              key={key}
              data-index={index}
              ref={rows.measureElement}
              style={{ transform: `translateY(${start}px)` }}
              className={cx(
                "absolute top-0 left-0 flex gap-3 px-4",
                wrap ? "w-full" : "min-w-full",
                LEVELS[line.stream === "system" ? "info" : levelOf(text)],
                index === current && "ring-1 ring-focus ring-inset",
              )}
            >
              <span className="shrink-0 text-right text-fg-subtle select-none" style={{ width: numberWidth }}>
                {line.line}
              </span>
              <time dateTime={line.at} className="shrink-0 text-fg-subtle select-none max-sm:hidden">
                {clockTime(line.at, timeZone)}
              </time>
              <span
                className={cx(
                  wrap ? "min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]" : "whitespace-pre",
                  line.stream === "system" && "font-medium text-accent-text",
                )}
              >
                {line.stream === "stderr" && <span className="sr-only">error output: </span>}
                <Marked text={text} search={search} />
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Marked({ text, search }: { text: string; search: string }) {
  if (!search) return text || "\u00a0";
  return splitAtMatches(text, search).map((piece, index) =>
    index % 2 === 1 ? (
      <mark key={index} className="rounded-[2px] bg-warn text-bg">
        {piece}
      </mark>
    ) : (
      piece
    ),
  );
}
