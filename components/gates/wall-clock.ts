import { dayIn } from "@/components/time/zoned-day";

const WALL_CLOCK = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

/** What the clock on the wall shows in a zone, as a date control and a window want it: "2026-11-27T16:00". */
export function wallClockIn(timeZone: string, instant: Date): string {
  const time = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(instant);
  return `${dayIn(timeZone, instant)}T${time}`;
}

/** The instant at which the clock on the wall of a zone shows that; undefined for what is not a time. */
export function instantOf(wallClock: string, timeZone: string): Date | undefined {
  const asUtcMs = Date.parse(`${wallClock}Z`);
  if (Number.isNaN(asUtcMs) || !WALL_CLOCK.test(wallClock)) return undefined;
  // The zone's offset at the first guess may be that of the other side of a clock change; the second one is right.
  const offsetMs = (atMs: number) => Date.parse(`${wallClockIn(timeZone, new Date(atMs))}Z`) - atMs;
  return new Date(asUtcMs - offsetMs(asUtcMs - offsetMs(asUtcMs)));
}

/** "Fri 27 Nov, 16:00", with the year where it is not this one. */
export function momentIn(timeZone: string, instant: string, now = new Date()): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return "";
  const parts = new Map(
    new Intl.DateTimeFormat("en-GB", {
      timeZone,
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const year = parts.get("year");
  const isThisYear = dayIn(timeZone, now).startsWith(`${year}-`);
  const day = `${parts.get("weekday")} ${parts.get("day")} ${parts.get("month")}`;
  return `${day}${isThisYear ? "" : ` ${year}`}, ${parts.get("hour")}:${parts.get("minute")}`;
}
