import type { Attributes, AttributeValue, LogRecord } from "../contract";
import { parseLogfmt } from "./parse-logfmt";
import { severityInText, severityOf } from "./severity";
import { believable, instantInText, instantOf } from "./time-in-line";

export type Recognised = Pick<LogRecord, "atMs" | "severity" | "body" | "attributes" | "traceId" | "spanId">;

/**
 * What a line that a process printed says: its level, message, fields, time, and the trace that it belongs to. A line on
 * stderr is no error for that: many programs write all of their log there.
 */
export function recogniseLine(text: string, readAtMs: number): Recognised {
  const json = parseJson(text);
  if (json) return fromFields(json.fields, text, readAtMs, json.prefix);
  const logfmt = parseLogfmt(text);
  if (logfmt) return fromFields(logfmt, text, readAtMs, "");
  return {
    atMs: believable(instantInText(text), readAtMs) ?? readAtMs,
    severity: severityInText(text),
    body: text,
    attributes: {},
    ...traceInText(text),
  };
}

const LEVELS = [
  "level",
  "severity",
  "lvl",
  "log.level",
  "levelname",
  "loglevel",
  "@level",
  "severityText",
  "severity_text",
];
const MESSAGES = ["msg", "message", "@message", "event", "body", "short_message", "@m", "text"];
const TIMES = ["time", "ts", "timestamp", "@timestamp", "t", "datetime", "date", "@t", "asctime"];
const TRACES = ["trace_id", "traceId", "traceid", "trace.id", "otelTraceID", "dd.trace_id", "TraceId"];
const SPANS = ["span_id", "spanId", "spanid", "span.id", "otelSpanID", "SpanId"];

function fromFields(
  given: Record<string, unknown>,
  text: string,
  readAtMs: number,
  prefix: string,
): Recognised {
  const fields = nested(given);
  const taken = new Set<string>();
  const take = <T>(names: readonly string[], read: (value: unknown) => T | undefined): T | undefined => {
    for (const name of names) {
      if (!Object.hasOwn(fields, name)) continue;
      const value = read(fields[name]);
      if (value === undefined) continue;
      taken.add(name);
      return value;
    }
    return undefined;
  };
  const severity = take(LEVELS, (value) => severityOf(value) || undefined);
  const message = take(MESSAGES, (value) => (typeof value === "string" && value !== "" ? value : undefined));
  const atMs = take(TIMES, (value) => believable(instantOf(value), readAtMs));
  const traceId = take(TRACES, (value) => hexId(value, 32));
  const spanId = take(SPANS, (value) => hexId(value, 16));
  const parent = take(["traceparent"], (value) =>
    typeof value === "string" ? traceparent(value) : undefined,
  );
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(fields))
    if (!taken.has(name)) attributes[nameOf(name)] = storable(value, 0);
  const error = errorIn(fields);
  return {
    atMs: atMs ?? readAtMs,
    severity: severity ?? (error ? 17 : prefix ? severityInText(prefix) : 0),
    body: plain(message ? [prefix, message].filter(Boolean).join(" ") : (error ?? text)),
    attributes,
    traceId: traceId ?? parent?.traceId ?? null,
    spanId: spanId ?? parent?.spanId ?? null,
  };
}

/** An object that is the whole line, or its end: "2026-11-28T10:00:00Z INFO handler done {"ms": 3}" of zap. */
function parseJson(text: string): { fields: Record<string, unknown>; prefix: string } | undefined {
  if (!text.endsWith("}")) return undefined;
  const start = text.startsWith("{") ? 0 : text.indexOf("\t{");
  if (start === -1) return undefined;
  try {
    const fields: unknown = JSON.parse(text.slice(start));
    if (!isObject(fields)) return undefined;
    return { fields, prefix: text.slice(0, start).trim() };
  } catch {
    return undefined;
  }
}

/** Fields that frameworks nest: `log.level` and `trace.id` of ECS, `error.message`. One level is enough for what is read. */
function nested(fields: Record<string, unknown>): Record<string, unknown> {
  const flat = { ...fields };
  for (const group of ["log", "trace", "span"]) {
    const inner = fields[group];
    if (!isObject(inner)) continue;
    delete flat[group];
    for (const [name, value] of Object.entries(inner)) flat[`${group}.${name}`] = value;
  }
  return flat;
}

/** What Pino and Bunyan write of an error, when there is no message beside it. */
function errorIn(fields: Record<string, unknown>): string | undefined {
  for (const name of ["err", "error", "exception"]) {
    const error = fields[name];
    if (isObject(error) && typeof error["message"] === "string") return error["message"];
  }
  return undefined;
}

function traceInText(text: string): Pick<Recognised, "traceId" | "spanId"> {
  const traceId = /\btrace_?id[=:"\s]+([0-9a-f]{32})\b/i.exec(text)?.[1]?.toLowerCase();
  const spanId = /\bspan_?id[=:"\s]+([0-9a-f]{16})\b/i.exec(text)?.[1]?.toLowerCase();
  const parent = traceId ? undefined : traceparent(text);
  return { traceId: traceId ?? parent?.traceId ?? null, spanId: spanId ?? parent?.spanId ?? null };
}

function traceparent(text: string): { traceId: string; spanId: string } | undefined {
  const [, traceId, spanId] = /\b00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}\b/.exec(text) ?? [];
  return traceId && spanId && !isZero(traceId) ? { traceId, spanId } : undefined;
}

function hexId(value: unknown, digits: number): string | undefined {
  if (typeof value !== "string") return undefined;
  const id = value.replaceAll("-", "").toLowerCase();
  return id.length === digits && /^[0-9a-f]+$/.test(id) && !isZero(id) ? id : undefined;
}

const isZero = (id: string) => /^0+$/.test(id);

/** What a program put into a field as the database can keep it: no zero characters, and no depth without an end. */
function storable(value: unknown, depth: number): AttributeValue {
  if (typeof value === "string") return value.replaceAll("\0", "").slice(0, LONGEST_VALUE).toWellFormed();
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value;
  if (depth >= DEEPEST) return JSON.stringify(value)?.slice(0, LONGEST_VALUE).toWellFormed() ?? null;
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((item) => storable(item, depth + 1));
  if (!isObject(value)) return null;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST_ITEMS)
      .map(([name, inner]) => [nameOf(name), storable(inner, depth + 1)]),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A database refuses the zero character and half of a surrogate pair. */
const plain = (text: string): string => text.replaceAll("\0", "").toWellFormed();
const nameOf = (text: string): string => plain(text.slice(0, LONGEST_NAME));

const LONGEST_NAME = 200;
const LONGEST_VALUE = 8_192;
const MOST_ITEMS = 100;
const DEEPEST = 4;
