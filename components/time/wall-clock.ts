import { dayIn } from "./zoned-day";

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
