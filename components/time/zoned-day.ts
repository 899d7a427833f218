const DAY_MS = 86_400_000;
const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;

/** The day of an instant in a zone, as a date control wants it: "2026-11-23". */
export function dayIn(timeZone: string, instant: Date): string {
  const parts = new Map(
    new Intl.DateTimeFormat("en-GB", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" })
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
}

/**
 * The first or the last millisecond of a day in a zone. Undefined for what is not a day, and for a year that nobody
 * means: while a year is being typed a browser reports 0002.
 */
export function edgeOfDay(day: string, edge: "start" | "end", timeZone: string): Date | undefined {
  const midnightMs = Date.parse(`${day}T00:00:00Z`);
  const year = new Date(midnightMs).getUTCFullYear();
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR)) return undefined;
  if (edge === "start") return new Date(startMs(midnightMs, timeZone));
  return new Date(startMs(midnightMs + DAY_MS, timeZone) - 1);
}

/**
 * The instant of a date and time as clocks of a zone show it, "2026-11-23T14:05". In the hour that an autumn has twice
 * the first is meant. Undefined for what is no such time, and for a year that nobody means.
 */
export function instantOf(wallTime: string, timeZone: string): Date | undefined {
  // A browser reads more than this into a text: ":00Z" alone is a day of the year 2000 to it.
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wallTime)) return undefined;
  const wallMs = Date.parse(`${wallTime}:00Z`);
  const year = new Date(wallMs).getUTCFullYear();
  return year >= FIRST_YEAR && year <= LAST_YEAR ? new Date(startMs(wallMs, timeZone)) : undefined;
}

/** Where a zone's midnight lies. The offset at the first guess may be that of the other side of a clock change. */
function startMs(midnightMs: number, timeZone: string): number {
  const guessMs = midnightMs - offsetMs(midnightMs, timeZone);
  return midnightMs - offsetMs(guessMs, timeZone);
}

/** How far the clocks of a zone are ahead of UTC. */
function offsetMs(atMs: number, timeZone: string): number {
  const parts = new Map(
    new Intl.DateTimeFormat("en-GB", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    })
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const wallMs = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return wallMs - Math.floor(atMs / 1_000) * 1_000;
}
