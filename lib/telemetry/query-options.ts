import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { fetchView, searchOf } from "@/lib/core/fetch-view";

import type {
  Aggregation,
  MetricNamesView,
  MetricSeriesView,
  OperationsView,
  QueryMetric,
  RedRange,
  RedView,
} from "./contract";

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

export const metricNamesQuery = () =>
  queryOptions({
    queryKey: ["telemetry", "metrics"],
    queryFn: ({ signal }) => fetchView<MetricNamesView>("/api/v1/metrics", signal),
  });

type Question = {
  metric: string;
  aggregation: Aggregation | undefined;
  where: string;
  by: string;
  range: keyof typeof RANGE_MS;
};

const HOUR_MS = 3_600_000;
const RANGE_MS = {
  "1h": HOUR_MS,
  "6h": 6 * HOUR_MS,
  "24h": 24 * HOUR_MS,
  "7d": 168 * HOUR_MS,
  "30d": 720 * HOUR_MS,
};

/** A question that ends now, as the API reads it. */
export const questionOf = (
  { range, ...question }: Question,
  now = new Date(),
): QueryMetric & { from: string } => ({
  ...question,
  from: new Date(now.getTime() - RANGE_MS[range]).toISOString(),
});

export const metricQuery = (question: Question) =>
  queryOptions({
    queryKey: ["telemetry", "metric", question],
    queryFn: ({ signal }) => {
      const { metric, where, by } = question;
      const { aggregation, from } = questionOf(question);
      return fetchView<MetricSeriesView>(
        `/api/v1/metrics/query${searchOf({ metric, aggregation, where, by, from })}`,
        signal,
      );
    },
    placeholderData: keepPreviousData,
    retry: false,
  });
