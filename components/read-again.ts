import type { QueryClient } from "@tanstack/react-query";

import { EVERY_TOPIC } from "./live-store";

/**
 * Reads again what the topics make stale. A read that is under way is left to end, because one that is always begun anew
 * never ends; what it reads may be from before the change, so its topic is returned, to be read once more.
 */
export function readAgain(queries: QueryClient, topics: ReadonlySet<string>): string[] {
  const isStale = ({ queryKey: [topic] }: { queryKey: readonly unknown[] }) =>
    topics.has(EVERY_TOPIC) || (typeof topic === "string" && topics.has(topic));
  const busy = queries.getQueryCache().findAll({ predicate: isStale, fetchStatus: "fetching" });
  void queries.invalidateQueries({ predicate: isStale }, { cancelRefetch: false });
  return busy.map(({ queryKey: [topic] }) => String(topic));
}
