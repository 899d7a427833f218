"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState, type ReactNode, type Ref } from "react";

const ROW_PX = 41;

/** What tells the table how high a row has become. */
export type MeasuredRow = { ref: Ref<HTMLTableRowElement>; "data-index": number };

type VirtualRowsProps = {
  count: number;
  /** Draws one row of the table, keyed, and spreads `measured` on it: on a phone rows differ in height. */
  render: (index: number, measured: MeasuredRow) => ReactNode;
  columnCount: number;
};

/** The rows of a long table that are in sight; the page scrolls, and two empty rows stand in for the rest. */
export function VirtualRows({ count, render, columnCount }: VirtualRowsProps) {
  const anchor = useRef<HTMLTableRowElement>(null);
  const [offsetPx, setOffsetPx] = useState(0);

  // Where the table begins on the page is known to the browser only.
  useLayoutEffect(() => {
    if (anchor.current) setOffsetPx(anchor.current.getBoundingClientRect().top + window.scrollY);
  }, []);

  // oxlint-disable-next-line react/incompatible-library -- its result stays inside this component
  const virtual = useWindowVirtualizer({
    count,
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
        {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- an empty stretch of the table, hidden from readers */}
        <td colSpan={columnCount} style={{ height: Math.max(0, beforePx) }} className="p-0" />
      </tr>
      {shown.map(({ index }) => render(index, { ref: virtual.measureElement, "data-index": index }))}
      <tr aria-hidden>
        {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- an empty stretch of the table, hidden from readers */}
        <td colSpan={columnCount} style={{ height: Math.max(0, afterPx) }} className="p-0" />
      </tr>
    </>
  );
}
