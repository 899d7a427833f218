import { queryOptions } from "@tanstack/react-query";

import { fetchView } from "@/lib/core/fetch-view";

import type { DashboardListItem, DashboardView } from "./contract";

// Keys start with the topic that makes them stale, as `topics` of the contract has it.

export const dashboardsQuery = () =>
  queryOptions({
    queryKey: ["dashboards", "list"],
    queryFn: ({ signal }) => fetchView<{ items: DashboardListItem[] }>("/api/v1/dashboards", signal),
  });

export const dashboardQuery = (dashboardId: string) =>
  queryOptions({
    queryKey: ["dashboards", "one", dashboardId],
    queryFn: ({ signal }) => fetchView<DashboardView>(`/api/v1/dashboards/${dashboardId}`, signal),
  });
