export const MATCH_OPERATORS = ["=", "!=", "=~", "!~"] as const;
type MatchOperator = (typeof MATCH_OPERATORS)[number];
export type Matcher = { key: string; operator: MatchOperator; value: string };

const MATCHER =
  /\s*([\p{L}_][\p{L}\p{N}_.:/-]*)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"{}]+))\s*(,|$)/uy;
const ESCAPES: Record<string, string> = { n: "\n", t: "\t" };

/**
 * Reads the filter of a query, written as in PromQL: `environment="production", route=~"/orders.*"`. Quotes may be left
 * out around a word. Dots are part of a name, as in OpenTelemetry. Returns a sentence when it cannot be read.
 */
export function parseMatchers(text: string): { matchers: Matcher[] } | { problem: string } {
  const matchers: Matcher[] = [];
  const trimmed = text.trim().replace(/,$/, "");
  let at = 0;
  while (at < trimmed.length) {
    MATCHER.lastIndex = at;
    const found = MATCHER.exec(trimmed);
    if (!found)
      return {
        problem: `This cannot be read as a filter: ${trimmed.slice(at, at + 40)}. Write name="value", and a comma between two.`,
      };
    const [whole, key = "", operator, quoted, plain] = found;
    const value =
      quoted?.replaceAll(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? letter) ?? plain ?? "";
    const known = MATCH_OPERATORS.find((one) => one === operator) ?? "=";
    if (known.endsWith("~") && !isExpression(value)) return { problem: `${value} is no regular expression.` };
    matchers.push({ key, operator: known, value });
    at += whole.length;
  }
  return { matchers };
}

/** The same filter as text again. */
export const writeMatchers = (matchers: readonly Matcher[]): string =>
  matchers.map(({ key, operator, value }) => `${key}${operator}${JSON.stringify(value)}`).join(", ");

function isExpression(value: string): boolean {
  try {
    return expressionOf(value) !== undefined;
  } catch {
    return false;
  }
}

/** Anchored at both ends, as Prometheus has it. */
const expressionOf = (value: string) => new RegExp(`^(?:${value})$`, "u");

/** Whether labels are let through; a label that is not there is the empty text, as in Prometheus. */
export function matcherOf(
  matchers: readonly Matcher[],
): (labels: Readonly<Record<string, string>>) => boolean {
  const tests = matchers.map(({ key, operator, value }) => {
    const expression = operator.endsWith("~") ? expressionOf(value) : undefined;
    const isWanted = !operator.startsWith("!");
    return (labels: Readonly<Record<string, string>>) => {
      const label = labels[key] ?? "";
      return (expression ? expression.test(label) : label === value) === isWanted;
    };
  });
  return (labels) => tests.every((passes) => passes(labels));
}
