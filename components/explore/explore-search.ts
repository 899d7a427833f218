import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";

import type { Aggregation } from "@/lib/telemetry/contract";

const AGGREGATIONS = [
  "rate",
  "increase",
  "avg",
  "sum",
  "min",
  "max",
  "p50",
  "p90",
  "p95",
  "p99",
] as const satisfies Aggregation[];

export const EXPLORE_RANGES = ["1h", "6h", "24h", "7d", "30d"] as const;
export type ExploreRange = (typeof EXPLORE_RANGES)[number];

/** The question of Explore, as it stands in the URL: a link to the page is a link to the question. */
export const exploreSearch = {
  metric: parseAsString.withDefault("gateway.requests"),
  aggregation: parseAsStringLiteral(AGGREGATIONS),
  where: parseAsString.withDefault(""),
  by: parseAsString.withDefault("service"),
  range: parseAsStringLiteral(EXPLORE_RANGES).withDefault("6h"),
};
export const loadExploreSearch = createLoader(exploreSearch);
