import type { Attributes, AttributeValue, LogRecord, SpanKind, SpanRecord } from "@/lib/telemetry/contract";

import {
  hexOf,
  instantOf,
  isRecord,
  type Json,
  listOf,
  numberOf,
  recordOf,
  storable,
  textOf,
} from "./lenient";

/** What a release called itself, beside the record: whoever stores it looks the release up. */
export type Sent<T> = { release: string | null; record: T };

const MOST_ATTRIBUTES = 128;
const MOST_SPANS = 1_000;
const MOST_LINKS = 64;
const MOST_ATTRIBUTE_CHARS = 8_192;
const MOST_DEPTH = 4;

/** Items of span v2, as SDKs send them by default since 11: `{version: 2, items: […]}`. */
export const readSpanItems = (payload: unknown, clock: Clock): Sent<SpanRecord>[] =>
  itemsOf(payload)
    .slice(0, MOST_SPANS)
    .flatMap((item) => {
      const attributes = attributesOf(item["attributes"]);
      const span = spanOf(
        {
          traceId: item["trace_id"],
          spanId: item["span_id"],
          parentSpanId: item["parent_span_id"],
          name: item["name"],
          operation: attributes["sentry.op"],
          isOk: item["status"] === "ok",
          isError: item["status"] === "error",
          start: item["start_timestamp"],
          end: item["end_timestamp"],
          attributes,
          links: item["links"],
        },
        clock,
      );
      return span ? [{ release: textOf(attributes["sentry.release"], 250), record: span }] : [];
    });

/** A transaction is a span of its own, from `contexts.trace`, and the spans in it. */
export function readTransaction(event: Json, clock: Clock): Sent<SpanRecord>[] {
  const trace = recordOf(recordOf(event["contexts"])["trace"]);
  const release = textOf(event["release"], 250);
  const root = spanOf(
    {
      traceId: trace["trace_id"],
      spanId: trace["span_id"],
      parentSpanId: trace["parent_span_id"],
      name: event["transaction"],
      operation: trace["op"],
      ...statusOf(trace["status"]),
      start: event["start_timestamp"],
      end: event["timestamp"],
      attributes: { ...plainAttributes(trace["data"]), ...plainAttributes(event["tags"]) },
    },
    clock,
  );
  const inner = listOf(event["spans"])
    .filter(isRecord)
    .slice(0, MOST_SPANS)
    .flatMap(
      (span) =>
        spanOf(
          {
            traceId: span["trace_id"] ?? trace["trace_id"],
            spanId: span["span_id"],
            parentSpanId: span["parent_span_id"],
            name: span["description"] ?? span["op"],
            operation: span["op"],
            ...statusOf(span["status"]),
            start: span["start_timestamp"],
            end: span["timestamp"],
            attributes: plainAttributes(span["data"]),
          },
          clock,
        ) ?? [],
    );
  return [...(root ? [root] : []), ...inner].map((record) => ({ release, record }));
}

/** `{version: 2, items: [{timestamp, level, body, trace_id, severity_number, attributes}]}` */
export const readLogItems = (payload: unknown, clock: Clock): Sent<LogRecord>[] =>
  itemsOf(payload).flatMap((item) => {
    const body = textOf(item["body"], 64 * 1_024);
    if (body === null) return [];
    const attributes = attributesOf(item["attributes"]);
    const record: LogRecord = {
      atMs: clock(instantOf(item["timestamp"])),
      severity: severityOf(item["severity_number"], item["level"]),
      body,
      attributes,
      traceId: hexOf(item["trace_id"], 32),
      spanId: hexOf(item["span_id"] ?? attributes["sentry.trace.parent_span_id"], 16),
      origin: "sentry",
    };
    return [{ release: textOf(attributes["sentry.release"], 250), record }];
  });

export type Clock = (atMs: number | null) => number;

export const itemsOf = (payload: unknown): Json[] => listOf(recordOf(payload)["items"]).filter(isRecord);

/** `{name: {type, value, unit?}}` as plain values. */
export const attributesOf = (value: unknown): Attributes =>
  plainAttributes(
    Object.fromEntries(
      Object.entries(recordOf(value)).map(([name, given]) => [name, recordOf(given)["value"]]),
    ),
  );

const plainAttributes = (value: unknown): Attributes =>
  Object.fromEntries(
    Object.entries(recordOf(value))
      .filter(([, given]) => given !== null && given !== undefined)
      .slice(0, MOST_ATTRIBUTES)
      .map(([name, given]) => [storable(name, 200), attributeOf(given, 0)]),
  );

