"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";

import { Minimap } from "./minimap";
import type { Moments } from "./trace-marks";
import { above, visibleRows } from "./trace-rows";
import type { Trace } from "./use-trace";
import { ROW_PX, WaterfallRow } from "./waterfall-row";

type WaterfallProps = {
  trace: Trace;
  moments: Moments;
  chosen: number | undefined;
  onChoose: (index: number) => void;
  showPath: boolean;
  /** Spans that the search within the trace found; undefined when nothing is searched for. */
  found: ReadonlySet<number> | undefined;
};

/** Every span below the one that caused it, as long as it took. Only the rows in sight are drawn. */
export function Waterfall({ trace, moments, chosen, onChoose, showPath, found }: WaterfallProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [collapsed, setCollapsed] = useState<ReadonlySet<number>>(new Set());
  const rows = useMemo(() => visibleRows(trace.tree.roots, collapsed), [trace, collapsed]);
  const rowOf = useMemo(() => new Map(rows.map(({ index }, row) => [index, row])), [rows]);
  // oxlint-disable-next-line react/incompatible-library -- its functions are called in this render only
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (row) => rows[row]?.index ?? row,
    overscan: 12,
  });
  const here = chosen === undefined ? undefined : rowOf.get(chosen);

  const toggle = (index: number, open?: boolean) =>
    setCollapsed((before) => {
      const next = new Set(before);
      if (open ?? before.has(index)) next.delete(index);
      else next.add(index);
      return next;
    });
  // A chosen span below a collapsed one is shown. The scroll position is the outside system.
  useEffect(() => {
    if (chosen === undefined) return;
    const closed = above(trace.tree.nodes, chosen).filter((index) => collapsed.has(index));
    if (closed.length > 0)
      setCollapsed((before) => new Set([...before].filter((index) => !closed.includes(index))));
    else if (here !== undefined) virtual.scrollToIndex(here, { align: "auto" });
    // oxlint-disable-next-line react/exhaustive-deps -- only when another span is chosen, not with every row that opens
  }, [chosen]);

  const move = (event: KeyboardEvent) => {
    const node = here === undefined ? undefined : rows[here];
    const go = (row: number) => {
      const next = rows[Math.max(0, Math.min(rows.length - 1, row))];
      if (next) {
        onChoose(next.index);
        virtual.scrollToIndex(rowOf.get(next.index) ?? 0, { align: "auto" });
      }
    };
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW_PX) - 1);
    const ways: Record<string, () => void> = {
      ArrowDown: () => go((here ?? -1) + 1),
      ArrowUp: () => go((here ?? 1) - 1),
      PageDown: () => go((here ?? 0) + page),
      PageUp: () => go((here ?? 0) - page),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowRight: () => {
        if (!node) return;
        if (collapsed.has(node.index)) toggle(node.index, true);
        else if (node.children.length > 0) go((here ?? 0) + 1);
      },
      ArrowLeft: () => {
        if (!node) return;
        if (node.children.length > 0 && !collapsed.has(node.index)) return toggle(node.index, false);
        const [parent] = above(trace.tree.nodes, node.index);
        if (parent !== undefined) onChoose(parent);
      },
      Enter: () => node && node.children.length > 0 && toggle(node.index),
    };
    const way = ways[event.key];
    if (!way || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    way();
  };

  return (
    <div className="flex min-w-0 flex-col">
      <Minimap trace={trace} rows={rows} onGo={(row) => virtual.scrollToIndex(row, { align: "center" })} />
      <div
        ref={scroller}
        role="treegrid"
        aria-label="Spans"
        aria-rowcount={rows.length}
        aria-activedescendant={here === undefined ? undefined : `span-${chosen}`}
        tabIndex={0}
        onKeyDown={move}
        className="h-[max(18rem,calc(100dvh-22rem))] overflow-auto overscroll-contain focus-visible:outline-offset-[-2px]"
      >
        <div className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index: row, key, start }) => {
            const node = rows[row];
            return (
              node && (
                <WaterfallRow
                  key={key}
                  trace={trace}
                  node={node}
                  moments={moments.ofSpan.get(trace.outline.spans[node.index]?.id ?? "")}
                  row={row}
                  top={start}
                  isChosen={node.index === chosen}
                  isCollapsed={collapsed.has(node.index)}
                  isDim={found !== undefined && !found.has(node.index)}
                  showPath={showPath}
                  onChoose={onChoose}
                  onToggle={toggle}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}
