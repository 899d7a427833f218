import type { Assertion } from "../contract";
import { CouldNotTell } from "../runner/verdict";
import { compare, show } from "./compare";
import { PathInvalid, readPath } from "./json-path";
import { SchemaTrouble } from "./json-schema";
import { ExpressionTrouble } from "./matches";

/** An answer as assertions see it; header names are in lower case. */
export type Answer = { headers: Readonly<Record<string, string>>; body: string };
export type Judged = { holds: boolean; expected: string; actual: string };

/** Headers whose value lets somebody in. */
const SECRET_HEADERS = /^(set-cookie|authorization|proxy-authorization)$/i;

/** Judges one assertion. Throws CouldNotTell when the assertion itself makes no sense. */
export function evaluate(assertion: Assertion, answer: Answer): Judged[] {
  const { json, header, body: _body, ...comparisons } = assertion;
  try {
    if (json !== undefined) return judgeJson(json, comparisons, answer.body);
    if (header !== undefined) {
      const value = answer.headers[header.toLowerCase()];
      const shown = value !== undefined && SECRET_HEADERS.test(header) ? "***" : show(value);
      return judge(`header ${header}`, value, comparisons, shown);
    }
    return judge("body", answer.body, comparisons);
  } catch (error) {
    const isSenseless =
      error instanceof PathInvalid || error instanceof ExpressionTrouble || error instanceof SchemaTrouble;
    throw isSenseless ? new CouldNotTell(error.message) : error;
  }
}

function judgeJson(path: string, comparisons: Parameters<typeof compare>[1], body: string): Judged[] {
  const parsed = parse(body);
  const [first] = compare(undefined, comparisons);
  if (!parsed) {
    return [
      {
        holds: false,
        expected: `${path} ${first?.expected ?? ""}`,
        actual: `a body that is no JSON: ${show(body)}`,
      },
    ];
  }
  return judge(path, readPath(parsed.value, path), comparisons);
}

const judge = (
  subject: string,
  value: unknown,
  comparisons: Parameters<typeof compare>[1],
  shown = show(value),
): Judged[] =>
  compare(value, comparisons).map(({ holds, expected, actual }) => ({
    holds,
    expected: `${subject} ${expected}`,
    actual: `${subject} ${actual ?? shown}`,
  }));

function parse(body: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(body) };
  } catch {
    return undefined;
  }
}
