import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { fetchView, searchOf } from "@/lib/core/fetch-view";

import type {
  Aggregation,
  MetricDistributionView,
  MetricNamesView,
  MetricSeriesView,
  QueryMetric,
  RedView,
  ScrapesView,
  SourceValuesView,
} from "../contract";
import { RANGE_MS } from "../contract/ranges";

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

/** What a target sees of the processes of a service, with what is asked of each. */
export const PROCESS_METRICS = ["instance.cpu", "instance.memory", "instance.restarts"] as const;
const PROCESS_AGGREGATIONS = {
  "instance.cpu": "avg",
  "instance.memory": "max",
  "instance.restarts": "increase",
} as const;

type ProcessQuestion = {
  environment: string;
  metric: (typeof PROCESS_METRICS)[number];
  /** That of the traffic beside it, step by step. */
  period: Pick<RedView, "from" | "to" | "stepSeconds">;
};

/** By release. Read again with what else is measured of the service. */
export const processMetricQuery = (
  { id, name }: { id: string; name: string },
  { environment, metric, period: { from, to, stepSeconds } }: ProcessQuestion,
) =>
  queryOptions({
    queryKey: [`telemetry:${id}`, "process", metric, environment, from, to],
    queryFn: ({ signal }) => {
      const where = `service="${name}", environment="${environment}"`;
      const aggregation = PROCESS_AGGREGATIONS[metric];
      return fetchView<MetricSeriesView>(
        `/api/v1/metrics/query${searchOf({ metric, aggregation, where, by: "release", from, to, step: stepSeconds })}`,
        signal,
      );
    },
    placeholderData: keepPreviousData,
    retry: false,
  });

/** Heat maps and histograms: the buckets of a metric in each step, of a period that ends now. */
export const distributionQuery = (question: Pick<Question, "metric" | "where" | "range">) =>
  queryOptions({
    queryKey: ["telemetry", "distribution", question],
    queryFn: ({ signal }) => {
      const { metric, where } = question;
      const { from } = questionOf({ ...question, aggregation: undefined, by: "" });
      return fetchView<MetricDistributionView>(
        `/api/v1/metrics/distribution${searchOf({ metric, where, from })}`,
        signal,
      );
    },
    placeholderData: keepPreviousData,
    retry: false,
  });

/** What variables can stand for: all services and environments, and what there is of the chosen ones. */
export const sourceValuesQuery = (chosen: { service: string; environment: string }) =>
  queryOptions({
    queryKey: ["telemetry", "sources", chosen],
    queryFn: ({ signal }) =>
      fetchView<SourceValuesView>(`/api/v1/metrics/sources${searchOf(chosen)}`, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

/** How reading the pages with metrics of a service goes: read again with what else is measured of it. */
export const scrapesQuery = (serviceId: string) =>
  queryOptions({
    queryKey: [`telemetry:${serviceId}`, "scrapes"],
    queryFn: ({ signal }) => fetchView<ScrapesView>(`/api/v1/services/${serviceId}/scrapes`, signal),
  });
