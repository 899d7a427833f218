import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";

const OPERATION_ORDERS = ["requests", "errors", "p95", "time", "route"] as const;
export type OperationOrder = (typeof OPERATION_ORDERS)[number];
const RELEASE_ORDERS = ["release", "requests", "errors", "p50", "p95", "p99"] as const;
export type ReleaseOrder = (typeof RELEASE_ORDERS)[number];
export const QUANTILES = ["p50", "p95", "p99"] as const;

/** What a page of traffic looks at, as it stands in the URL. The ranges are those of the contract. */
export const trafficSearch = {
  environment: parseAsString,
  range: parseAsStringLiteral(["1h", "6h", "24h", "7d"] as const).withDefault("6h"),
  quantile: parseAsStringLiteral(QUANTILES).withDefault("p95"),
  operations: parseAsStringLiteral(OPERATION_ORDERS).withDefault("requests"),
  releases: parseAsStringLiteral(RELEASE_ORDERS).withDefault("release"),
};
export const loadTrafficSearch = createLoader(trafficSearch);
