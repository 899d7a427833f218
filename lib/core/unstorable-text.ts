import "server-only";
import { DomainError, type FieldProblem } from "./errors";

/** Deeper than any body of this API; a deeper one is an attempt on the stack of whoever walks it. */
const MAXIMUM_DEPTH = 20;

/**
 * Text that PostgreSQL cannot hold: a NUL character, or half of a surrogate pair (which jsonb refuses). Finding it
 * here makes it a problem of a field instead of a failed statement.
 */
export function unstorableText(value: unknown, path: readonly string[] = []): FieldProblem[] {
  if (typeof value === "string") {
    return isStorable(value)
      ? []
      : [{ path: path.join("."), message: "This text holds a character that cannot be kept." }];
  }
  if (typeof value !== "object" || value === null) return [];
  if (path.length >= MAXIMUM_DEPTH) return [{ path: path.join("."), message: "This is nested too deeply." }];
  return Object.entries(value).flatMap(([key, inner]) =>
    isStorable(key)
      ? unstorableText(inner, [...path, key])
      : [{ path: path.join("."), message: "A key holds a character that cannot be kept." }],
  );
}

/** Throws `invalid` with every field that holds such text. */
export function refuseUnstorable(value: unknown): void {
  const fields = unstorableText(value);
  if (fields[0]) throw new DomainError("invalid", fields[0].message, { fields });
}

export const isStorable = (text: string) => !text.includes("\u0000") && text.isWellFormed();
