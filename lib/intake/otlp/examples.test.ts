import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { decodeLogs, decodeTraces } from "./decode";
import { decodeMetrics } from "./decode-metrics";

/*
 * Bodies of the shapes that opentelemetry-proto gives as its examples (examples/{trace,metrics,logs,events}.json of
 * Apache-2.0), written anew with values of our own: ids in capitals, and 64 bits as numbers in some and as text in others.
 */

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const resource = { attributes: [text("service.name", "tide-tables")] };
const scope = { name: "almanac", version: "1.0.0", attributes: [text("moon", "full")] };
const bytes = (body: object) => Buffer.from(JSON.stringify(body));
const AT = "1795463760300000000";

describe("what the specification shows", () => {
  it("a trace", () => {
    const span = {
      traceId: "7C9E66F79803810300D269B633813FC6",
      spanId: "AAE19B7EC3C1B174",
      parentSpanId: "AAE19B7EC3C1B173",
      name: "A span of a server",
      startTimeUnixNano: AT,
      endTimeUnixNano: "1795463761300000000",
      kind: 2,
      attributes: [text("berth", "7")],
    };
    const body = { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [span] }] }] };
    expect(decodeTraces(bytes(body), "json")).toEqual({
      refused: 0,
      groups: [
        {
          resource: { attributes: { "service.name": "tide-tables" } },
          items: [
            {
              traceId: "7c9e66f79803810300d269b633813fc6",
              spanId: "aae19b7ec3c1b174",
              parentSpanId: "aae19b7ec3c1b173",
              name: "A span of a server",
              kind: "server",
              status: "unset",
              startNs: 1795463760300000000n,
              durationNs: 1_000_000_000n,
              attributes: { berth: "7", "otel.scope.name": "almanac" },
              events: [],
              links: [],
            },
          ],
        },
      ],
    });
  });

  it("a counter, a gauge, and histograms of both kinds", () => {
    const at = { startTimeUnixNano: AT, timeUnixNano: AT, attributes: [text("berth", "7")] };
    const metrics = [
      {
        name: "tides",
        unit: "1",
        description: "Counts",
        sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints: [{ ...at, asDouble: 5 }] },
      },
      { name: "depth", unit: "m", gauge: { dataPoints: [{ ...at, asInt: "10" }] } },
      {
        name: "wait",
        unit: "s",
        histogram: {
          aggregationTemporality: 1,
          dataPoints: [
            { ...at, count: "2", sum: 2, bucketCounts: [1, "1"], explicitBounds: [1], min: 0, max: 2 },
          ],
        },
      },
      {
        name: "swell",
        unit: "m",
        exponentialHistogram: {
          aggregationTemporality: 1,
          dataPoints: [
            {
              ...at,
              count: 3,
              sum: 10,
              scale: 0,
              zeroCount: 1,
              positive: { offset: 1, bucketCounts: [0, 2] },
              min: 0,
              max: 5,
              zeroThreshold: 0,
            },
          ],
        },
      },
    ];
    const { groups, refused } = decodeMetrics(
      bytes({ resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics }] }] }),
      "json",
    );
    const attributes = { berth: "7" };
    expect(refused).toBe(0);
    expect(groups[0]?.items).toMatchObject([
      { name: "tides", type: "counter", temporality: "delta", points: [{ value: 5, attributes }] },
      { name: "depth", type: "level", unit: "m", points: [{ value: 10, attributes }] },
      { name: "wait", points: [{ count: 2, sum: 2, buckets: { bounds: [1], counts: [1, 1] } }] },
      { name: "swell", points: [{ buckets: { scale: 0, zeroCount: 1, offset: 1, counts: [0, 2] } }] },
    ]);
  });

  it("a line with attributes of every kind, and an event", () => {
    const nested = (name: string, value: object) => ({ key: name, value });
    const line = {
      timeUnixNano: Number(AT),
      observedTimeUnixNano: Number(AT),
      severityText: "Information",
      traceId: "7C9E66F79803810300D269B633813FC6",
      spanId: "AAE19B7EC3C1B174",
      body: { stringValue: "Ebb" },
      attributes: [
        text("text", "a"),
        nested("truth", { boolValue: true }),
        nested("whole", { intValue: "10" }),
        nested("fraction", { doubleValue: 637.704 }),
        nested("list", { arrayValue: { values: [{ stringValue: "a" }, { stringValue: "b" }] } }),
        nested("map", { kvlistValue: { values: [text("key", "value")] } }),
      ],
    };
    const event = {
      timeUnixNano: AT,
      severityNumber: 9,
      eventName: "harbour.page_view",
      body: {
        kvlistValue: { values: [nested("type", { intValue: "0" }), text("url", "https://example.com/")] },
      },
    };
    const { groups } = decodeLogs(
      bytes({ resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: [line, event] }] }] }),
      "json",
    );
    expect(groups[0]?.items).toMatchObject([
      {
        atMs: 1795463760300,
        severity: 9,
        body: "Ebb",
        traceId: "7c9e66f79803810300d269b633813fc6",
        attributes: {
          text: "a",
          truth: true,
          whole: 10,
          fraction: 637.704,
          list: ["a", "b"],
          map: { key: "value" },
        },
      },
      {
        severity: 9,
        body: '{"type":0,"url":"https://example.com/"}',
        attributes: { "event.name": "harbour.page_view" },
      },
    ]);
  });
});

