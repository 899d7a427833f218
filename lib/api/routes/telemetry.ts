import "server-only";
import {
  askMetric,
  compareReleases,
  getMetric,
  getRed,
  listMetrics,
  listOperations,
  makeIntakeKey,
} from "@/lib/telemetry";
import {
  CompareReleases,
  IntakeKeyView,
  ListMetrics,
  ListOperations,
  MakeIntakeKey,
  MetricNamesView,
  MetricSeriesView,
  MetricView,
  OperationsView,
  QueryMetric,
  ReadMetric,
  ReadRed,
  RedView,
  ReleaseComparison,
} from "@/lib/telemetry/contract";

import { defineRoute } from "../define-route";

const tag = "Telemetry";

export const telemetryRoutes = [
  defineRoute("POST /services/{id}/keys", {
    id: "makeIntakeKey",
    tag,
    permission: "service.key",
    summary: "What processes of a service need to send traces, logs, metrics and errors",
    description:
      "One key for each service and environment, made when it is first asked for; it can only write. Processes on the local target get all of this by themselves.",
    body: MakeIntakeKey.omit({ serviceId: true }),
    example: { environment: "production" },
    status: 201,
    response: IntakeKeyView,
    // Sealed where it is kept, so not in the clear beside an Idempotency-Key. Whoever asks again without one is told again.
    shownOnce: ["otlpHeaders", "sentryDsn"],
    run: (ctx, { params, body }) => makeIntakeKey(ctx, { ...body, serviceId: params.id }),
  }),
  defineRoute("GET /services/{id}/red", {
    id: "getRed",
    tag,
    permission: "read",
    summary: "Rate, errors and durations of a service in one environment, by release",
    description:
      "Counted by the gateway, without anything to install in the service. Errors are answers from 500 on, and those that the release broke off.",
    query: ReadRed,
    status: 200,
    response: RedView,
    run: (ctx, { params, query }) => getRed(ctx, params.id, query),
  }),
  defineRoute("GET /services/{id}/red/comparison", {
    id: "compareReleases",
    tag,
    permission: "read",
    summary: "Two releases of a service side by side",
    description:
      "At the same moment where both answered at once, else by the time since the first request of each. The figures are over the time that both have.",
    query: CompareReleases,
    status: 200,
    response: ReleaseComparison,
    run: (ctx, { params, query }) => compareReleases(ctx, params.id, query),
  }),
  defineRoute("GET /services/{id}/operations", {
    id: "listOperations",
    tag,
    permission: "read",
    summary: "What is asked of a service, by method and route",
    description: "From six hours on the period begins with a whole hour.",
    query: ListOperations,
    status: 200,
    response: OperationsView,
    run: (ctx, { params, query }) => listOperations(ctx, params.id, query),
  }),
  defineRoute("GET /services/{id}/metrics", {
    id: "getMetric",
    tag,
    permission: "read",
    summary: "One figure over time: a series for each environment and release",
    description:
      "`requests` and `errors` are numbers per step, `duration` is the quantile in milliseconds. Steps without a request have no point.",
    query: ReadMetric,
    status: 200,
    response: MetricView,
    run: (ctx, { params, query }) => getMetric(ctx, params.id, query),
  }),
  defineRoute("GET /metrics", {
    id: "listMetrics",
    tag,
    permission: "read",
    summary: "What is measured, with the keys that one can filter and group by",
    query: ListMetrics,
    status: 200,
    response: MetricNamesView,
    run: (ctx, { query }) => listMetrics(ctx, query),
  }),
  defineRoute("GET /metrics/query", {
    id: "queryMetric",
    tag,
    permission: "read",
    summary: "A metric over time, of all services together or by what they differ in",
    description:
      "The steps are whole: the first one may begin before `from`, and the last one end after `to`. What would read more than two million rows is refused.",
    query: QueryMetric,
    status: 200,
    response: MetricSeriesView,
    run: (ctx, { query }) => askMetric(ctx, query),
  }),
];
