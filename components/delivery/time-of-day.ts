import { absoluteTime, clockTime } from "@/components/time/format-instant";

/** "14:32", or with its day when that is not today: until when something holds. */
export function timeOfDay(instant: string, timeZone: string, now = new Date()): string {
  const day = (at: string) => absoluteTime(at, timeZone).split(",")[0] ?? "";
  const clock = clockTime(instant, timeZone).slice(0, 5);
  return day(instant) === day(now.toISOString()) ? clock : `${day(instant)}, ${clock}`;
}
