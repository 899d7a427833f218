import {
  createLoader,
  type inferParserType,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";

import type { TraceSelection } from "@/lib/telemetry/query-options";

export const TRACE_RANGES = ["15m", "1h", "6h", "24h", "7d"] as const;

/** What a search of traces looks for, as it stands in the URL. The words are those of the API. */
export const traceSearch = {
  service: parseAsString,
  environment: parseAsString,
  release: parseAsString,
  operation: parseAsString,
  status: parseAsStringLiteral(["ok", "error"] as const),
  minMs: parseAsInteger,
  maxMs: parseAsInteger,
  where: parseAsString,
  range: parseAsStringLiteral(TRACE_RANGES).withDefault("1h"),
  order: parseAsStringLiteral(["newest", "slowest"] as const).withDefault("newest"),
};
type Search = inferParserType<typeof traceSearch>;

/** What the URL asks for; a page of one service decides that itself. */
export const selectionOf = (search: Omit<Search, "order">, service?: string): TraceSelection => ({
  service: service ?? search.service ?? undefined,
  environment: search.environment ?? undefined,
  release: search.release ?? undefined,
  operation: search.operation ?? undefined,
  status: search.status ?? undefined,
  minMs: search.minMs ?? undefined,
  maxMs: search.maxMs ?? undefined,
  where: search.where ?? undefined,
  range: search.range,
});

/** What an opened trace shows, as it stands in the URL. */
export const traceView = {
  span: parseAsString,
  view: parseAsStringLiteral(["waterfall", "flame"] as const).withDefault("waterfall"),
  find: parseAsString,
  path: parseAsStringLiteral(["off"] as const),
  /** When it was, so that it is found sooner. */
  at: parseAsString,
};
export const loadTraceView = createLoader(traceView);

/** The page of a trace at a moment, with the span in which it was: a trace is found sooner when its time is known. */
export function momentInTrace(traceId: string, { at, spanId }: { at: string; spanId: string | null }) {
  const search = new URLSearchParams({ at, ...(spanId === null ? {} : { span: spanId }) });
  return `/traces/${traceId}?${search.toString()}`;
}
