import { absoluteTime, clockTime } from "@/components/time/format-instant";

/** Within half a day the clock alone cannot be taken for another day. */
const CLOCK_IS_ENOUGH_MS = 12 * 3_600_000;

/** "14:32", or with its day when that is further away: until when something holds. */
export function timeOfDay(instant: string, timeZone: string, nowMs = Date.now()): string {
  const clock = clockTime(instant, timeZone).slice(0, 5);
  if (Math.abs(Date.parse(instant) - nowMs) < CLOCK_IS_ENOUGH_MS) return clock;
  return `${absoluteTime(instant, timeZone).split(",")[0] ?? ""}, ${clock}`;
}
