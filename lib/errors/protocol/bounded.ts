import { isRecord, storable } from "./lenient";

const MOST_DEPTH = 6;
const MOST_ENTRIES = 60;
const MOST_TEXT_CHARS = 2_000;
/** What is kept of one event's own details, in values and in characters. */
const MOST_VALUES = 2_000;
const MOST_CHARS = 128 * 1_024;

const MASK = "•••";
/** Names of what nobody wants to find in an error report. */
const SECRET_NAME =
  /pass(word|wd|phrase)?$|secret|token|authorization|cookie|api[-_]?key|credential|private[-_]?key|csrf|xsrf|^auth$|session[-_]?id/i;

export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

/**
 * Copies a stranger's values within bounds, with what has the name of a secret masked. `wasCut` says afterwards whether
 * something was left out.
 */
export function createBounded() {
  let values = 0;
  let chars = 0;
  let wasCut = false;
  const text = (given: string): string => {
    const kept = storable(given, Math.min(MOST_TEXT_CHARS, Math.max(0, MOST_CHARS - chars)));
    chars += kept.length;
    if (kept.length < given.length) wasCut = true;
    return kept;
  };
  const copy = (given: unknown, depth: number): unknown => {
    values += 1;
    if (values > MOST_VALUES || depth > MOST_DEPTH) {
      wasCut = true;
      return null;
    }
    if (typeof given === "string") return text(given);
    if (typeof given === "number" || typeof given === "boolean") return given;
    if (Array.isArray(given)) {
      if (given.length > MOST_ENTRIES) wasCut = true;
      return given.slice(0, MOST_ENTRIES).map((entry) => copy(entry, depth + 1));
    }
    return isRecord(given) ? fields(given, depth) : null;
  };
  const fields = (given: Record<string, unknown>, depth: number): Record<string, unknown> => {
    const entries = Object.entries(given);
    if (entries.length > MOST_ENTRIES) wasCut = true;
    return Object.fromEntries(
      entries
        .slice(0, MOST_ENTRIES)
        .map(([name, value]) => [
          storable(name, 200),
          isSecretName(name) && value !== null ? MASK : copy(value, depth + 1),
        ]),
    );
  };
  return {
    record: (given: Record<string, unknown>) => fields(given, 0),
    wasCut: () => wasCut,
    cut: () => {
      wasCut = true;
    },
  };
}

export type Bounded = ReturnType<typeof createBounded>;
