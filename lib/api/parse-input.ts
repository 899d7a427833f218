import "server-only";
import type { z } from "zod";

import { DomainError, type FieldProblem } from "@/lib/core/errors";

/** Parses with sentences a person can act on. Throws `invalid` with every problem, `more` included. */
export function parseInput<S extends z.ZodType>(
  schema: S,
  value: unknown,
  more: readonly FieldProblem[] = [],
): z.output<S> {
  const result = schema.safeParse(value, { error: sentence });
  if (result.success && more.length === 0) return result.data;
  const found = result.success ? [] : result.error.issues.map(problemOf);
  // The shape check and the schema often notice the same field; the first complaint is enough.
  const fields = [...more, ...found].filter(
    (problem, index, all) => all.findIndex(({ path }) => path === problem.path) === index,
  );
  const only = fields.length === 1 ? fields[0] : undefined;
  throw new DomainError("invalid", only?.message ?? "Some fields need another look.", { fields });
}

const problemOf = (issue: z.core.$ZodIssue): FieldProblem => ({
  path: issue.path.map(String).join("."),
  message: issue.message,
});

/** Only for what the contract leaves to zod; its own sentences come first. */
function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type" && issue.input === undefined) return "This is required.";
  if (issue.code === "invalid_type") return `Expected ${named(String(issue.expected))}.`;
  if (issue.code === "invalid_value") return `Use one of: ${issue.values.map(String).join(", ")}.`;
  if (issue.code === "too_big" && issue.origin === "string")
    return `Use at most ${issue.maximum} characters.`;
  if (issue.code === "invalid_format" && issue.format === "datetime")
    return "Give an instant in ISO 8601 with Z, like 2026-01-31T12:00:00Z.";
  return undefined;
}

const NAMES: Record<string, string> = {
  object: "an object",
  array: "a list",
  string: "text",
  number: "a number",
  integer: "a whole number",
  int: "a whole number",
  boolean: "true or false",
};

export const named = (type: string) => NAMES[type] ?? type;
