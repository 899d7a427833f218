const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MONTH_MS = 30.44 * DAY_MS;
const YEAR_MS = 365.25 * DAY_MS;

/** "just now", "42 s ago", "4 min ago", "in 3 h", "5 d ago", "2 mo ago". Empty for what is not an instant. */
export function relativeTime(instant: string, nowMs: number): string {
  const distanceMs = Date.parse(instant) - nowMs;
  if (Number.isNaN(distanceMs)) return "";
  const size = Math.abs(distanceMs);
  // Two clocks never agree to the second, so the near future is now.
  if (distanceMs < 5 * SECOND_MS && size < 5 * SECOND_MS) return "just now";
  const words = inWords(size);
  return distanceMs > 0 ? `in ${words}` : `${words} ago`;
}

/** The age alone, for a narrow place: "42 s", "4 min". */
export function ageOf(instant: string, nowMs: number): string {
  const ageMs = nowMs - Date.parse(instant);
  return Number.isNaN(ageMs) ? "" : inWords(Math.max(0, ageMs));
}

/** "23 Nov 2026, 14:05:12 GMT+1": unambiguous everywhere, always with its zone. */
export function absoluteTime(instant: string, timeZone: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return "";
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const day = `${parts.get("day")} ${parts.get("month")} ${parts.get("year")}`;
  return `${day}, ${parts.get("hour")}:${parts.get("minute")}:${parts.get("second")} ${parts.get("timeZoneName")}`;
}

/** "14:05:12.123", for log lines, whose day is known. */
export function clockTime(instant: string, timeZone: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return "";
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const millisecond = String(at.getUTCMilliseconds()).padStart(3, "0");
  return `${parts.get("hour")}:${parts.get("minute")}:${parts.get("second")}.${millisecond}`;
}

/** "840 ms", "4.2 s", "3 min 20 s", "2 h 5 min", "3 d 4 h". */
export function durationInWords(durationMs: number): string {
  const ms = Math.max(0, Math.round(durationMs));
  if (ms < SECOND_MS) return `${ms} ms`;
  if (ms < 9_950) return `${(ms / SECOND_MS).toFixed(1)} s`;
  if (ms < MINUTE_MS - 500) return `${Math.round(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS - 500) return twoParts(ms, MINUTE_MS, "min", SECOND_MS, "s");
  if (ms < DAY_MS) return twoParts(ms, HOUR_MS, "h", MINUTE_MS, "min");
  return twoParts(ms, DAY_MS, "d", HOUR_MS, "h");
}

function twoParts(ms: number, bigMs: number, bigUnit: string, smallMs: number, smallUnit: string): string {
  const smalls = Math.round(ms / smallMs);
  const perBig = bigMs / smallMs;
  const rest = smalls % perBig;
  return `${Math.floor(smalls / perBig)} ${bigUnit}${rest > 0 ? ` ${rest} ${smallUnit}` : ""}`;
}

function inWords(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  if (ms < 60 * DAY_MS) return `${Math.floor(ms / DAY_MS)} d`;
  if (ms < YEAR_MS) return `${Math.floor(ms / MONTH_MS)} mo`;
  return `${Math.floor(ms / YEAR_MS)} y`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Creating a formatter costs more than using it a thousand times. */
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
      timeZoneName: "short",
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}
