import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { fetchView, searchOf } from "@/lib/core/fetch-view";

import type { DropsView, ListDrops, OperationsView, RedRange, RedView, ReleaseComparison } from "../contract";

/** The server chooses where nothing is chosen, and says in the view what it chose. */
type Choice = { environment: string | undefined; range: RedRange | undefined };

export const redQuery = (serviceId: string, { environment, range }: Choice) =>
  queryOptions({
    queryKey: [`telemetry:${serviceId}`, "red", environment ?? "", range ?? ""],
    queryFn: ({ signal }) =>
      fetchView<RedView>(`/api/v1/services/${serviceId}/red${searchOf({ environment, range })}`, signal),
    placeholderData: keepPreviousData,
  });

export const operationsQuery = (serviceId: string, { environment, range }: Choice) =>
  queryOptions({
    queryKey: [`telemetry:${serviceId}`, "operations", environment ?? "", range ?? ""],
    queryFn: ({ signal }) =>
      fetchView<OperationsView>(
        `/api/v1/services/${serviceId}/operations${searchOf({ environment, range })}`,
        signal,
      ),
    placeholderData: keepPreviousData,
  });

/** What is not kept of a service, or of any: read again with what else is measured. */
export const dropsQuery = (serviceId: string | undefined, choice: Omit<ListDrops, "service">) =>
  queryOptions({
    queryKey: [serviceId ? `telemetry:${serviceId}` : "telemetry", "drops", choice],
    queryFn: ({ signal }) =>
      fetchView<DropsView>(`/api/v1/drops${searchOf({ ...choice, service: serviceId })}`, signal),
    placeholderData: keepPreviousData,
  });

type ComparisonChoice = {
  /** Numbers of releases. */
  base: number | undefined;
  other: number | undefined;
  align: "moment" | "start" | undefined;
};

export const comparisonQuery = (
  serviceId: string,
  { environment, range, base, other, align }: Choice & ComparisonChoice,
) =>
  queryOptions({
    queryKey: [
      `telemetry:${serviceId}`,
      "comparison",
      environment ?? "",
      range ?? "",
      base ?? 0,
      other ?? 0,
      align ?? "",
    ],
    queryFn: ({ signal }) =>
      fetchView<ReleaseComparison>(
        `/api/v1/services/${serviceId}/red/comparison${searchOf({ environment, range, base, other, align })}`,
        signal,
      ),
    placeholderData: keepPreviousData,
  });