function attributeOf(value: unknown, depth: number): AttributeValue {
  if (typeof value === "string") return storable(value, MOST_ATTRIBUTE_CHARS);
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (depth === MOST_DEPTH) return null;
  if (Array.isArray(value))
    return value.slice(0, MOST_ATTRIBUTES).map((entry) => attributeOf(entry, depth + 1));
  if (!isRecord(value)) return null;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST_ATTRIBUTES)
      .map(([name, given]) => [storable(name, 200), attributeOf(given, depth + 1)]),
  );
}

type Given = {
  traceId: unknown;
  spanId: unknown;
  parentSpanId: unknown;
  name: unknown;
  operation: unknown;
  isOk: boolean;
  isError: boolean;
  start: unknown;
  end: unknown;
  attributes: Attributes;
  links?: unknown;
};

function spanOf(given: Given, clock: Clock): SpanRecord | undefined {
  const [traceId, spanId] = [hexOf(given.traceId, 32), hexOf(given.spanId, 16)];
  const [startMs, endMs] = [instantOf(given.start), instantOf(given.end)];
  if (!traceId || !spanId || startMs === null || endMs === null) return undefined;
  const operation = textOf(given.operation, 100);
  const attributes =
    operation !== null && given.attributes["sentry.op"] === undefined
      ? { ...given.attributes, "sentry.op": operation }
      : given.attributes;
  return {
    traceId,
    spanId,
    parentSpanId: hexOf(given.parentSpanId, 16),
    name: textOf(given.name, 500) ?? operation ?? "unnamed",
    kind: kindOf(operation, attributes["otel.kind"]),
    status: given.isError ? "error" : given.isOk ? "ok" : "unset",
    startNs: nanoseconds(clock(startMs)),
    durationNs: nanoseconds(Math.max(0, endMs - startMs)),
    attributes,
    events: [],
    links: linksOf(given.links),
  };
}

const linksOf = (value: unknown): SpanRecord["links"] =>
  listOf(value)
    .filter(isRecord)
    .slice(0, MOST_LINKS)
    .flatMap((link) => {
      const [traceId, spanId] = [hexOf(link["trace_id"], 32), hexOf(link["span_id"], 16)];
      return traceId && spanId ? [{ traceId, spanId, attributes: attributesOf(link["attributes"]) }] : [];
    });

/** A double holds today's milliseconds to a fraction of a microsecond, and no more. */
export const nanoseconds = (ms: number): bigint => BigInt(Math.round(ms * 1_000)) * 1_000n;

/** What Sentry calls its operations: https://develop.sentry.dev/sdk/telemetry/traces/span-operations/ */
function kindOf(operation: string | null, openTelemetryKind: unknown): SpanKind {
  const said = typeof openTelemetryKind === "string" ? openTelemetryKind.toLowerCase() : "";
  if (said === "server" || said === "client" || said === "producer" || said === "consumer") return said;
  if (operation === null) return "internal";
  if (/^(http\.server|rpc\.server|function\.|websocket\.server)/.test(operation)) return "server";
  if (/^(http\.client|rpc|db|cache|grpc\.client|graphql\.client|file\.remote)(\.|$)/.test(operation))
    return "client";
  if (/^queue\.(publish|create|submit)/.test(operation)) return "producer";
  if (/^queue\.(process|receive|task)/.test(operation)) return "consumer";
  return "internal";
}

/** No word for it, `ok` and `unknown` are no errors; a client that left or found nothing is none of the service. */
function statusOf(status: unknown): { isOk: boolean; isError: boolean } {
  const isError =
    typeof status === "string" &&
    /^(internal_error|unknown_error|error|aborted|data_loss|deadline_exceeded|unavailable|unimplemented|resource_exhausted)$/.test(
      status,
    );
  return { isOk: status === "ok", isError };
}

const SEVERITIES = new Map(
  Object.entries({ trace: 1, debug: 5, info: 9, warn: 13, warning: 13, error: 17, fatal: 21 }),
);
function severityOf(number: unknown, level: unknown): number {
  const said = numberOf(number);
  if (said !== null && said >= 1 && said <= 24) return Math.trunc(said);
  return (typeof level === "string" ? SEVERITIES.get(level.toLowerCase()) : undefined) ?? 9;
}
