import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as JsonTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtoTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, NodeTracerProvider, type SpanExporter } from "@opentelemetry/sdk-trace-node";
import { asc } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";

import { logs, metricMinutes, metricSeries, spans, telemetryDrops, telemetryResources } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { as } from "@/lib/delivery/testing";
import { listIssues } from "@/lib/errors";

import { aRunningIntake, aSender } from "./testing/running-intake";

/* oxlint-disable typescript/no-unsafe-enum-assignment -- the enums are in a package that only the SDK depends on */
/* The SDK of OpenTelemetry itself sends, and the database holds what it was told, to the last attribute. */

const test = await testDatabase();
const intake = await aRunningIntake(test);
let options: (path: string) => { url: string; headers: Record<string, string> };
const resource = resourceFromAttributes({ "service.name": "checkout", "host.name": "berth-7" });
beforeAll(async () => {
  const { key, releaseId } = await aSender(test, "checkout");
  options = (path) => ({ url: `${intake.base}${path}`, headers: { authorization: `Bearer ${key}` } });
  resource.attributes["slipway.release.id"] = releaseId;
});
afterAll(async () => {
  await intake[Symbol.asyncDispose]();
  await test[Symbol.asyncDispose]();
});

const SERVER = 1;
const CLIENT = 2;
const ERROR = 2;
/** Every kind of value that the SDK lets through. */
const ATTRIBUTES = {
  text: "tide ☂",
  empty: "",
  whole: 42,
  negative: -7,
  fraction: 0.25,
  truth: true,
  texts: ["a", "b"],
  numbers: [1, 2.5],
};

/** Two spans, one in the other, of which the inner one failed. Answers with their ids. */
async function trace(exporter: SpanExporter) {
  const provider = new NodeTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(exporter, { maxExportBatchSize: 512 })],
  });
  provider.register();
  const tracer = provider.getTracer("orders", "1.0.0");
  const linked = tracer.startSpan("earlier");
  linked.end();
  const ids = tracer.startActiveSpan(
    "POST /orders",
    {
      kind: SERVER,
      attributes: ATTRIBUTES,
      links: [{ context: linked.spanContext(), attributes: { why: "retry" } }],
    },
    (outer) =>
      tracer.startActiveSpan("charge", { kind: CLIENT }, (inner) => {
        inner.addEvent("sent", { attempt: 2 });
        inner.recordException(new RangeError("card is at sea"));
        inner.setStatus({ code: ERROR, message: "refused" });
        inner.end();
        outer.end();
        return { linked: linked.spanContext(), outer: outer.spanContext(), inner: inner.spanContext() };
      }),
  );
  await provider.forceFlush();
  await provider.shutdown();
  return ids;
}

it.each([
  ["protobuf", ProtoTraceExporter],
  ["JSON", JsonTraceExporter],
] as const)(
  "spans by %s keep parents, status, events, links and attributes of every kind",
  async (_name, Exporter) => {
    const { linked, outer, inner } = await trace(new Exporter(options("/v1/traces")));
    const rows = (await test.db.select().from(spans)).filter(
      ({ traceId }) => traceId.toString("hex") === outer.traceId,
    );
    const server = rows.find(({ spanId }) => spanId.toString("hex") === outer.spanId);
    const client = rows.find(({ spanId }) => spanId.toString("hex") === inner.spanId);
    expect(rows.length).toBe(2);
    expect(server).toMatchObject({
      name: "POST /orders",
      kind: 2,
      status: 0,
      parentId: null,
      attributes: { ...ATTRIBUTES, "otel.scope.name": "orders" },
      links: [{ traceId: linked.traceId, spanId: linked.spanId, attributes: { why: "retry" } }],
    });
    expect(client).toMatchObject({ name: "charge", kind: 3, status: 2, statusMessage: "refused" });
    expect(client?.parentId?.toString("hex")).toBe(outer.spanId);
    expect(client?.events).toMatchObject([
      { name: "sent", attributes: { attempt: 2 } },
      {
        name: "exception",
        attributes: { "exception.type": "RangeError", "exception.message": "card is at sea" },
      },
    ]);
    expect(await test.db.select().from(telemetryResources)).toMatchObject([
      { attributes: { "service.name": "checkout", "host.name": "berth-7" } },
    ]);
    expect((await listIssues(as(test, "viewer"))).items[0]).toMatchObject({
      title: "RangeError: card is at sea",
    });
  },
);

