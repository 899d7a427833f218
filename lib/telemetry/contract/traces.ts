import { z } from "zod";

import { OPERATION_KINDS } from "@/db/enums";
import { Cursor, Instant } from "@/lib/core/contract";

import { LOG_LEVELS } from "./log-search";
import { SPAN_KINDS, SPAN_STATUSES } from "./records";
import { parseTraceFilter } from "./trace-filter";
import { Figures } from "./views";

const TRACE_RANGES = ["15m", "1h", "6h", "24h", "7d"] as const;
export type TraceRange = (typeof TRACE_RANGES)[number];

const attributes = z.record(z.string(), z.unknown());
const SpanEventView = z.object({ name: z.string(), time: Instant, attributes });
const SpanLinkView = z.object({ traceId: z.string(), spanId: z.string(), attributes });

const Place = z.object({
  service: z.string(),
  environment: z.string(),
  region: z.string(),
  releaseId: z.string().nullable(),
  releaseNumber: z.number().nullable(),
});

/** What a list or a waterfall shows of a span. */
const SpanOutline = z.object({
  spanId: z.string(),
  parentSpanId: z.string().nullable(),
  name: z.string(),
  kind: z.enum(SPAN_KINDS),
  startTime: Instant.describe("To the microsecond."),
  durationMs: z.number(),
  status: z.enum(SPAN_STATUSES),
});

const TraceSpan = SpanOutline.extend({
  traceId: z.string(),
  statusMessage: z.string().nullable(),
  ...Place.shape,
  attributes,
  events: z.array(SpanEventView),
  links: z.array(SpanLinkView),
});
export type TraceSpan = z.infer<typeof TraceSpan>;

/** Spans of one trace that are read at most. */
export const MOST_SPANS = 20_000;

export const ReadTrace = z.object({
  at: Instant.optional().describe("When the trace was about: found sooner when it is known."),
});
export type ReadTrace = z.input<typeof ReadTrace>;

export const TraceView = z.object({
  spans: z.array(TraceSpan).describe("In the order in which they began."),
  truncated: z.boolean().describe(`Whether there are more than ${MOST_SPANS.toLocaleString("en")}.`),
});
export type TraceView = z.infer<typeof TraceView>;

/** One row per span, without what only the chosen one shows: 10,000 of them are a fifth of what the whole trace is. */
export const TraceOutline = z.object({
  traceId: z.string(),
  truncated: z.boolean(),
  from: Instant.describe("When the first span began."),
  places: z.array(Place),
  names: z.array(z.string()),
  spans: z
    .array(
      z.object({
        id: z.string(),
        parent: z.string().nullable(),
        name: z.number().describe("Index in `names`."),
        place: z.number().describe("Index in `places`."),
        kind: z.enum(SPAN_KINDS),
        status: z.enum(SPAN_STATUSES),
        startUs: z.number().describe("Microseconds after `from`."),
        durationUs: z.number(),
        exceptions: z.number(),
      }),
    )
    .describe("In the order in which they began."),
  weight: z.number().describe("How many traces this one stands for: above 1 where others were not kept."),
  drops: z
    .array(z.object({ service: z.string(), reason: z.string(), items: z.number() }))
    .describe("Spans of these services and hours that were not kept."),
});
export type TraceOutline = z.infer<typeof TraceOutline>;

/** Lines of one trace that are shown at most, and how much of each. */
export const MOST_TRACE_LINES = 500;
export const MOST_TRACE_LINE_CHARACTERS = 500;

const TraceLine = z.object({
  id: z.string(),
  at: Instant.describe("To the microsecond."),
  spanId: z.string().nullable(),
  severity: z.number(),
  level: z.enum(LOG_LEVELS),
  body: z.string().describe(`Its first ${MOST_TRACE_LINE_CHARACTERS} characters.`),
  service: z.string(),
});
export type TraceLine = z.infer<typeof TraceLine>;

export const TraceLines = z.object({
  items: z.array(TraceLine).describe("In the order of time."),
  truncated: z
    .boolean()
    .describe(
      `Whether there are more than ${MOST_TRACE_LINES}: these are then those of the highest levels, and of one level the last.`,
    ),
});
export type TraceLines = z.infer<typeof TraceLines>;

/** Lines that are listed with a span at most. */
export const MOST_SPAN_LINES = 200;

export const SpanDetail = z.object({
  span: TraceSpan,
  resource: attributes,
  deploymentId: z
    .string()
    .nullable()
    .describe("The deployment that had brought this release there when it happened."),
  logs: z
    .array(
      z.object({
        id: z.string(),
        at: Instant,
        severity: z.number(),
        level: z.enum(LOG_LEVELS),
        body: z.string(),
      }),
    )
    .describe(`Lines that were written within this span, the first ${MOST_SPAN_LINES}.`),
  logsTruncated: z.boolean().describe("Whether there are more of them."),
});
export type SpanDetail = z.infer<typeof SpanDetail>;

