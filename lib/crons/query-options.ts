import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { fetchView, searchOf } from "@/lib/core/fetch-view";

import type { MonitorsView, MonitorView, RunsView } from "./contract";

// Keys start with the topic that makes them stale, as `topics` of the contract has it.

export type MonitorFilter = { environment?: string; status?: string };

export const monitorsQuery = (serviceId: string, filter: MonitorFilter = {}, limit = 50) =>
  infiniteQueryOptions({
    queryKey: [`cron-monitors:${serviceId}`, filter, limit],
    queryFn: ({ pageParam, signal }) =>
      fetchView<MonitorsView>(
        `/api/v1/services/${serviceId}/monitors${searchOf({ ...filter, cursor: pageParam, limit })}`,
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.nextCursor,
  });

export const monitorQuery = (serviceId: string, monitorId: string) =>
  queryOptions({
    queryKey: [`cron-monitors:${serviceId}`, monitorId],
    queryFn: ({ signal }) =>
      fetchView<MonitorView>(`/api/v1/services/${serviceId}/monitors/${monitorId}`, signal),
  });

export const runsQuery = (serviceId: string, monitorId: string, limit = 50) =>
  infiniteQueryOptions({
    queryKey: [`cron-monitors:${serviceId}`, monitorId, "runs", limit],
    queryFn: ({ pageParam, signal }) =>
      fetchView<RunsView>(
        `/api/v1/services/${serviceId}/monitors/${monitorId}/runs${searchOf({ cursor: pageParam, limit })}`,
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.nextCursor,
  });
