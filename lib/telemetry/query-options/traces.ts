import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { fetchView, searchOf } from "@/lib/core/fetch-view";

import type {
  MapRange,
  ServiceMap,
  SpanDetail,
  TraceHistogram,
  TraceLines,
  TraceOutline,
  TraceRange,
  TracesView,
} from "../contract";

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
