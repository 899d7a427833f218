import { dayIn, edgeOfDay } from "@/components/time/zoned-day";
import type { RedRange } from "@/lib/telemetry/contract";

export type ChartRange = RedRange | "30d";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const BETWEEN_MS: Record<ChartRange, number> = {
  "1h": 10 * MINUTE_MS,
  "6h": HOUR_MS,
  "24h": 4 * HOUR_MS,
  "7d": DAY_MS,
  "30d": 5 * DAY_MS,
};

/** Round times of a zone between two instants, both in milliseconds: where an axis says what time it is. */
export function ticksOf(
  range: ChartRange,
  [fromMs, toMs]: readonly [number, number],
  timeZone: string,
): number[] {
  const midnightMs = (ms: number) =>
    edgeOfDay(dayIn(timeZone, new Date(ms)), "start", timeZone)?.getTime() ?? ms;
  const ticks = new Set<number>();
  const betweenMs = BETWEEN_MS[range];
  // Counted anew from each midnight, because a day may have 23 or 25 hours.
  for (let ms = fromMs; ms < toMs + DAY_MS; ms += DAY_MS) {
    const startMs = midnightMs(ms);
    const nextMs = midnightMs(startMs + 1.5 * DAY_MS);
    for (let tick = startMs; tick < nextMs - betweenMs / 2; tick += betweenMs)
      if (tick >= fromMs && tick <= toMs) ticks.add(tick);
  }
  return [...ticks].toSorted((a, b) => a - b);
}

/** "14:05", and for days "Mon 23". */
export function tickName(range: ChartRange, timeZone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat(
    "en-GB",
    range === "7d"
      ? { timeZone, weekday: "short", day: "numeric" }
      : range === "30d"
        ? { timeZone, day: "numeric", month: "short" }
        : { timeZone, hour: "2-digit", minute: "2-digit" },
  );
  return (ms) => format.format(ms);
}

/** "23 Nov, 14:05". */
export function instantName(timeZone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  return (ms) => format.format(ms);
}
