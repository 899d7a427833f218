import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { fetchView, searchOf } from "@/lib/core/fetch-view";

import type {
  Aggregation,
  DropsView,
  ListDrops,
  MapRange,
  LogLine,
  LogSummary,
  LogsView,
  MetricDistributionView,
  MetricNamesView,
  MetricSeriesView,
  OperationsView,
  QueryMetric,
  RedRange,
  RedView,
  ReleaseComparison,
  ServiceMap,
  SourceValuesView,
  SpanDetail,
  SummarizeLogs,
  TraceHistogram,
  TraceLines,
  TraceOutline,
  TraceRange,
  TracesView,
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
      range,
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

/** What a search of traces looks for, as the API takes it. */
export type TraceSelection = {
  service?: string | undefined;
  environment?: string | undefined;
  release?: string | undefined;
  operation?: string | undefined;
  status?: "ok" | "error" | undefined;
  minMs?: number | undefined;
  maxMs?: number | undefined;
  where?: string | undefined;
  range: TraceRange;
};

// A search is a question of one moment: it is asked again when somebody asks, not with every span that arrives.
export const tracesQuery = (selection: TraceSelection, order: "newest" | "slowest") =>
  infiniteQueryOptions({
    queryKey: ["traces", "list", selection, order],
    queryFn: ({ pageParam, signal }) =>
      fetchView<TracesView>(`/api/v1/traces${searchOf({ ...selection, order, cursor: pageParam })}`, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.nextCursor,
    staleTime: 30_000,
  });

export const traceHistogramQuery = (selection: TraceSelection) =>
  queryOptions({
    queryKey: ["traces", "histogram", selection],
    queryFn: ({ signal }) =>
      fetchView<TraceHistogram>(`/api/v1/trace-histogram${searchOf(selection)}`, signal),
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });

export const traceOutlineQuery = (traceId: string, at: string | undefined) =>
  queryOptions({
    queryKey: ["trace", traceId, "outline"],
    queryFn: ({ signal }) =>
      fetchView<TraceOutline>(`/api/v1/traces/${traceId}/outline${searchOf({ at })}`, signal),
    staleTime: 60_000,
  });

export const spanQuery = (traceId: string, spanId: string, at: string | undefined) =>
  queryOptions({
    queryKey: ["trace", traceId, "span", spanId],
    queryFn: ({ signal }) =>
      fetchView<SpanDetail>(`/api/v1/traces/${traceId}/spans/${spanId}${searchOf({ at })}`, signal),
    staleTime: 60_000,
  });

export const traceLinesQuery = (traceId: string) =>
  queryOptions({
    queryKey: ["trace", traceId, "lines"],
    queryFn: ({ signal }) => fetchView<TraceLines>(`/api/v1/traces/${traceId}/logs`, signal),
    staleTime: 60_000,
  });

export const serviceMapQuery = (choice: { environment: string | undefined; range: MapRange }) =>
  queryOptions({
    queryKey: ["service-map", choice],
    queryFn: ({ signal }) => fetchView<ServiceMap>(`/api/v1/service-map${searchOf(choice)}`, signal),
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });
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
