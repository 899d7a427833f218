import { parseDocument } from "yaml";

import { DomainError } from "@/lib/core/errors";

import { CheckDefinition } from "../contract";
import { hasLiterals } from "../runner/literals";

/** Reads one check as a person wrote it. Throws `invalid` with a sentence that belongs to the field `text`. */
export function parseCheck(text: string): CheckDefinition {
  // What is read back has its credentials hidden; saved as it stands it would lose them without a word.
  if (text.includes("://***@"))
    throw invalid("Put a variable such as ${DATABASE_URL} in place of the hidden credentials.");
  const document = parseDocument(text);
  const [syntaxError] = document.errors;
  if (syntaxError) throw invalid(`This is not valid YAML: ${syntaxError.message.split("\n")[0]}`);
  const written: unknown = document.toJS({ maxAliasCount: 20 });
  // Whoever copies it from slipway.yaml brings the dash of the list along.
  const value: unknown = Array.isArray(written) && written.length === 1 ? written[0] : written;
  const parsed = CheckDefinition.safeParse(value);
  if (parsed.success && hasLiterals(parsed.data))
    throw invalid("Put a variable such as ${API_TOKEN} in place of the credential: everybody could read it.");
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue && issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
  throw invalid(`${where}${issue?.message ?? "is not valid"}`);
}

const invalid = (message: string) =>
  new DomainError("invalid", message, { fields: [{ path: "text", message }] });
