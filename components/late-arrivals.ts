import type { Query, QueryClient } from "@tanstack/react-query";

import { EVERY_TOPIC } from "./live-store";

/** Longer than a page takes from its reads on the server to this tab. */
const ON_THE_WAY_MS = 10_000;
const REMEMBERED_TOPICS = 1_000;

/**
 * What the server rendered arrives in the cache after it was read, and a change that is heard in between finds no query to
 * make stale. So topics are remembered, and a query that arrives with a value from before its topic was heard is read again.
 * @returns `heard` for each topic that changed.
 */
export function followArrivals(queries: QueryClient, again: (topic: string) => void) {
  const heardAtMs = new Map<string, number>();
  const isLate = ({ state, queryKey: [topic] }: Query) => {
    if (state.data === undefined) return false;
    const heardMs = Math.max(heardAtMs.get(String(topic)) ?? 0, heardAtMs.get(EVERY_TOPIC) ?? 0);
    // Of two clocks that differ, one makes this too careful; the other must not make everything look newer than it is.
    return heardMs > Math.min(state.dataUpdatedAt, Date.now()) - ON_THE_WAY_MS;
  };
  const stop = queries.getQueryCache().subscribe((event) => {
    // These two are how a rendered value comes in: as a query of its own, or as a newer state of one that is there.
    const arrived = event.type === "added" || (event.type === "updated" && event.action.type === "setState");
    if (arrived && isLate(event.query)) again(String(event.query.queryKey[0]));
  });
  const heard = (topic: string) => {
    heardAtMs.delete(topic);
    heardAtMs.set(topic, Date.now());
    const [oldest] = heardAtMs.keys();
    if (heardAtMs.size > REMEMBERED_TOPICS && oldest !== undefined) heardAtMs.delete(oldest);
  };
  return { heard, stop };
}
