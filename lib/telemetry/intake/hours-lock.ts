import "server-only";
import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

/** The advisory lock between whoever thins an hour and whoever has spans for it; its second key is the hour since 1970. */
export const HOURS_LOCK = 7_405_216;
const HOUR_MS = 3_600_000;
/** Hours that ended this long ago get no more spans, but for few that come late. Only these are thinned. */
export const CLOSED_AFTER_MS = HOUR_MS;

/**
 * Which of these hours (since 1970) may be written in this transaction. One that is being thinned may not, which takes
 * minutes: nobody else's spans wait for those few that come late.
 */
export async function writableHours(tx: Tx, hours: readonly number[], nowMs: number): Promise<Set<number>> {
  const isClosed = (hour: number) => (hour + 1) * HOUR_MS + CLOSED_AFTER_MS <= nowMs + LEEWAY_MS;
  const closed = hours.filter(isClosed);
  if (closed.length === 0) return new Set(hours);
  const rows = await tx.execute<{ hour: number; isFree: boolean }>(sql`
    select hour::int as hour, pg_try_advisory_xact_lock_shared(${HOURS_LOCK}::int, hour::int) as "isFree"
    from json_array_elements_text(${JSON.stringify(closed)}::json) as hour`);
  const taken = new Set(rows.filter(({ isFree }) => !isFree).map(({ hour }) => hour));
  return new Set(hours.filter((hour) => !taken.has(hour)));
}

/** The clock of the database, which says what is closed, may be ahead of ours. */
const LEEWAY_MS = 60_000;