describe("what the SDK of JavaScript sent as protobuf", () => {
  const recorded = (name: string) => readFileSync(new URL(`../testing/otel-js/${name}.bin`, import.meta.url));

  it("spans, each of a server in the one of its client", () => {
    const { groups, refused } = decodeTraces(recorded("spans"), "protobuf");
    const [group] = groups;
    const spans = group?.items ?? [];
    expect([groups.length, refused, spans.length]).toEqual([1, 0, 12]);
    expect(Object.keys(group?.resource.attributes ?? {}).length).toBe(16);
    for (const server of spans.filter(({ kind }) => kind === "server")) {
      const client = spans.find(({ spanId }) => spanId === server.parentSpanId);
      expect(client).toMatchObject({ kind: "client", traceId: server.traceId, status: server.status });
    }
    expect(spans.filter(({ status }) => status === "error").length).toBe(4);
    expect(spans[0]).toEqual({
      traceId: "b7247211754ea5d3ca0f4610b4068c16",
      spanId: "81c36fff66be74a6",
      parentSpanId: "943b6a832bd96592",
      name: "GET",
      kind: "server",
      status: "unset",
      startNs: 1795463777350000000n,
      durationNs: 2_202_124n,
      attributes: {
        "http.request.method": "GET",
        "url.scheme": "http",
        "server.address": "127.0.0.1",
        "network.peer.address": "::ffff:127.0.0.1",
        "network.peer.port": 35994,
        "network.protocol.version": "1.1",
        "url.path": "/ok/1",
        "client.address": "::ffff:127.0.0.1",
        "server.port": 4810,
        "http.response.status_code": 200,
        "otel.scope.name": "@opentelemetry/instrumentation-http",
      },
      events: [],
      links: [],
    });
  });

  it("metrics", () => {
    const { groups, refused } = decodeMetrics(recorded("metrics"), "protobuf");
    const [group] = groups;
    expect(refused).toBe(0);
    expect(group?.items.map(({ name, type }) => [name, type])).toContainEqual([
      "nodejs.eventloop.time",
      "counter",
    ]);
    expect(group?.items[0]).toMatchObject({
      name: "http.server.request.duration",
      unit: "s",
      temporality: "cumulative",
      points: [
        {
          startNs: 1795463774098000000n,
          atNs: 1795463776619000000n,
          count: 4,
          sum: 0.005163424000000001,
          min: 0.000449787,
          buckets: {
            bounds: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
            counts: [4, ...Array.from({ length: 14 }, () => 0)],
          },
        },
        { attributes: { "error.type": "500" }, count: 2 },
      ],
    });
  });
});
