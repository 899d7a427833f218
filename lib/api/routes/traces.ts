import "server-only";
import {
  getServiceMap,
  getSpan,
  getTrace,
  getTraceHistogram,
  getTraceOutline,
  listTraceLines,
  listTraces,
} from "@/lib/telemetry";
import {
  ListTraces,
  ReadServiceMap,
  ReadTrace,
  ReadTraceHistogram,
  ServiceMap,
  SpanDetail,
  TraceHistogram,
  TraceLines,
  TraceOutline,
  TracesView,
  TraceView,
} from "@/lib/telemetry/contract";

import { defineRoute } from "../define-route";

const tag = "Telemetry";

export const traceRoutes = [
  defineRoute("GET /traces", {
    id: "listTraces",
    tag,
    permission: "read",
    summary: "Traces by service, environment, release, operation, duration, status and attributes",
    description:
      "One search takes a second and a half at most: `searchedBackTo` says how far it came, and `nextCursor` goes on from there. With `order=slowest` each page has the slowest of what it looked at.",
    query: ListTraces,
    status: 200,
    response: TracesView,
    run: (ctx, { query }) => listTraces(ctx, query),
  }),
  defineRoute("GET /trace-histogram", {
    id: "getTraceHistogram",
    tag,
    permission: "read",
    summary: "How many spans a search of traces finds over time",
    query: ReadTraceHistogram,
    status: 200,
    response: TraceHistogram,
    run: (ctx, { query }) => getTraceHistogram(ctx, query),
  }),
  defineRoute("GET /traces/{traceId}", {
    id: "getTrace",
    tag,
    permission: "read",
    summary: "All spans of a trace, of whatever service",
    query: ReadTrace,
    status: 200,
    response: TraceView,
    run: (ctx, { params, query }) => getTrace(ctx, params.traceId, query),
  }),
  defineRoute("GET /traces/{traceId}/outline", {
    id: "getTraceOutline",
    tag,
    permission: "read",
    summary: "A trace as a waterfall shows it: without attributes, events and links",
    query: ReadTrace,
    status: 200,
    response: TraceOutline,
    run: (ctx, { params, query }) => getTraceOutline(ctx, params.traceId, query),
  }),
  defineRoute("GET /traces/{traceId}/spans/{spanId}", {
    id: "getSpan",
    tag,
    permission: "read",
    summary: "One span with its resource, its deployment and the lines that were written within it",
    query: ReadTrace,
    status: 200,
    response: SpanDetail,
    run: (ctx, { params, query }) => getSpan(ctx, params.traceId, params.spanId, query),
  }),
  defineRoute("GET /traces/{traceId}/logs", {
    id: "listTraceLogs",
    tag,
    permission: "read",
    summary: "What was written to logs within a trace: the worst of it where there is much",
    status: 200,
    response: TraceLines,
    run: (ctx, { params }) => listTraceLines(ctx, params.traceId),
  }),
  defineRoute("GET /service-map", {
    id: "getServiceMap",
    tag,
    permission: "read",
    summary: "Who asks whom in one environment: how often, how well and how fast",
    query: ReadServiceMap,
    status: 200,
    response: ServiceMap,
    run: (ctx, { query }) => getServiceMap(ctx, query),
  }),
];
