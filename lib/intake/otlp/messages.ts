import type { Attributes, AttributeValue } from "@/lib/telemetry/contract";

/**
 * The messages of opentelemetry-proto 1.x that we read, as tables of their fields: name in OTLP/JSON, number and type on
 * the wire. One reader for protobuf and one for JSON walk the same tables and answer with the same objects, so whatever
 * is made of them is written once. What is in no table is skipped.
 */
export type Scalar =
  | "text"
  | "texts"
  /** Bytes, written in hexadecimal digits in JSON and here. */
  | "hex"
  /** Nanoseconds since 1970. */
  | "fixed64"
  | "sfixed64"
  | "fixed32"
  | "double"
  | "varint"
  | "zigzag"
  | "flag"
  | "value"
  | "attributes"
  | "doubles"
  | "fixed64s"
  | "varints";
export type Field =
  | readonly [number: number, type: Scalar]
  | readonly [number: number, type: Message, "list" | "one"];
export type Message = { readonly [name: string]: Field };

type ScalarValue = {
  text: string;
  texts: string[];
  hex: string;
  fixed64: bigint;
  sfixed64: bigint;
  fixed32: number;
  double: number;
  varint: number;
  zigzag: number;
  flag: boolean;
  value: AttributeValue;
  attributes: Attributes;
  doubles: number[];
  fixed64s: number[];
  varints: number[];
};
type FieldValue<F extends Field> = F extends readonly [number, infer S extends Scalar]
  ? ScalarValue[S]
  : F extends readonly [number, infer M extends Message, infer Many]
    ? Many extends "list"
      ? Read<M>[]
      : Read<M>
    : never;
/** What a reader answers: fields that were not sent are missing. */
export type Read<M extends Message> = { -readonly [K in keyof M]?: FieldValue<M[K]> };

const resource = { attributes: [1, "attributes"] } as const;
const scope = { name: [1, "text"], version: [2, "text"], attributes: [3, "attributes"] } as const;

export const SPAN = {
  traceId: [1, "hex"],
  spanId: [2, "hex"],
  parentSpanId: [4, "hex"],
  name: [5, "text"],
  kind: [6, "varint"],
  startTimeUnixNano: [7, "fixed64"],
  endTimeUnixNano: [8, "fixed64"],
  attributes: [9, "attributes"],
  events: [11, { timeUnixNano: [1, "fixed64"], name: [2, "text"], attributes: [3, "attributes"] }, "list"],
  links: [13, { traceId: [1, "hex"], spanId: [2, "hex"], attributes: [4, "attributes"] }, "list"],
  status: [15, { message: [2, "text"], code: [3, "varint"] }, "one"],
} as const satisfies Message;

export const TRACES = {
  resourceSpans: [
    1,
    {
      resource: [1, resource, "one"],
      scopeSpans: [2, { scope: [1, scope, "one"], spans: [2, SPAN, "list"] }, "list"],
    },
    "list",
  ],
} as const satisfies Message;

export const LOG = {
  timeUnixNano: [1, "fixed64"],
  severityNumber: [2, "varint"],
  severityText: [3, "text"],
  body: [5, "value"],
  attributes: [6, "attributes"],
  traceId: [9, "hex"],
  spanId: [10, "hex"],
  observedTimeUnixNano: [11, "fixed64"],
  eventName: [12, "text"],
} as const satisfies Message;

export const LOGS = {
  resourceLogs: [
    1,
    {
      resource: [1, resource, "one"],
      scopeLogs: [2, { scope: [1, scope, "one"], logRecords: [2, LOG, "list"] }, "list"],
    },
    "list",
  ],
} as const satisfies Message;

const buckets = { offset: [1, "zigzag"], bucketCounts: [2, "varints"] } as const satisfies Message;
export const NUMBER_POINT = {
  startTimeUnixNano: [2, "fixed64"],
  timeUnixNano: [3, "fixed64"],
  asDouble: [4, "double"],
  asInt: [6, "sfixed64"],
  attributes: [7, "attributes"],
  flags: [8, "varint"],
} as const satisfies Message;
export const HISTOGRAM_POINT = {
  startTimeUnixNano: [2, "fixed64"],
  timeUnixNano: [3, "fixed64"],
  count: [4, "fixed64"],
  sum: [5, "double"],
  bucketCounts: [6, "fixed64s"],
  explicitBounds: [7, "doubles"],
  attributes: [9, "attributes"],
  flags: [10, "varint"],
  min: [11, "double"],
  max: [12, "double"],
} as const satisfies Message;
export const EXPONENTIAL_POINT = {
  attributes: [1, "attributes"],
  startTimeUnixNano: [2, "fixed64"],
  timeUnixNano: [3, "fixed64"],
  count: [4, "fixed64"],
  sum: [5, "double"],
  scale: [6, "zigzag"],
  zeroCount: [7, "fixed64"],
  positive: [8, buckets, "one"],
  negative: [9, buckets, "one"],
  flags: [10, "varint"],
  min: [12, "double"],
  max: [13, "double"],
} as const satisfies Message;

export const METRIC = {
  name: [1, "text"],
  unit: [3, "text"],
  gauge: [5, { dataPoints: [1, NUMBER_POINT, "list"] }, "one"],
  sum: [
    7,
    {
      dataPoints: [1, NUMBER_POINT, "list"],
      aggregationTemporality: [2, "varint"],
      isMonotonic: [3, "flag"],
    },
    "one",
  ],
  histogram: [9, { dataPoints: [1, HISTOGRAM_POINT, "list"], aggregationTemporality: [2, "varint"] }, "one"],
  exponentialHistogram: [
    10,
    { dataPoints: [1, EXPONENTIAL_POINT, "list"], aggregationTemporality: [2, "varint"] },
    "one",
  ],
  summary: [11, { dataPoints: [1, { timeUnixNano: [3, "fixed64"] }, "list"] }, "one"],
} as const satisfies Message;

export const METRICS = {
  resourceMetrics: [
    1,
    {
      resource: [1, resource, "one"],
      scopeMetrics: [2, { scope: [1, scope, "one"], metrics: [2, METRIC, "list"] }, "list"],
    },
    "list",
  ],
} as const satisfies Message;
