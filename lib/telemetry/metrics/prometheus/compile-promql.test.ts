import { describe, expect, it } from "vitest";

import type { Aggregation } from "../../contract";
import type { Metric, MetricsQuestion } from "../metrics-store";
import { compilePromql } from "./compile-promql";
import { labelName, seriesName } from "./names";
import { explicitUpTo, exponentialUpTo } from "./written-buckets";

const requests: Metric = { name: "gateway.requests", type: "counter", unit: "{request}" };
const duration: Metric = { name: "gateway.duration", type: "histogram", unit: "s" };
const memory: Metric = { name: "instance.memory", type: "level", unit: "By" };
const ask = (metric: Metric, aggregation: Aggregation, more: Partial<MetricsQuestion> = {}) =>
  compilePromql(
    {
      metric,
      aggregation,
      matchers: [],
      by: [],
      from: new Date(0),
      to: new Date(1),
      stepSeconds: 300,
      ...more,
    },
    "promql",
  );

describe("a question in PromQL", () => {
  it.each([
    [requests, "increase", 'sum(increase(gateway_requests_total{job="slipway"}[300001ms]))'],
    [requests, "rate", 'sum(increase(gateway_requests_total{job="slipway"}[300001ms])) / 300'],
    [duration, "increase", 'sum(increase(gateway_duration_seconds_count{job="slipway"}[300001ms]))'],
    [
      duration,
      "p95",
      'histogram_quantile(0.95, sum by (le) (increase(gateway_duration_seconds_bucket{job="slipway"}[300001ms])))',
    ],
    [
      duration,
      "avg",
      'sum(increase(gateway_duration_seconds_sum{job="slipway"}[300001ms])) / sum(increase(gateway_duration_seconds_count{job="slipway"}[300001ms]))',
    ],
    [memory, "avg", 'avg(avg_over_time(instance_memory_bytes{job="slipway"}[299999ms]))'],
    [memory, "sum", 'sum(avg_over_time(instance_memory_bytes{job="slipway"}[299999ms]))'],
    [memory, "min", 'min(min_over_time(instance_memory_bytes{job="slipway"}[299999ms]))'],
    [memory, "max", 'max(max_over_time(instance_memory_bytes{job="slipway"}[299999ms]))'],
  ] as const)("%j, %s", (metric, aggregation, promql) => {
    expect(ask(metric, aggregation)).toBe(promql);
  });

  it("matches and groups by the names that labels have over there, and quotes what is quoted", () => {
    const matchers = [
      { key: "http.route", operator: "=~", value: "/a\\.b.*" },
      { key: "le", operator: "!=", value: 'x"\n' },
    ] as const;
    expect(ask(duration, "p50", { matchers, by: ["service", "k8s.pod"] })).toBe(
      'histogram_quantile(0.5, sum by (le, service, k8s_pod) (increase(gateway_duration_seconds_bucket{job="slipway",http_route=~"/a\\\\.b.*",exported_le!="x\\"\\n"}[300001ms])))',
    );
  });

  it("in MetricsQL the sample before the window is taken anyway", () => {
    const question = { matchers: [], by: [], from: new Date(0), to: new Date(1), stepSeconds: 60 };
    expect(compilePromql({ ...question, metric: requests, aggregation: "increase" }, "metricsql")).toContain(
      "[60000ms]",
    );
  });

  it.each(["a(?=b)", "(?!b)", "(?<=a)b", "(a)\\1", "(?<n>a)\\k<n>"])(
    "%s is refused, for RE2 has it not",
    (value) => {
      const matchers = [{ key: "route", operator: "=~", value }] as const;
      expect(() => ask(requests, "rate", { matchers })).toThrow("does not know this expression");
    },
  );

  it.each(["(?:a|b)", "\\\\1", "a{2}", "\\d+"])("%s is passed on", (value) => {
    expect(ask(requests, "rate", { matchers: [{ key: "route", operator: "=~", value }] })).toContain(
      "route=~",
    );
  });
});

describe("names over there", () => {
  it.each([
    ["http.server.request.duration", "histogram", "s", "http_server_request_duration_seconds"],
    ["orders", "counter", "{order}", "orders_total"],
    ["orders_total", "counter", "", "orders_total"],
    ["cpu_seconds_total", "counter", "s", "cpu_seconds_total"],
    ["instance.cpu", "level", "1", "instance_cpu_ratio"],
    ["2fast-2furious", "level", "", "_2fast_2furious"],
    ["up", "level", "", "up"],
  ] as const)("%s, a %s in %s, is %s", (name, type, unit, expected) => {
    expect(seriesName({ name, type, unit })).toBe(expected);
  });

  it.each([
    ["http.route", "http_route"],
    ["job", "exported_job"],
    ["__name__", "exported___name__"],
    ["0", "_0"],
  ])("the label %s is %s", (key, expected) => {
    expect(labelName(key)).toBe(expected);
  });
});

describe("buckets over there", () => {
  it("of exponential histograms the bounds are always the same, and each count lies below the bound it was below", () => {
    // 0.25 is 2^-2, the end of bucket -17; the one after it begins there.
    const upTo = exponentialUpTo({ indexes: [-17, -16, 900], counts: [3, 2, 1] }, "s");
    const at = (le: string) => upTo.find((one) => one.le === le)?.count;
    expect([at("0.25"), at(String(2 ** -1.5)), at("64"), at("+Inf")]).toEqual([3, 5, 5, 6]);
    expect(exponentialUpTo({ indexes: [], counts: [] }, "s").map(({ le }) => le)).toEqual(
      upTo.map(({ le }) => le),
    );
  });

  it("of explicit ones they are their own", () => {
    expect(explicitUpTo({ indexes: [0, 2], counts: [1, 4] }, [0.1, 0.5])).toEqual([
      { le: "0.1", count: 1 },
      { le: "0.5", count: 1 },
      { le: "+Inf", count: 5 },
    ]);
  });
});
