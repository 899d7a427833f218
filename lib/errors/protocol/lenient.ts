/**
 * What a stranger's JSON says, taken as far as it makes sense: a field of the wrong kind is as good as none, text is cut
 * to its bound and made storable. An SDK that errs in one field must not lose the error it reports.
 */
export type Json = Record<string, unknown>;

export const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const recordOf = (value: unknown): Json => (isRecord(value) ? value : {});

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Cut, without what PostgreSQL cannot hold: NUL, and halves of surrogate pairs. */
export const storable = (text: string, most: number): string =>
  text.slice(0, most).replaceAll("\u0000", "\uFFFD").toWellFormed();

/** Text, or what prints as such; undefined for everything else and for nothing. */
export function textOf(value: unknown, most: number): string | null {
  if (typeof value === "string") return value === "" ? null : storable(value, most);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return null;
}

export const numberOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

export const booleanOf = (value: unknown): boolean | null => (typeof value === "boolean" ? value : null);

/** Line and column numbers, counts. */
export const wholeOf = (value: unknown): number | null => {
  const number = numberOf(value);
  return number !== null && Number.isInteger(number) && number >= 0 && number <= 2_147_483_647
    ? number
    : null;
};

/** Seconds since 1970, also with a fraction, or an ISO date; in milliseconds, with their fraction. */
export function instantOf(value: unknown): number | null {
  const ms =
    typeof value === "number"
      ? value * 1_000
      : typeof value === "string"
        ? /^\d+(\.\d+)?$/.test(value)
          ? Number(value) * 1_000
          : Date.parse(ASSUMED_UTC.test(value) ? `${value}Z` : value)
        : Number.NaN;
  return Number.isFinite(ms) && ms >= 0 && ms <= LAST_MS ? ms : null;
}
/** Older SDKs of Python leave the zone out and mean UTC. */
const ASSUMED_UTC = /^\d{4}-\d{2}-\d{2}T[\d:.]+$/;
/** The year 9999. */
const LAST_MS = 253_402_300_799_000;

/** Hexadecimal ids come with dashes and in capitals too. */
export function hexOf(value: unknown, digits: number): string | null {
  if (typeof value !== "string") return null;
  const bare = value.replaceAll("-", "").toLowerCase();
  return bare.length === digits && /^[0-9a-f]+$/.test(bare) && !/^0+$/.test(bare) ? bare : null;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
