import {
  createLoader,
  type inferParserType,
  parseAsBoolean,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";

import type { SummarizeLogs } from "@/lib/telemetry/contract";

/** What a page of lines looks at, as it stands in the URL. The ranges are those of the contract. */
export const logSearch = {
  q: parseAsString,
  service: parseAsString,
  environment: parseAsString,
  region: parseAsString,
  release: parseAsString,
  severity: parseAsString,
  range: parseAsStringLiteral(["15m", "1h", "6h", "24h", "7d"] as const).withDefault("1h"),
  from: parseAsString,
  to: parseAsString,
  /** The line that somebody points at. */
  line: parseAsString,
  live: parseAsBoolean.withDefault(false),
};
export const loadLogSearch = createLoader(logSearch);
export type LogSearch = inferParserType<typeof logSearch>;

/** What the query takes; what is no time is left out. */
export function logFilterOf(search: LogSearch, service: string | undefined): SummarizeLogs {
  const text = (value: string | null) => value?.trim().slice(0, 500) || undefined;
  const [from, to] = [instantOf(search.from), instantOf(search.to)];
  return {
    q: text(search.q),
    service: service ?? text(search.service),
    environment: text(search.environment),
    region: text(search.region),
    release: text(search.release),
    severity: text(search.severity),
    ...(from || to ? { from, to } : {}),
    range: search.range,
  };
}

function instantOf(value: string | null): string | undefined {
  const at = new Date(value ?? Number.NaN);
  return Number.isNaN(at.getTime()) || !/^\d{4}-/.test(at.toISOString()) ? undefined : at.toISOString();
}

const AROUND_MS = 120_000;

/** What stands in the URL to show what was written shortly before and after an instant. */
export const aroundInstant = (at: string) => ({
  from: new Date(Date.parse(at) - AROUND_MS).toISOString(),
  to: new Date(Date.parse(at) + AROUND_MS).toISOString(),
});
