"use client";

import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";

import { boardQuery, type BoardFilter } from "@/lib/delivery/query-options";

import { LIVE_PAGES, livePages } from "./live-pages";
import { useIsOutdated } from "./use-is-outdated";

/** The board under a filter, page by page; the rows of the last filter stay until the new ones are there. */
export function useBoard(filter: BoardFilter) {
  const queries = useQueryClient();
  const query = boardQuery(filter);
  const board = useInfiniteQuery({ ...query, ...livePages, placeholderData: keepPreviousData });
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage, isPlaceholderData, error } = board;
  const isOutdated = useIsOutdated(query.queryKey);
  const services = useMemo(() => withoutRepeats(data?.pages.flatMap((page) => page.services.items)), [data]);
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);

  const showNewest = () => {
    // One page is read again and not all that were; its rows stay until then.
    queries.setQueryData(query.queryKey, (all) => all && firstOf(all));
    void board.refetch();
  };
  const first = data?.pages[0];
  return {
    environments: first?.environments ?? [],
    summary: first?.summary ?? null,
    services,
    hasMore: hasNextPage,
    loadingMore: isFetchingNextPage,
    loadMore,
    /** Something changed that a list of this length does not follow by itself. */
    standsStill: (data?.pages.length ?? 0) > LIVE_PAGES && isOutdated,
    showNewest,
    searching: isPlaceholderData,
    loading: data === undefined && !error,
    error: data === undefined ? error : null,
    retry: () => void board.refetch(),
  };
}

const firstOf = <Page, Param>({ pages, pageParams }: { pages: Page[]; pageParams: Param[] }) => ({
  pages: pages.slice(0, 1),
  pageParams: pageParams.slice(0, 1),
});

/** A service that became less urgent between two pages is on both of them. */
const withoutRepeats = <Item extends { id: string }>(items: Item[] = []): Item[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];
