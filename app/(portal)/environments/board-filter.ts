import { BOARD_STATES } from "@/db/enums";
import type { BoardFilter } from "@/lib/delivery/query-options";

/** What the URL of the matrix asks for: the same filter on the server and in the browser. */
export function boardFilterOf(url: { search: string; state: string; environment: string }) {
  return {
    search: url.search.trim() || undefined,
    state: BOARD_STATES.find((state) => state === url.state),
    environment: url.environment || undefined,
    order: "urgency",
  } satisfies BoardFilter;
}
