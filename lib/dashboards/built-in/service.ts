import type { DashboardDefinition } from "../contract";
import { CHART_ROWS, layOut, STAT_ROWS } from "./lay-out";

/** One service, release by release: what is asked of it, and what its processes use. */
export const service: DashboardDefinition = {
  format: 1,
  name: "Service",
  description: "One service by release: requests, errors, durations, and what its processes use.",
  range: "6h",
  variables: [
    { name: "service", value: "" },
    { name: "environment", value: "" },
    { name: "region", value: "" },
    { name: "release", value: "" },
  ],
  panels: layOut('service="$service", environment="$environment", region="$region", release="$release"', [
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
          id: "p95-now",
          kind: "stat",
          title: "p95 of durations",
          width: 3,
          query: { metric: "gateway.duration", aggregation: "p95" },
        },
        {
          id: "restarts-now",
          kind: "stat",
          title: "Restarts",
          width: 3,
          query: { metric: "instance.restarts", aggregation: "increase" },
        },
      ],
    },
    {
      height: CHART_ROWS,
      panels: [
        {
          id: "requests-by-release",
          kind: "time_series",
          title: "Requests per second by release",
          width: 6,
          query: { metric: "gateway.requests", aggregation: "rate", by: "release" },
        },
        {
          id: "errors-by-release",
          kind: "time_series",
          title: "Errors per second by release",
          width: 6,
          query: { metric: "gateway.errors", aggregation: "rate", by: "release" },
        },
      ],
    },
    {
      height: CHART_ROWS,
      panels: (["p50", "p95", "p99"] as const).map((aggregation) => ({
        id: aggregation,
        kind: "time_series" as const,
        title: `${aggregation} of durations by release`,
        width: 4,
        query: { metric: "gateway.duration", aggregation, by: "release" },
      })),
    },
    {
      height: CHART_ROWS,
      panels: [
        {
          id: "durations",
          kind: "heat_map",
          title: "Durations of all requests",
          width: 6,
          query: { metric: "gateway.duration" },
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
    {
      height: CHART_ROWS,
      panels: [
        {
          id: "cpu",
          kind: "time_series",
          title: "CPU of an instance by release",
          width: 4,
          query: { metric: "instance.cpu", aggregation: "avg", by: "release" },
        },
        {
          id: "memory",
          kind: "time_series",
          title: "Memory of the largest instance by release",
          width: 4,
          query: { metric: "instance.memory", aggregation: "max", by: "release" },
        },
        {
          id: "restarts",
          kind: "time_series",
          title: "Restarts by release",
          width: 4,
          query: { metric: "instance.restarts", aggregation: "increase", by: "release" },
        },
      ],
    },
    {
      height: CHART_ROWS,
      panels: [
        {
          id: "slowest-routes",
          kind: "table",
          title: "p95 of durations by route",
          width: 6,
          query: { metric: "gateway.duration", aggregation: "p95", by: "method,route" },
        },
        {
          id: "failing-routes",
          kind: "table",
          title: "Errors by route and release",
          width: 6,
          query: { metric: "gateway.errors", aggregation: "increase", by: "method,route,release" },
        },
      ],
    },
  ]),
};
