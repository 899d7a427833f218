import { type Matcher, parseMatchers, writeMatchers } from "@/lib/telemetry/contract";

import { type Variable, VARIABLES } from "./definition";

/** What is chosen of each variable that the dashboard has: `tide-tables`, `1,2` for several, nothing for all. */
export type VariableValues = Partial<Record<Variable, string>>;

const NAMED = /^\$([a-z]\w*)$/iu;
const INSIDE = new RegExp(String.raw`\$(?:${VARIABLES.join("|")})\b`, "u");

/**
 * The filter of a panel with what is chosen in the place of `$service` and the others. All of a variable means that its
 * condition falls away, several values become alternatives, and what is special in an expression is taken literally.
 * Returns a sentence for a filter that cannot be read, and for a name that is no variable of the dashboard.
 */
export function withVariables(
  where: string,
  values: VariableValues,
): { where: string } | { problem: string } {
  const read = parseMatchers(where);
  if ("problem" in read) return read;
  const filled: Matcher[] = [];
  for (const matcher of read.matchers) {
    const name = NAMED.exec(matcher.value)?.[1];
    if (name === undefined) {
      const inside = INSIDE.exec(matcher.value)?.[0];
      if (inside)
        return {
          problem: `${inside} has to be the whole value: ${matcher.key}${matcher.operator}"${inside}".`,
        };
      filled.push(matcher);
      continue;
    }
    const variable = VARIABLES.find((one) => one === name);
    const value = variable && values[variable];
    if (value === undefined) return { problem: unknown(name, Object.keys(values)) };
    filled.push(...chosen(matcher, value));
  }
  return { where: writeMatchers(filled) };
}

function chosen({ key, operator }: Matcher, value: string): Matcher[] {
  const [first, ...others] = value.split(",").flatMap((one) => one.trim() || []);
  if (first === undefined) return [];
  const isWanted = !operator.startsWith("!");
  if (others.length === 0) return [{ key, operator: isWanted ? "=" : "!=", value: first }];
  return [{ key, operator: isWanted ? "=~" : "!~", value: [first, ...others].map(literally).join("|") }];
}

/** Only what an expression may have escaped; JavaScript refuses anything more. */
const literally = (value: string) => value.replaceAll(/[$()*+.?[\\\]^{|}]/gu, String.raw`\$&`);

const unknown = (name: string, known: readonly string[]) =>
  known.length > 0
    ? `$${name} is no variable of this dashboard. It has ${known.map((one) => `$${one}`).join(", ")}.`
    : `$${name} is no variable of this dashboard, which has none.`;
