/** Clocks of services may differ from ours by so much; what is further away is a date that the line tells of. */
const MOST_BEFORE_MS = 24 * 3_600_000;
const MOST_AFTER_MS = 60_000;

/** An instant that a line says of itself, when it can be that; else undefined. */
export function believable(atMs: number | undefined, readAtMs: number): number | undefined {
  if (atMs === undefined || !Number.isFinite(atMs)) return undefined;
  return atMs >= readAtMs - MOST_BEFORE_MS && atMs <= readAtMs + MOST_AFTER_MS ? atMs : undefined;
}

/** A value of a field as an instant: ISO 8601, or seconds, milliseconds, microseconds, nanoseconds since 1970. */
export function instantOf(value: unknown): number | undefined {
  if (typeof value === "string" && /^\d{9,19}(?:\.\d+)?$/.test(value)) return instantOf(Number(value));
  if (typeof value === "string") return ISO.test(value) ? parsed(value) : undefined;
  if (typeof value !== "number" || value <= 0) return undefined;
  if (value < 1e11) return value * 1_000;
  if (value < 1e14) return value;
  return value < 1e17 ? value / 1_000 : value / 1e6;
}

/**
 * The instant at the start of a line of text. Only with a zone: "10:00:01" without one may be any of them, and the time at
 * which the line was read is right to a fraction of a second anyway.
 */
export function instantInText(line: string): number | undefined {
  const iso = /^[[(]?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d))/.exec(line)?.[1];
  return iso ? parsed(iso) : undefined;
}

const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;

function parsed(text: string): number | undefined {
  const atMs = Date.parse(
    text
      .replace(" ", "T")
      .replace(",", ".")
      .replace(/([+-]\d\d)(\d\d)$/, "$1:$2"),
  );
  return Number.isNaN(atMs) ? undefined : atMs;
}
