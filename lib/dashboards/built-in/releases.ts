import type { DashboardDefinition } from "../contract";
import { CHART_ROWS, layOut } from "./lay-out";

/** Releases of a service beside each other: choose two or three of them under `release`. */
export const releases: DashboardDefinition = {
  format: 1,
  name: "Releases compared",
  description: "Releases of a service beside each other. Choose the service, and which of its releases.",
  range: "24h",
  variables: [
    { name: "service", value: "" },
    { name: "environment", value: "" },
    { name: "release", value: "" },
  ],
  panels: layOut('service="$service", environment="$environment", release="$release"', [
    {
      height: CHART_ROWS,
      panels: [
        {
          id: "requests-in-all",
          kind: "bar",
          title: "Requests",
          width: 4,
          query: { metric: "gateway.requests", aggregation: "increase", by: "release" },
        },
        {
          id: "errors-in-all",
          kind: "bar",
          title: "Errors",
          width: 4,
          query: { metric: "gateway.errors", aggregation: "increase", by: "release" },
        },
        {
          id: "mean-duration",
          kind: "bar",
          title: "Mean duration",
          width: 4,
          query: { metric: "gateway.duration", aggregation: "avg", by: "release" },
        },
      ],
    },
    {
      height: CHART_ROWS,
      panels: [
        {
          id: "requests",
          kind: "time_series",
          title: "Requests per second",
          width: 6,
          query: { metric: "gateway.requests", aggregation: "rate", by: "release" },
        },
        {
          id: "errors",
          kind: "time_series",
          title: "Errors per second",
          width: 6,
          query: { metric: "gateway.errors", aggregation: "rate", by: "release" },
        },
      ],
    },
    {
      height: CHART_ROWS,
      panels: [
        {
          id: "p50",
          kind: "time_series",
          title: "p50 of durations",
          width: 6,
          query: { metric: "gateway.duration", aggregation: "p50", by: "release" },
        },
        {
          id: "p95",
          kind: "time_series",
          title: "p95 of durations",
          width: 6,
          query: { metric: "gateway.duration", aggregation: "p95", by: "release" },
        },
      ],
    },
    {
      height: CHART_ROWS,
      panels: [
        {
          id: "distribution",
          kind: "histogram",
          title: "Durations of all that are chosen",
          width: 6,
          query: { metric: "gateway.duration" },
        },
        {
          id: "routes",
          kind: "table",
          title: "p95 of durations by route and release",
          width: 6,
          query: { metric: "gateway.duration", aggregation: "p95", by: "method,route,release" },
        },
      ],
    },
    {
      height: CHART_ROWS,
      panels: [
        {
          id: "cpu",
          kind: "time_series",
          title: "CPU of an instance",
          width: 6,
          query: { metric: "instance.cpu", aggregation: "avg", by: "release" },
        },
        {
          id: "memory",
          kind: "time_series",
          title: "Memory of the largest instance",
          width: 6,
          query: { metric: "instance.memory", aggregation: "max", by: "release" },
        },
      ],
    },
  ]),
};
