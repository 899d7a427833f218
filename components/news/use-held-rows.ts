import { useLayoutEffect, useState, type RefObject } from "react";

import { holdRows } from "./hold-rows";
import { isReading } from "./is-reading";

/**
 * The rows of a live list, newest first, which stand still while somebody reads them.
 * @param live the same array as long as nothing changed.
 */
export function useHeldRows<Row extends { id: string }>(
  live: readonly Row[],
  list: RefObject<HTMLElement | null>,
) {
  const [shown, setShown] = useState(live);
  const { rows, newCount, moves } = holdRows(shown, live);
  const show = () => setShown(live);

  // Where the pointer, the focus and the page are, only the browser knows; asked before it paints.
  useLayoutEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- one more render, only after a change
    if (!moves || !isReading(list.current)) setShown(live);
  }, [live, moves, list]);

  return { rows, newCount, moves, show };
}
