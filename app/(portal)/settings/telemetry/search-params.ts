import { createLoader, parseAsStringLiteral } from "nuqs/server";

export const NOT_SEEN_RANGES = ["1h", "24h", "7d", "30d"] as const;
export const notSeenSearch = { range: parseAsStringLiteral(NOT_SEEN_RANGES).withDefault("24h") };
export const loadNotSeenSearch = createLoader(notSeenSearch);
