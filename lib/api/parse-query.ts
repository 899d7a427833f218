import "server-only";
import { z } from "zod";

import { DomainError, type FieldProblem } from "@/lib/core/errors";
import { unstorableText } from "@/lib/core/unstorable-text";

import { parseInput } from "./parse-input";

/** Parses the search parameters. An empty one counts as absent; an unknown or repeated one is refused by name. */
export function parseQuery(schema: z.ZodObject = z.object({}), search: URLSearchParams): unknown {
  const known = Object.keys(schema.shape);
  const values: Record<string, string> = {};
  const problems: FieldProblem[] = [];
  for (const [key, value] of search) {
    if (!known.includes(key)) problems.push({ path: printable(key), message: unknownParameter(known) });
    else if (key in values) problems.push({ path: key, message: "Give this parameter once." });
    else if (value !== "") values[key] = value;
  }
  problems.push(...unstorableText(values));
  if (problems[0]) throw new DomainError("invalid", problems[0].message, { fields: problems });
  return parseInput(schema, values);
}

const unknownParameter = (known: readonly string[]) =>
  known.length > 0
    ? `There is no such parameter. There are: ${known.join(", ")}.`
    : "This path takes no search parameters.";

const printable = (key: string) => key.slice(0, 60).replaceAll(/[^\w.-]/g, "?");
