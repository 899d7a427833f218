"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef, useState } from "react";

import { usePreferences } from "@/components/preferences/preferences-provider";
import { clockTime } from "@/components/time/format-instant";
import type { LogLine } from "@/lib/telemetry/contract";

import { LogRow } from "./log-row";

const ROW_PX = 25;
const OVERSCAN = 20;

type LogRowsProps = {
  lines: readonly LogLine[];
  /** The line that the URL points at. */
  marked: string | null;
  showsService: boolean;
  /** Whether the newest line is in sight. */
  onTop: (isAtTop: boolean) => void;
  onEnd: () => void;
  /** What stands below the last line. */
  end: ReactNode;
};

/** Any number of lines, of which those in sight are in the page. */
export function LogRows({ lines, marked, showsService, onTop, onEnd, end }: LogRowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(marked ? [marked] : []));
  const { timeZone } = usePreferences();
  const day = new Intl.DateTimeFormat("en-GB", { timeZone, month: "short", day: "2-digit" });
  // oxlint-disable-next-line react/incompatible-library -- its functions are called in this render only
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => lines[index]?.id ?? index,
    overscan: OVERSCAN,
  });
  const rows = virtual.getVirtualItems();
  const nearEnd = lines.length > 0 && (rows.at(-1)?.index ?? 0) >= lines.length - OVERSCAN;
  const markedIndex = marked ? lines.findIndex(({ id }) => id === marked) : -1;

  // The scroll position is the outside system.
  useEffect(() => {
    if (nearEnd) onEnd();
  }, [nearEnd, onEnd]);
  useEffect(() => {
    if (markedIndex > 0) virtual.scrollToIndex(markedIndex, { align: "center" });
  }, [markedIndex, virtual]);

  const toggle = (id: string) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  return (
    <div
      ref={scroller}
      role="log"
      aria-label="Lines"
      aria-live="off"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget }) => onTop(currentTarget.scrollTop < ROW_PX)}
      className="h-[65vh] min-h-80 overflow-auto rounded-lg border bg-surface"
    >
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        <div
          className="absolute inset-x-0 top-0"
          style={{ transform: `translateY(${rows[0]?.start ?? 0}px)` }}
        >
          {rows.map(({ index, key }) => {
            const line = lines[index];
            return (
              line && (
                <div key={key} ref={virtual.measureElement} data-index={index}>
                  <LogRow
                    line={line}
                    day={day.format(Date.parse(line.at))}
                    time={clockTime(line.at, timeZone)}
                    isOpen={open.has(line.id)}
                    isMarked={line.id === marked}
                    showsService={showsService}
                    onToggle={() => toggle(line.id)}
                  />
                </div>
              )
            );
          })}
        </div>
      </div>
      {end}
    </div>
  );
}
