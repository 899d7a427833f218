import type { FieldProblem } from "@/lib/core/errors";

/** What a form that was refused shows: a sentence for the whole, sentences by field, and what had been typed. */
export type FormState = {
  message?: string;
  fields?: Partial<Record<string, string>>;
  /** Never a password. */
  typed?: Record<string, string>;
};

export const fieldsOf = (problems: readonly FieldProblem[]): Partial<Record<string, string>> =>
  Object.fromEntries(problems.toReversed().map(({ path, message }) => [path, message]));
