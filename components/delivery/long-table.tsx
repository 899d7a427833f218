"use client";

import { lazy, Suspense, useRef, type CSSProperties, type ReactNode } from "react";

import { Skeleton } from "@/components/ui/skeleton";

import { PlainRows } from "./plain-rows";

type LongTableProps<Item extends { id: string }> = {
  label: string;
  /** The names of the columns; the first one names the rows and stays in sight. */
  head: readonly string[];
  items: readonly Item[];
  /** The least width of a column but the first. */
  columnWidthRem: number;
  hasMore: boolean;
  loadingMore: boolean;
  onEnd: () => void;
  /** The cells of a row: the first a `NameCell`, then a `PlaceCell` per column. */
  renderRow: (item: Item) => ReactNode;
};

const NAME_WIDTH_REM = 13;
/** Two pages. A longer list only keeps the rows in sight, and the code that does so is fetched for it. */
const DRAWN_IN_FULL = 100;

const VirtualRows = lazy(() => import("./virtual-rows").then((module) => ({ default: module.VirtualRows })));

/**
 * A table for thousands of rows. Its head and first column stay in sight; on a phone each row becomes a card.
 */
export function LongTable<Item extends { id: string }>(props: LongTableProps<Item>) {
  const { label, head, items, columnWidthRem, hasMore, loadingMore, onEnd, renderRow } = props;
  const scroller = useRef<HTMLElement>(null);
  const widths: CSSProperties & Record<`--${string}`, string> = {
    "--columns": `minmax(${NAME_WIDTH_REM}rem, 1.3fr) repeat(${head.length - 1}, minmax(${columnWidthRem}rem, 1fr))`,
    "--least": `${NAME_WIDTH_REM + (head.length - 1) * columnWidthRem}rem`,
  };
  const rows = {
    ids: items.map(({ id }) => id),
    renderRow: (index: number) => {
      const item = items[index];
      return item && renderRow(item);
    },
    onEnd: hasMore && !loadingMore ? onEnd : undefined,
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
        {items.length > DRAWN_IN_FULL ? (
          <Suspense
            fallback={<PlainRows {...rows} scroller={scroller} ids={rows.ids.slice(0, DRAWN_IN_FULL)} />}
          >
            <VirtualRows {...rows} scroller={scroller} />
          </Suspense>
        ) : (
          <PlainRows {...rows} scroller={scroller} />
        )}
      </table>
      {loadingMore && (
        <output aria-label="Loading more" className="flex h-11 items-center px-4">
          <Skeleton className="h-3 w-48" />
        </output>
      )}
    </section>
  );
}
