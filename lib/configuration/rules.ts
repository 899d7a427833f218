import { withinTimeLimit } from "@/lib/core/time-limit";

import type { ConfigurationProblem, VariableRule } from "./contract";

/** A pattern that needs longer than this on one value would hold up everybody. */
const PATTERN_LIMIT_MS = 100;
/** Of all patterns together: a repository may declare as many as it likes. */
const PATTERNS_LIMIT_MS = 500;

/** Null: it is there but may not be looked at, as the value of a secret for a person who plans. */
type Values = ReadonlyMap<string, string | null>;

/**
 * What keeps a release from running with these values. An empty value is a missing one: nobody who declares a variable
 * as required means the empty text. A hidden value is there, and nothing else is said about it.
 */
export function problemsOf(
  rules: readonly VariableRule[],
  values: Values,
  place: { service: string; environment: string },
): ConfigurationProblem[] {
  const budget = { leftMs: PATTERNS_LIMIT_MS };
  return rules.flatMap((rule): ConfigurationProblem[] => {
    const { key, description } = rule;
    const value = values.get(key);
    const meaning = description ? ` (${description.replace(/\.$/, "")})` : "";
    if (value === undefined || value === "") {
      if (!rule.required) return [];
      const where = `Set it under Settings → Variables of ${place.service}.`;
      const message = `${key}${meaning} is required and not set in ${place.environment}. ${where}`;
      return [{ code: "variable_missing", key, message }];
    }
    if (value === null) return [];
    const wish = unmet(rule, value, budget);
    if (!wish) return [];
    const message = `${key}${meaning} in ${place.environment} ${wish}, as slipway.yaml asks. Correct it under Settings → Variables of ${place.service}.`;
    return [{ code: "variable_invalid", key, message }];
  });
}

/** In words that repeat what was asked for and never what is there. */
function unmet({ oneOf, pattern }: VariableRule, value: string, budget: Budget): string | undefined {
  if (oneOf && !oneOf.includes(value)) return `is none of ${oneOf.join(", ")}`;
  if (pattern !== undefined && !matches(pattern, value, budget)) return `does not match ${pattern}`;
  return undefined;
}

type Budget = { leftMs: number };

/** The whole value has to match. Patterns come out of repositories, so one that never ends counts as not matching. */
function matches(pattern: string, value: string, budget: Budget): boolean {
  const startedMs = performance.now();
  try {
    const limitMs = Math.min(PATTERN_LIMIT_MS, budget.leftMs);
    return limitMs > 0 && withinTimeLimit(limitMs, () => new RegExp(`^(?:${pattern})$`, "u").test(value));
  } catch {
    return false;
  } finally {
    budget.leftMs -= performance.now() - startedMs;
  }
}
