import "server-only";
import { getMetric, getRed, listOperations } from "@/lib/telemetry";
import {
  ListOperations,
  MetricView,
  OperationsView,
  ReadMetric,
  ReadRed,
  RedView,
} from "@/lib/telemetry/contract";

import { defineRoute } from "../define-route";

const tag = "Telemetry";

export const telemetryRoutes = [
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
];