it("counters, levels and histograms of both kinds keep their numbers", async () => {
  const provider = new MeterProvider({
    resource,
    readers: [
      new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter(options("/v1/metrics")),
        exportIntervalMillis: 3_600_000,
      }),
    ],
    views: [{ instrumentName: "fine", aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  });
  const meter = provider.getMeter("orders");
  meter.createCounter("sold", { unit: "{boat}" }).add(3, { harbour: "north" });
  meter.createUpDownCounter("moored").add(-2);
  meter.createGauge("depth", { unit: "m" }).record(1.5);
  const explicit = meter.createHistogram("coarse", {
    unit: "s",
    advice: { explicitBucketBoundaries: [0.1, 1] },
  });
  const exponential = meter.createHistogram("fine", { unit: "s" });
  for (const value of [0.05, 0.5, 0.5, 9]) {
    explicit.record(value);
    exponential.record(value);
  }
  await provider.forceFlush();
  await provider.shutdown();
  const series = await test.db.select().from(metricSeries);
  const minutes = await test.db.select().from(metricMinutes);
  const kept = Object.fromEntries(
    series.map(({ id, name, type, unit, attributes, bounds }) => {
      const { sum, count, last, min, max, buckets } = minutes.find(({ seriesId }) => seriesId === id) ?? {};
      return [name, { type, unit, attributes, bounds, sum, count, last, min, max, buckets }];
    }),
  );
  expect(kept).toMatchObject({
    sold: { type: "counter", unit: "{boat}", attributes: { harbour: "north" }, sum: 3 },
    moored: { type: "level", last: -2 },
    depth: { type: "level", unit: "m", last: 1.5 },
    coarse: { type: "histogram", bounds: [0.1, 1], count: 4, sum: 10.05, buckets: [1, 2, 1] },
    fine: { type: "histogram", bounds: null, count: 4, sum: 10.05 },
  });
  expect(kept.fine?.buckets?.filter((count) => count > 0)).toEqual([1, 2, 1]);
});

it("lines keep their severity, attributes and the span that was under way", async () => {
  const provider = new LoggerProvider({
    resource,
    processors: [new SimpleLogRecordProcessor({ exporter: new OTLPLogExporter(options("/v1/logs")) })],
  });
  const tracing = new NodeTracerProvider({ resource });
  tracing.register();
  const logger = provider.getLogger("orders");
  const context = tracing.getTracer("orders").startActiveSpan("work", (span) => {
    logger.emit({ severityNumber: 13, severityText: "WARN", body: "ebb", attributes: ATTRIBUTES });
    span.end();
    return span.spanContext();
  });
  logger.emit({ severityNumber: 17, body: { code: 5, reasons: ["wind"] } });
  await provider.forceFlush();
  await provider.shutdown();
  await tracing.shutdown();
  const lines = await test.db.select().from(logs).orderBy(asc(logs.severity));
  expect(
    lines.map(({ severity, body, traceId, spanId }) => [
      severity,
      body,
      traceId?.toString("hex"),
      spanId?.toString("hex"),
    ]),
  ).toEqual([
    [13, "ebb", context.traceId, context.spanId],
    [17, '{"code":5,"reasons":["wind"]}', undefined, undefined],
  ]);
  expect(lines[0]?.attributes).toEqual({ ...ATTRIBUTES, "otel.scope.name": "orders" });
  expect(await test.db.$count(telemetryDrops)).toBe(0);
});
