"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type CSSProperties, type ReactNode } from "react";

import { Skeleton } from "@/components/ui/skeleton";

type VirtualTableProps<Item extends { id: string }> = {
  label: string;
  /** The names of the columns; the first one names the rows and stays in sight. */
  head: readonly string[];
  items: readonly Item[];
  /** How high a row is on a wide screen, before it is measured. */
  rowHeightPx: number;
  /** The least width of a column but the first. */
  columnWidthRem: number;
  hasMore: boolean;
  loadingMore: boolean;
  onEnd: () => void;
  /** The cells of a row: the first a `NameCell`, then a `PlaceCell` per column. */
  renderRow: (item: Item) => ReactNode;
};

const NAME_WIDTH_REM = 13;
const OVERSCAN = 12;
/** Enough rows for the first paint of any screen; the browser then measures. */
const FIRST_PAINT_PX = 900;

const ROW_STYLE =
  "group relative scroll-mt-10 border-b last:border-b-0 hover:bg-surface-2 has-[[data-list-link]:focus-visible]:bg-surface-2 " +
  "max-sm:flex max-sm:flex-col max-sm:gap-1.5 max-sm:px-4 max-sm:py-3 sm:grid sm:min-h-11 sm:grid-cols-(--columns)";

/**
 * A table that holds thousands of rows and draws the ones in sight. Its head and first column stay; on a phone each
 * row becomes a card. Rows keep their natural height, so nothing overlaps before the browser has measured.
 */
export function VirtualTable<Item extends { id: string }>(props: VirtualTableProps<Item>) {
  const { label, head, items, rowHeightPx, columnWidthRem, hasMore, loadingMore, onEnd, renderRow } = props;
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- its functions are called in this render only
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    getItemKey: (index) => items[index]?.id ?? index,
    initialRect: { width: 0, height: FIRST_PAINT_PX },
    overscan: OVERSCAN,
  });
  const rows = virtual.getVirtualItems();
  const [first, last] = [rows[0], rows.at(-1)];
  const atEnd = hasMore && !loadingMore && (last?.index ?? 0) >= items.length - OVERSCAN;

  // The scroll position is the outside system.
  useEffect(() => {
    if (atEnd) onEnd();
  }, [atEnd, onEnd]);

  const widths: CSSProperties & Record<`--${string}`, string> = {
    "--columns": `minmax(${NAME_WIDTH_REM}rem, 1.3fr) repeat(${head.length - 1}, minmax(${columnWidthRem}rem, 1fr))`,
    "--least": `${NAME_WIDTH_REM + (head.length - 1) * columnWidthRem}rem`,
  };
  return (
    <section
      ref={scroller}
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to scroll by keyboard too
      tabIndex={0}
      style={widths}
      className="max-h-[max(20rem,calc(100dvh-var(--bar-height)-var(--bottom-bar-height)-11rem))] overflow-auto overscroll-contain rounded-lg border bg-surface focus-visible:outline-offset-[-2px]"
    >
      <table
        aria-label={label}
        aria-rowcount={hasMore ? -1 : items.length + 1}
        className="block text-left sm:min-w-(--least)"
      >
        <thead className="sticky top-0 z-20 block max-sm:sr-only">
          <tr aria-rowindex={1} className="border-b bg-surface sm:grid sm:grid-cols-(--columns)">
            {head.map((name, index) => (
              <th
                key={name}
                scope="col"
                className={`flex h-9 items-center px-3 text-xs font-normal text-fg-muted ${index === 0 ? "sticky left-0 z-1 bg-surface pl-4" : ""}`}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody
          className="block"
          style={{
            paddingTop: first?.start ?? 0,
            paddingBottom: last ? virtual.getTotalSize() - last.end : 0,
          }}
        >
          {rows.map(({ index, key }) => {
            const item = items[index];
            return (
              item && (
                <tr
                  key={key}
                  ref={virtual.measureElement}
                  data-index={index}
                  data-list-item
                  aria-rowindex={index + 2}
                  className={ROW_STYLE}
                >
                  {renderRow(item)}
                </tr>
              )
            );
          })}
        </tbody>
      </table>
      {loadingMore && (
        <output aria-label="Loading more" className="flex h-11 items-center px-4">
          <Skeleton className="h-3 w-48" />
        </output>
      )}
    </section>
  );
}
