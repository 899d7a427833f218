import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { fetchView, searchOf } from "@/lib/core/fetch-view";

import type { LogLine, LogSummary, LogsView, SummarizeLogs } from "../contract";

const logTopic = (serviceId: string | undefined) => (serviceId ? `logs:${serviceId}` : "logs");
const logSearch = (filter: SummarizeLogs) => searchOf({ ...filter });

/** Lines as they were when somebody asked, and older ones page by page: nothing moves under their eyes. */
export const logsQuery = (filter: SummarizeLogs) =>
  infiniteQueryOptions({
    queryKey: ["logs-as-asked", filter],
    queryFn: ({ pageParam, signal }) =>
      fetchView<LogsView>(`/api/v1/logs${searchOf({ ...filter, cursor: pageParam })}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** How many, over time. Read again with what else is measured of a service, which is every ten seconds at most. */
export const logSummaryQuery = (serviceId: string | undefined, filter: SummarizeLogs) =>
  queryOptions({
    queryKey: [serviceId ? `telemetry:${serviceId}` : "logs-as-asked", "log-summary", filter],
    queryFn: ({ signal }) => fetchView<LogSummary>(`/api/v1/logs/summary${logSearch(filter)}`, signal),
    placeholderData: keepPreviousData,
  });

export type FreshLines = {
  items: LogLine[];
  /** There were more new lines at once than are brought: some of them are only in the search. */
  hasGap: boolean;
};

/**
 * The lines that came since `sinceMs`, newest first, read again with each signal. A line may come a little after a later
 * one, from another service or with its own clock, so each read begins a moment before the newest known.
 */
export const freshLogsQuery = (serviceId: string | undefined, filter: SummarizeLogs, sinceMs: number) => {
  const queryKey = [logTopic(serviceId), "fresh-logs", filter, sinceMs];
  return queryOptions({
    queryKey,
    queryFn: async ({ client, signal }): Promise<FreshLines> => {
      const known = client.getQueryData<FreshLines>(queryKey) ?? { items: [], hasGap: false };
      // A service whose clock is ahead must not hide the lines that others write until then.
      const newest = known.items.map(({ at }) => Date.parse(at)).find((atMs) => atMs <= Date.now());
      const from = new Date(newest === undefined ? sinceMs : Math.max(sinceMs, newest - OVERLAP_MS));
      const search = searchOf({ ...filter, range: undefined, from: from.toISOString(), limit: MOST_AT_ONCE });
      const { items, nextCursor } = await fetchView<LogsView>(`/api/v1/logs${search}`, signal);
      const ids = new Set(known.items.map(({ id }) => id));
      const news = items.filter(({ id }) => !ids.has(id));
      const all = [...news, ...known.items].toSorted((a, b) =>
        a.at === b.at ? Number(b.id) - Number(a.id) : a.at < b.at ? 1 : -1,
      );
      return {
        items: all.slice(0, MOST_FRESH),
        hasGap: known.hasGap || (nextCursor !== null && news.length === items.length),
      };
    },
  });
};

const OVERLAP_MS = 5_000;
const MOST_AT_ONCE = 500;
/** Whoever follows for hours keeps the newest ones. */
const MOST_FRESH = 5_000;
