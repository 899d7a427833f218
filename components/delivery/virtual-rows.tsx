"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useState } from "react";

import { ROW_STYLE, type RowsProps } from "./plain-rows";

const OVERSCAN = 12;
const USUAL_ROW_PX = 44;

/** The rows of a `LongTable` that are in sight. They keep their natural height; spacers stand for the others. */
export function VirtualRows({ scroller, ids, renderRow, onEnd }: RowsProps) {
  // The rows that stood here before tell how high one is on this screen, so that nothing moves when we take over.
  const [rowPx] = useState(() => averageHeight(scroller.current) ?? USUAL_ROW_PX);
  // oxlint-disable-next-line react/incompatible-library -- its functions are called in this render only
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    getItemKey: (index) => ids[index] ?? index,
    initialOffset: () => scroller.current?.scrollTop ?? 0,
    overscan: OVERSCAN,
  });
  const rows = virtual.getVirtualItems();
  const [first, last] = [rows[0], rows.at(-1)];
  const nearEnd = (last?.index ?? 0) >= ids.length - OVERSCAN;

  // The scroll position is the outside system.
  useEffect(() => {
    if (nearEnd) onEnd?.();
  }, [nearEnd, onEnd]);

  return (
    <tbody
      className="block"
      style={{
        paddingTop: first?.start ?? 0,
        paddingBottom: last ? virtual.getTotalSize() - last.end : 0,
      }}
    >
      {rows.map(({ index, key }) => (
        <tr
          key={key}
          ref={virtual.measureElement}
          data-index={index}
          data-list-item
          aria-rowindex={index + 2}
          className={ROW_STYLE}
        >
          {renderRow(index)}
        </tr>
      ))}
    </tbody>
  );
}

function averageHeight(scroller: HTMLElement | null): number | undefined {
  const body = scroller?.querySelector("tbody");
  return body?.rows.length ? body.offsetHeight / body.rows.length : undefined;
}
