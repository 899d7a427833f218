import { createLoader, createParser, parseAsString, parseAsStringLiteral } from "nuqs/server";

const OPERATION_ORDERS = ["requests", "errors", "p95", "time", "route"] as const;
export type OperationOrder = (typeof OPERATION_ORDERS)[number];
const RELEASE_ORDERS = ["release", "requests", "errors", "p50", "p95", "p99"] as const;
export type ReleaseOrder = (typeof RELEASE_ORDERS)[number];
export const QUANTILES = ["p50", "p95", "p99"] as const;
export type Quantile = (typeof QUANTILES)[number];

/** Those of the contract. */
export const TRAFFIC_RANGES = ["1h", "6h", "24h", "7d"] as const;

/** Two numbers of releases: `12..14`. */
const parseAsCompared = createParser<[base: number, other: number]>({
  parse: (text) => {
    const [, base, other] = /^(\d{1,9})\.\.(\d{1,9})$/.exec(text) ?? [];
    return base && other ? [Number(base), Number(other)] : null;
  },
  serialize: ([base, other]) => `${base}..${other}`,
  eq: (a, b) => a[0] === b[0] && a[1] === b[1],
});

/** What a page of traffic looks at, as it stands in the URL. Where it names no environment or range, the server chooses. */
export const trafficSearch = {
  environment: parseAsString,
  range: parseAsStringLiteral(TRAFFIC_RANGES),
  quantile: parseAsStringLiteral(QUANTILES).withDefault("p95"),
  operations: parseAsStringLiteral(OPERATION_ORDERS).withDefault("requests"),
  releases: parseAsStringLiteral(RELEASE_ORDERS).withDefault("release"),
  /** The releases that are laid beside each other, and whether by the clock or by the time since each began. */
  compare: parseAsCompared,
  align: parseAsStringLiteral(["moment", "start"] as const),
};
export const loadTrafficSearch = createLoader(trafficSearch);
