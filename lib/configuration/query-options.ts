import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import type { Page } from "@/lib/core/contract";
import { fetchView, searchOf } from "@/lib/core/fetch-view";

import type { ConfigurationDiff, ConfigurationHistoryEntry, VariableView } from "./contract";

// Keys start with the topic that makes them stale: every change of a service's configuration.

export const variablesQuery = (serviceId: string) =>
  queryOptions({
    queryKey: [`variables:${serviceId}`],
    queryFn: ({ signal }) =>
      fetchView<{ items: VariableView[] }>(`/api/v1/services/${serviceId}/variables`, signal),
  });

export const configurationVersionsQuery = (serviceId: string, environment: string) =>
  infiniteQueryOptions({
    queryKey: [`variables:${serviceId}`, "versions", environment],
    queryFn: ({ pageParam, signal }) =>
      fetchView<Page<ConfigurationHistoryEntry>>(
        `/api/v1/services/${serviceId}/configurations/${environment}/versions${searchOf({ cursor: pageParam, limit: 20 })}`,
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.nextCursor,
  });

export const configurationDiffQuery = (serviceId: string, from: string, to: string) =>
  queryOptions({
    queryKey: [`variables:${serviceId}`, "diff", from, to],
    queryFn: ({ signal }) =>
      fetchView<ConfigurationDiff>(
        `/api/v1/services/${serviceId}/configuration-diff${searchOf({ from, to })}`,
        signal,
      ),
  });
