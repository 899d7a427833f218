import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import type { Page } from "@/lib/core/contract";
import { fetchView, searchOf } from "@/lib/core/fetch-view";

import type { CheckRunRow, CheckRunView, ChecksView } from "./contract";

// Keys start with the topic that makes them stale, as `topics` of the contract has it.

export const checksQuery = (serviceId: string) =>
  queryOptions({
    queryKey: [`checks:${serviceId}`, "declared"],
    queryFn: ({ signal }) => fetchView<ChecksView>(`/api/v1/services/${serviceId}/checks`, signal),
  });

export const checkRunsQuery = (serviceId: string, environment?: string) =>
  infiniteQueryOptions({
    queryKey: [`checks:${serviceId}`, "runs", environment ?? ""],
    queryFn: ({ pageParam, signal }) =>
      fetchView<Page<CheckRunRow>>(
        `/api/v1/services/${serviceId}/check-runs${searchOf({ environment, cursor: pageParam, limit: 20 })}`,
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.nextCursor,
  });

export const checkRunQuery = (runId: string) =>
  queryOptions({
    queryKey: [`check-run:${runId}`, "detail"],
    queryFn: ({ signal }) => fetchView<CheckRunView>(`/api/v1/check-runs/${runId}`, signal),
  });

export const deploymentChecksQuery = (deploymentId: string) =>
  queryOptions({
    queryKey: [`deployment:${deploymentId}`, "checks"],
    queryFn: ({ signal }) =>
      fetchView<{ items: CheckRunView[] }>(`/api/v1/deployments/${deploymentId}/checks`, signal),
  });
