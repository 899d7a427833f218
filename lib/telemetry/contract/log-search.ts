import { z } from "zod";

import { Cursor, Instant } from "@/lib/core/contract";

/** Levels as people choose them, the worst first, with the numbers that OpenTelemetry gives them. */
export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "unset"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
const LOWEST: Record<LogLevel, number> = {
  fatal: 21,
  error: 17,
  warn: 13,
  info: 9,
  debug: 5,
  trace: 1,
  unset: 0,
};

/** The numbers that a level stands for, the lowest and the highest. */
export const severitiesOf = (level: LogLevel): [number, number] =>
  level === "unset" ? [0, 0] : [LOWEST[level], LOWEST[level] + 3];
export const levelOf = (severity: number): LogLevel =>
  LOG_LEVELS.find((level) => severity >= LOWEST[level]) ?? "unset";

const LOG_RANGES = ["15m", "1h", "6h", "24h", "7d"] as const;

const levels = z
  .string()
  .optional()
  .describe(`Levels, separated by commas: ${LOG_LEVELS.join(", ")}.`);

const filter = {
  service: z.string().min(1).optional().describe("Id or name. Default: all."),
  environment: z.string().min(1).optional().describe("Name. Default: all."),
  region: z.string().min(1).optional().describe("Name. Default: all."),
  release: z.string().min(1).optional().describe("Id. Default: all."),
  severity: levels,
  q: z
    .string()
    .max(500)
    .optional()
    .describe(
      'Words that all stand in the line, in any case; "several words" as one; -word that does not; key:value of a field; level:error; trace:id.',
    ),
  range: z.enum(LOG_RANGES).default("1h").describe("How far back, until now, without `from` and `to`."),
  from: Instant.optional(),
  to: Instant.optional(),
};

export const SearchLogs = z.object({
  ...filter,
  cursor: Cursor,
  limit: z.coerce.number().int().min(1).max(500).default(200),
});
export type SearchLogs = z.input<typeof SearchLogs>;

export const SummarizeLogs = z.object(filter);
export type SummarizeLogs = z.input<typeof SummarizeLogs>;

export const LogLine = z.object({
  id: z.string(),
  at: Instant,
  severity: z.number().describe("1 to 24 as in OpenTelemetry; 0 when the line does not say."),
  level: z.enum(LOG_LEVELS),
  body: z.string(),
  attributes: z.record(z.string(), z.unknown()),
  origin: z
    .string()
    .describe("stdout, stderr, otlp, sentry, or system: what the target says of an instance."),
  traceId: z.string().nullable(),
  spanId: z.string().nullable(),
  service: z.string(),
  environment: z.string(),
  region: z.string(),
  release: z.object({ id: z.string(), number: z.number() }).nullable(),
});
export type LogLine = z.infer<typeof LogLine>;

export const LogsView = z.object({
  items: z.array(LogLine).describe("Newest first."),
  nextCursor: z.string().nullable().describe("Null when everything in the time was searched."),
  searchedTo: Instant.describe("Everything that is newer was searched."),
});
export type LogsView = z.infer<typeof LogsView>;

const Facet = z.object({ value: z.string(), label: z.string(), lines: z.number() });
export type LogFacet = z.infer<typeof Facet>;

export const LogSummary = z.object({
  from: Instant,
  to: Instant,
  stepSeconds: z.number(),
  lines: z.number(),
  sampled: z
    .boolean()
    .describe("The numbers were projected from a part of the lines, because there are so many."),
  buckets: z
    .array(z.object({ at: Instant, lines: z.partialRecord(z.enum(LOG_LEVELS), z.number()) }))
    .describe("Only those with lines."),
  facets: z.object({
    severity: z.array(Facet),
    service: z.array(Facet),
    environment: z.array(Facet),
    region: z.array(Facet),
    release: z.array(Facet),
  }),
  lost: z.number().describe("Lines that were printed in this time and had to be given up."),
  markers: z.array(
    z.object({
      deploymentId: z.string(),
      at: Instant,
      service: z.string(),
      environment: z.string(),
      releaseNumber: z.number(),
    }),
  ),
});
export type LogSummary = z.infer<typeof LogSummary>;

type Term =
  | { kind: "has" | "lacks"; text: string }
  | { kind: "level"; level: LogLevel }
  | { kind: "field"; key: string; value: string };
export type LogTerms = { terms: Term[]; traceId: string | null };

/** What somebody typed into the search, in parts. Nothing is refused: what is no field is a word. */
export function parseLogSearch(text: string): LogTerms {
  const parsed: LogTerms = { terms: [], traceId: null };
  for (const [, not, key, colon, quoted, plain] of text.matchAll(TERM)) {
    const value = quoted ?? plain ?? "";
    if (value === "" && !colon) continue;
    const isTrace = TRACE_KEYS.has(key ?? "") && /^[0-9a-f]{32}$/i.test(value);
    const level = LEVEL_KEYS.has(key ?? "") && LOG_LEVELS.find((each) => each === value.toLowerCase());
    if (isTrace) parsed.traceId = value.toLowerCase();
    else if (level && !not) parsed.terms.push({ kind: "level", level });
    else if (key && value !== "" && !value.startsWith("//") && !not)
      parsed.terms.push({ kind: "field", key, value });
    else parsed.terms.push({ kind: not ? "lacks" : "has", text: `${key ?? ""}${colon ?? ""}${value}` });
  }
  return parsed;
}

const TERM = /(-(?=\S))?(?:([A-Za-z_@][\w.@/-]*)(:))?(?:"([^"]*)"?|(\S+))?(?:\s+|$)/g;
const LEVEL_KEYS = new Set(["level", "severity"]);
const TRACE_KEYS = new Set(["trace", "trace_id", "traceId"]);
