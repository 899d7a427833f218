/** What the intake decodes, whatever protocol it came by, and what is kept of it. */

/** A value of an attribute as JSON has it; numbers beyond 2^53 and bytes are text. */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };
export type Attributes = Record<string, AttributeValue>;

/** In the order of their numbers in OTLP; 0 is unspecified and taken as internal. */
export const SPAN_KINDS = ["internal", "server", "client", "producer", "consumer"] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];
export const kindNumber = (kind: SpanKind): number => SPAN_KINDS.indexOf(kind) + 1;
export const kindOfNumber = (number: number): SpanKind => SPAN_KINDS[number - 1] ?? "internal";

/** By their numbers in OTLP. */
export const SPAN_STATUSES = ["unset", "ok", "error"] as const;
type SpanStatus = (typeof SPAN_STATUSES)[number];

type SpanEvent = { name: string; atNs: bigint; attributes: Attributes };
type SpanLink = { traceId: string; spanId: string; attributes: Attributes };

export type SpanRecord = {
  /** 32 hexadecimal digits in lower case, never all zero. */
  traceId: string;
  /** 16 hexadecimal digits in lower case, never all zero. */
  spanId: string;
  parentSpanId: string | null;
  name: string;
  kind: SpanKind;
  status: SpanStatus;
  statusMessage?: string | undefined;
  /** Nanoseconds since 1970. */
  startNs: bigint;
  durationNs: bigint;
  attributes: Attributes;
  events: readonly SpanEvent[];
  links: readonly SpanLink[];
};

/** By their number in the table of lines. */
export const LOG_ORIGINS = ["stdout", "stderr", "otlp", "sentry", "system"] as const;
type LogOrigin = (typeof LOG_ORIGINS)[number];

export type LogRecord = {
  atMs: number;
  /** 1 to 24 as in OpenTelemetry (9 info, 13 warn, 17 error, 21 fatal); 0 when it does not say. */
  severity: number;
  origin: LogOrigin;
  body: string;
  attributes: Attributes;
  traceId: string | null;
  spanId: string | null;
};

/** What a process says of itself once for all that it sends. */
export type ResourceRecord = {
  attributes: Attributes;
  /** The release as it names it: the id, a version, or a commit of this service. */
  release?: string | undefined;
  /** The key of the region it runs in, when it says so. */
  region?: string | undefined;
};

/** Whom a key lets speak: everything that comes with it belongs there. */
export type IntakePlace = { keyId: string; serviceId: string; environmentId: string };

export type SpanBatch = { place: IntakePlace; resource: ResourceRecord; spans: readonly SpanRecord[] };
export type LogBatch = { place: IntakePlace; resource: ResourceRecord; logs: readonly LogRecord[] };
