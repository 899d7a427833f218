"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState, type ReactNode } from "react";

const ROW_PX = 41;

type VirtualRowsProps<Item> = {
  rows: readonly Item[];
  /** Draws one row of the table, keyed. */
  render: (item: Item) => ReactNode;
  columnCount: number;
};

/** The rows of a long table that are in sight; the page scrolls, and two empty rows stand in for the rest. */
export function VirtualRows<Item>({ rows, render, columnCount }: VirtualRowsProps<Item>) {
  const anchor = useRef<HTMLTableRowElement>(null);
  const [offsetPx, setOffsetPx] = useState(0);

  // Where the table begins on the page is known to the browser only.
  useLayoutEffect(() => {
    if (anchor.current) setOffsetPx(anchor.current.getBoundingClientRect().top + window.scrollY);
  }, []);

  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_PX,
    overscan: 20,
    scrollMargin: offsetPx,
  });
  const shown = virtual.getVirtualItems();
  const beforePx = (shown[0]?.start ?? offsetPx) - offsetPx;
  const afterPx = virtual.getTotalSize() - ((shown.at(-1)?.end ?? offsetPx) - offsetPx);
  return (
    <>
      <tr ref={anchor} aria-hidden>
        <td colSpan={columnCount} style={{ height: Math.max(0, beforePx) }} className="p-0" />
      </tr>
      {shown.map(({ index }) => {
        const row = rows[index];
        return row === undefined ? null : render(row);
      })}
      <tr aria-hidden>
        <td colSpan={columnCount} style={{ height: Math.max(0, afterPx) }} className="p-0" />
      </tr>
    </>
  );
}
