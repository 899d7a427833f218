"use client";

import { useCallback, type ReactNode, type RefObject } from "react";

export type RowsProps = {
  /** What scrolls. */
  scroller: RefObject<HTMLElement | null>;
  /** One per row, in order. */
  ids: readonly string[];
  renderRow: (index: number) => ReactNode;
  /** Called when the end comes near; absent when there is no more. */
  onEnd: (() => void) | undefined;
};

/** How far below the edge the end counts as near. */
const NEAR_PX = 600;

export const ROW_STYLE =
  "group relative scroll-mt-10 border-b last:border-b-0 hover:bg-surface-2 has-[[data-list-link]:focus-visible]:bg-surface-2 " +
  "max-sm:flex max-sm:flex-col max-sm:gap-1.5 max-sm:px-4 max-sm:py-3 sm:grid sm:min-h-11 sm:grid-cols-(--columns)";

/** Every row of a `LongTable` that is not very long. */
export function PlainRows({ scroller, ids, renderRow, onEnd }: RowsProps) {
  // The scroll position is the outside system; the last row stands for the end.
  const watchEnd = useCallback(
    (lastRow: HTMLTableRowElement) => {
      if (!onEnd) return;
      const watcher = new IntersectionObserver(
        ([entry]) => {
          if (entry?.isIntersecting) onEnd();
        },
        { root: scroller.current, rootMargin: `${NEAR_PX}px` },
      );
      watcher.observe(lastRow);
      return () => watcher.disconnect();
    },
    [scroller, onEnd],
  );

  return (
    <tbody className="block">
      {ids.map((id, index) => (
        <tr
          key={id}
          ref={index === ids.length - 1 ? watchEnd : undefined}
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
