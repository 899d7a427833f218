import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { fetchView, searchOf } from "@/lib/core/fetch-view";

import type { OperationsView, RedRange, RedView } from "./contract";

// Keys start with the topic that makes them stale, as `topics` of the contract has it.

type Choice = { environment: string | undefined; range: RedRange };

export const redQuery = (serviceId: string, { environment, range }: Choice) =>
  queryOptions({
    queryKey: [`telemetry:${serviceId}`, "red", environment ?? "", range],
    queryFn: ({ signal }) =>
      fetchView<RedView>(`/api/v1/services/${serviceId}/red${searchOf({ environment, range })}`, signal),
    placeholderData: keepPreviousData,
  });

export const operationsQuery = (serviceId: string, { environment, range }: Choice) =>
  queryOptions({
    queryKey: [`telemetry:${serviceId}`, "operations", environment ?? "", range],
    queryFn: ({ signal }) =>
      fetchView<OperationsView>(
        `/api/v1/services/${serviceId}/operations${searchOf({ environment, range })}`,
        signal,
      ),
    placeholderData: keepPreviousData,
  });
