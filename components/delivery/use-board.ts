"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";

import { boardQuery } from "@/lib/delivery/query-options";

/** The board, page by page, for a search; the rows of the last search stay until the new ones are there. */
export function useBoard(search: string) {
  const board = useInfiniteQuery({ ...boardQuery(search), placeholderData: keepPreviousData });
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage, isPlaceholderData, error } = board;
  const pages = useMemo(() => data?.pages ?? [], [data]);
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  return {
    environments: pages[0]?.environments ?? [],
    pages,
    hasMore: hasNextPage,
    loadingMore: isFetchingNextPage,
    loadMore,
    searching: isPlaceholderData,
    loading: data === undefined && !error,
    error: data === undefined ? error : null,
    retry: () => void board.refetch(),
  };
}
