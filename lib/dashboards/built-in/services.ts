import type { DashboardDefinition } from "../contract";
import { CHART_ROWS, layOut, STAT_ROWS } from "./lay-out";

/** Rate, errors and durations of all services, from what gateways count. */
export const services: DashboardDefinition = {
  format: 1,
  name: "Services",
  description: "Requests, errors and durations of all services, as the gateway counts them.",
  range: "6h",
  variables: [
    { name: "environment", value: "" },
    { name: "region", value: "" },
  ],
  panels: layOut('environment="$environment", region="$region"', [
    {
      height: STAT_ROWS,
      panels: [
        {
          id: "requests",
          kind: "stat",
          title: "Requests per second",
          width: 3,
          query: { metric: "gateway.requests", aggregation: "rate" },
        },
        {
          id: "errors",
          kind: "stat",
          title: "Errors per second",
          width: 3,
          query: { metric: "gateway.errors", aggregation: "rate" },
        },
        {
          id: "p50",
          kind: "stat",
          title: "p50 of durations",
          width: 3,
          query: { metric: "gateway.duration", aggregation: "p50" },
        },
        {
          id: "p95",
          kind: "stat",
          title: "p95 of durations",
          width: 3,
          query: { metric: "gateway.duration", aggregation: "p95" },
        },
      ],
    },
    {
      height: CHART_ROWS,
      panels: [
        {
          id: "requests-by-service",
          kind: "time_series",
          title: "Requests per second by service",
          width: 6,
          query: { metric: "gateway.requests", aggregation: "rate", by: "service" },
        },
        {
          id: "errors-by-service",
          kind: "time_series",
          title: "Errors per second by service",
          width: 6,
          query: { metric: "gateway.errors", aggregation: "rate", by: "service" },
        },
      ],
    },
    {
      height: CHART_ROWS,
      panels: [
        {
          id: "p95-by-service",
          kind: "time_series",
          title: "p95 of durations by service",
          width: 6,
          query: { metric: "gateway.duration", aggregation: "p95", by: "service" },
        },
        {
          id: "durations",
          kind: "heat_map",
          title: "Durations of all requests",
          width: 6,
          query: { metric: "gateway.duration" },
        },
      ],
    },
    {
      height: CHART_ROWS,
      panels: [
        {
          id: "most-errors",
          kind: "table",
          title: "Errors by service and release",
          width: 6,
          query: { metric: "gateway.errors", aggregation: "increase", by: "service,environment,release" },
        },
        {
          id: "statuses",
          kind: "time_series",
          title: "Requests per second by class of status",
          width: 6,
          query: { metric: "gateway.requests", aggregation: "rate", by: "status_class" },
        },
      ],
    },
  ]),
};
