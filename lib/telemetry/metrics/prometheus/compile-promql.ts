import { DomainError } from "@/lib/core/errors";

import { type Matcher, SHARES } from "../../contract";
import type { DistributionQuestion, MetricsQuestion } from "../metrics-store";
import { labelName, OWN_JOB, seriesName } from "./names";

/**
 * Which samples a window holds. In PromQL it has to hold the one before the step, from which `increase` subtracts; in
 * MetricsQL `increase` takes that one from before the window, and with it inside would count a minute twice.
 */
export type Dialect = "promql" | "metricsql";

/** Minutes are written with the last millisecond of theirs: a step ends with its last minute, and holds no other. */
export const END_MS = 1;

/**
 * A question as PromQL, to be evaluated at the last millisecond of each step. Throws DomainError `invalid` for a regular
 * expression that RE2 has no word for.
 */
export function compilePromql(question: MetricsQuestion, dialect: Dialect): string {
  const { metric, aggregation, matchers, by, stepSeconds } = question;
  const name = seriesName(metric);
  const labels = by.map(labelName);
  const grown = (series: string, keys: readonly string[] = labels) =>
    increaseOf(question, series, keys, dialect);
  const share = SHARES[aggregation];
  if (metric.type === "histogram") {
    if (share !== undefined)
      return `histogram_quantile(${share}, ${grown(`${name}_bucket`, ["le", ...labels])})`;
    if (aggregation === "avg") return `${grown(`${name}_sum`)} / ${grown(`${name}_count`)}`;
  }
  if (aggregation === "rate" || aggregation === "increase") {
    const increase = grown(metric.type === "histogram" ? `${name}_count` : name);
    return aggregation === "rate" ? `${increase} / ${stepSeconds}` : increase;
  }
  const over = aggregation === "min" || aggregation === "max" ? aggregation : "avg";
  return `${aggregation}${byOf(labels)}(${over}_over_time(${name}{${selectorOf(matchers)}}[${stepSeconds * 1_000 - END_MS}ms]))`;
}

/** How many observations of a histogram lay below each bound, `le`, by step. */
export const compileBuckets = (question: DistributionQuestion, dialect: Dialect): string =>
  increaseOf(question, `${seriesName(question.metric)}_bucket`, ["le"], dialect);

/** By how much a series that only grows grew in each step. */
function increaseOf(
  { matchers, stepSeconds }: DistributionQuestion,
  series: string,
  keys: readonly string[],
  dialect: Dialect,
): string {
  const windowMs = stepSeconds * 1_000 + (dialect === "promql" ? END_MS : 0);
  return `sum${byOf(keys)}(increase(${series}{${selectorOf(matchers)}}[${windowMs}ms]))`;
}

const byOf = (labels: readonly string[]) => (labels.length === 0 ? "" : ` by (${labels.join(", ")}) `);

function selectorOf(matchers: readonly Matcher[]): string {
  const own = { key: "", operator: "=", value: OWN_JOB } as const;
  return [own, ...matchers]
    .map((matcher) => {
      if (matcher.operator.endsWith("~")) demandRe2(matcher);
      const label = matcher === own ? "job" : labelName(matcher.key);
      return `${label}${matcher.operator}${JSON.stringify(matcher.value.toWellFormed())}`;
    })
    .join(",");
}

/** What JavaScript's expressions have and RE2's do not: look-around and references to what was matched before. */
const BEYOND_RE2 = /(?<!\\)(?:\\\\)*(?:\(\?<?[=!]|\\[1-9]|\\k<)/;

function demandRe2({ key, value }: Matcher): void {
  if (!BEYOND_RE2.test(value)) return;
  throw new DomainError("invalid", "The metrics engine does not know this expression.", {
    fields: [
      {
        path: "where",
        message: `${key} is matched with look-around or a back-reference, which RE2 has not.`,
      },
    ],
  });
}