const where = z
  .string()
  .max(500)
  .refine((text) => parseTraceFilter(text).ok, "Write key=value, key!=value or key, apart by spaces.")
  .optional()
  .describe(
    "Attributes of the span or its resource: `key=value`, `key!=value`, `key` (is there), apart by spaces; quotes keep spaces together.",
  );
const milliseconds = z.coerce.number().min(0).max(86_400_000).optional();

const SELECTION = {
  service: z.string().min(1).optional().describe("Name or id. Default: where traces begin."),
  environment: z.string().min(1).optional(),
  release: z.string().min(1).optional().describe("Id of a release."),
  operation: z.string().min(1).max(400).optional().describe("`GET /orders/{id}`, or the name of a span."),
  status: z.enum(["ok", "error"]).optional(),
  minMs: milliseconds,
  maxMs: milliseconds,
  where,
  range: z.enum(TRACE_RANGES).default("1h").describe("How far back, when there is no `from`."),
  from: Instant.optional(),
  to: Instant.optional(),
};

export const ListTraces = z.object({
  ...SELECTION,
  order: z.enum(["newest", "slowest"]).default("newest"),
  cursor: Cursor,
  limit: z.coerce.number().int().min(1).max(100).default(30),
});
export type ListTraces = z.input<typeof ListTraces>;

export const ReadTraceHistogram = z.object(SELECTION);
export type ReadTraceHistogram = z.input<typeof ReadTraceHistogram>;

const FoundTrace = z.object({
  traceId: z.string(),
  span: SpanOutline.extend(Place.shape).describe("What was looked for: where the trace entered the service."),
  root: z
    .object({ name: z.string(), service: z.string(), durationMs: z.number() })
    .nullable()
    .describe("Where the trace began, when that is another span."),
  spans: z.number().describe("At most 1,000 are counted."),
  errors: z.number(),
  services: z.array(z.string()),
});
export type FoundTrace = z.infer<typeof FoundTrace>;

export const TracesView = z.object({
  items: z.array(FoundTrace),
  nextCursor: z.string().nullable(),
  searchedBackTo: Instant.describe("Everything from here on was looked at; going on looks further back."),
  from: Instant,
  to: Instant,
});
export type TracesView = z.infer<typeof TracesView>;

export const TraceHistogram = z.object({
  from: Instant,
  to: Instant,
  stepSeconds: z.number(),
  searchedBackTo: Instant,
  buckets: z.array(
    z.object({ at: Instant, spans: z.number(), errors: z.number(), p95Ms: z.number().nullable() }),
  ),
});
export type TraceHistogram = z.infer<typeof TraceHistogram>;

const MAP_NODES = ["service", "database", "queue", "host", "outside"] as const;
const MAP_RANGES = ["15m", "1h", "6h", "24h", "7d"] as const;
export type MapRange = (typeof MAP_RANGES)[number];

export const ReadServiceMap = z.object({
  environment: z.string().min(1).optional().describe("Default: the last one on the way to users."),
  range: z.enum(MAP_RANGES).default("1h").describe("How far back, when there is no `from`."),
  from: Instant.optional(),
  to: Instant.optional(),
});
export type ReadServiceMap = z.input<typeof ReadServiceMap>;

const mapFigures = {
  perMinute: z.number(),
  errorRate: Figures.shape.errorRate,
  p95Ms: Figures.shape.p95Ms,
};
const MapNode = z.object({
  key: z.string(),
  kind: z.enum(MAP_NODES),
  name: z.string(),
  members: z.array(z.string()).describe("What stands together in this one, when it is several."),
  ...mapFigures,
});
export type MapNode = z.infer<typeof MapNode>;
const MapEdge = z.object({
  from: z.string(),
  to: z.string(),
  timeShare: z
    .number()
    .nullable()
    .describe(
      "Of the time that the one who asks spent on its own requests, how much it waited for this: above 1 where it asks several at once. Null where nobody knows.",
    ),
  seenBy: z.enum(OPERATION_KINDS).describe("Whose counts these are."),
  ...mapFigures,
});
export type MapEdge = z.infer<typeof MapEdge>;

export const ServiceMap = z.object({
  environment: z.string().nullable(),
  environments: z.array(z.string()),
  from: Instant,
  to: Instant,
  nodes: z.array(MapNode),
  edges: z.array(MapEdge),
});
export type ServiceMap = z.infer<typeof ServiceMap>;
