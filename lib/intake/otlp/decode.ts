import type {
  Attributes,
  AttributeValue,
  LogRecord,
  ResourceRecord,
  SpanRecord,
} from "@/lib/telemetry/contract";
import { kindOfNumber, SPAN_STATUSES } from "@/lib/telemetry/contract";

import { type LOG, LOGS, type Message, type Read, type SPAN, TRACES } from "./messages";
import { readJson } from "./read-json";
import { readProtobuf } from "./read-protobuf";

export type Encoding = "protobuf" | "json";

/** Items by the resource that they came with, and how many were refused because they cannot be what they say. */
export type Decoded<Item> = { groups: { resource: ResourceRecord; items: Item[] }[]; refused: number };

const read = <M extends Message>(body: Buffer, encoding: Encoding, message: M): Read<M> =>
  encoding === "json" ? readJson(body, message) : readProtobuf(body, message);

/** Throws Undecodable. */
export function decodeTraces(body: Buffer, encoding: Encoding): Decoded<SpanRecord> {
  const { resourceSpans = [] } = read(body, encoding, TRACES);
  let refused = 0;
  const groups = resourceSpans.map(({ resource, scopeSpans = [] }) => ({
    resource: resourceOf(resource?.attributes),
    items: scopeSpans.flatMap(({ scope, spans = [] }) =>
      spans.flatMap((span) => {
        const record = spanOf(span, scope?.name);
        if (record === undefined) refused += 1;
        return record ?? [];
      }),
    ),
  }));
  return { groups, refused };
}

/** Throws Undecodable. */
export function decodeLogs(body: Buffer, encoding: Encoding, nowMs = Date.now()): Decoded<LogRecord> {
  const { resourceLogs = [] } = read(body, encoding, LOGS);
  const groups = resourceLogs.map(({ resource, scopeLogs = [] }) => ({
    resource: resourceOf(resource?.attributes),
    items: scopeLogs.flatMap(({ scope, logRecords = [] }) =>
      logRecords.map((line) => lineOf(line, scope?.name, nowMs)),
    ),
  }));
  return { groups, refused: 0 };
}

/** What decides about release and region is what Slipway gives to its processes; others say it in the usual ways. */
export function resourceOf(attributes: Attributes = {}): ResourceRecord {
  const text = (key: string) => {
    const value = attributes[key];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  return {
    attributes,
    release: text("slipway.release.id") ?? text("service.version") ?? text("vcs.ref.head.revision"),
    region: text("slipway.region"),
  };
}

const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;
const SPAN_ID = /^(?!0{16})[0-9a-f]{16}$/;

function spanOf(span: Read<typeof SPAN>, scope: string | undefined): SpanRecord | undefined {
  const { traceId = "", spanId = "", parentSpanId = "", startTimeUnixNano = 0n, endTimeUnixNano = 0n } = span;
  if (!TRACE_ID.test(traceId) || !SPAN_ID.test(spanId)) return undefined;
  const { events = [], links = [], status } = span;
  return {
    traceId,
    spanId,
    parentSpanId: SPAN_ID.test(parentSpanId) ? parentSpanId : null,
    name: span.name ?? "",
    kind: kindOfNumber(span.kind ?? 0),
    status: SPAN_STATUSES[status?.code ?? 0] ?? "unset",
    statusMessage: status?.message || undefined,
    startNs: startTimeUnixNano,
    durationNs: endTimeUnixNano > startTimeUnixNano ? endTimeUnixNano - startTimeUnixNano : 0n,
    attributes: withScope(span.attributes, scope),
    events: events.map(({ name = "", timeUnixNano = 0n, attributes = {} }) => ({
      name,
      atNs: timeUnixNano,
      attributes,
    })),
    links: links.flatMap(({ traceId: trace = "", spanId: other = "", attributes = {} }) =>
      TRACE_ID.test(trace) && SPAN_ID.test(other) ? [{ traceId: trace, spanId: other, attributes }] : [],
    ),
  };
}

/** As the specification has it for formats without scopes. */
function withScope(attributes: Attributes = {}, scope: string | undefined): Attributes {
  if (scope) attributes["otel.scope.name"] ??= scope;
  return attributes;
}

function lineOf(line: Read<typeof LOG>, scope: string | undefined, nowMs: number): LogRecord {
  const { traceId = "", spanId = "", timeUnixNano = 0n, observedTimeUnixNano = 0n } = line;
  const atNs = timeUnixNano || observedTimeUnixNano;
  const attributes = withScope(line.attributes, scope);
  if (line.eventName) attributes["event.name"] ??= line.eventName;
  return {
    atMs: atNs === 0n ? nowMs : Number(atNs / 1_000n) / 1_000,
    severity: line.severityNumber || severityOf(line.severityText ?? ""),
    origin: "otlp",
    body: textOf(line.body ?? null),
    attributes,
    traceId: TRACE_ID.test(traceId) ? traceId : null,
    spanId: SPAN_ID.test(spanId) ? spanId : null,
  };
}

const textOf = (body: AttributeValue): string =>
  body === null ? "" : typeof body === "string" ? body : JSON.stringify(body);

const SEVERITIES: Record<string, number> = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 };

/** For senders that only write the word: `WARNING`, `Error`, `critical`. */
function severityOf(word: string): number {
  const lower = word.toLowerCase();
  const name = Object.keys(SEVERITIES).find((one) => lower.startsWith(one));
  if (name) return SEVERITIES[name] ?? 0;
  return lower.startsWith("crit") ? 21 : lower.startsWith("notice") ? 10 : 0;
}
