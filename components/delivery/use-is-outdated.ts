"use client";

import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";

/** Whether a signal came that a list which stands still did not follow. A query that is not enabled never says so. */
export function useIsOutdated(queryKey: QueryKey): boolean {
  const queries = useQueryClient();
  const subscribe = useCallback(
    (onChange: () => void) => queries.getQueryCache().subscribe(onChange),
    [queries],
  );
  const isOutdated = () => queries.getQueryState(queryKey)?.isInvalidated ?? false;
  return useSyncExternalStore(subscribe, isOutdated, () => false);
}
