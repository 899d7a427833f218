import "server-only";
import { distributionOf } from "../distribution";
import type {
  Distribution,
  DistributionQuestion,
  MetricsAnswer,
  MetricsQuestion,
  MetricsStore,
} from "../metrics-store";
import { compileBuckets, compilePromql, END_MS } from "./compile-promql";
import type { Engine, MatrixSeries } from "./engine";
import { labelName } from "./names";
import { LAST_BOUND } from "./written-buckets";

/**
 * What a Prometheus-compatible engine keeps, for questions over what Slipway wrote there. Which metrics there are, their
 * types and their keys, is known from what was taken in (`catalogue`): engines know names only, with the dots replaced.
 */
export const prometheusStore = (engine: Engine, catalogue: MetricsStore): MetricsStore => ({
  ...catalogue,
  async ask({ request }, question) {
    const promql = compilePromql(question, await engine.dialect());
    return answerOf(question, await engine.queryRange(promql, stepsAsked(question), request.signal));
  },

  async distribute({ request }, question) {
    const promql = compileBuckets(question, await engine.dialect());
    return distributed(question, await engine.queryRange(promql, stepsAsked(question), request.signal));
  },
});

/** Each step is asked for at its last millisecond. */
const firstMs = ({ from, stepSeconds }: DistributionQuestion) =>
  from.getTime() + stepSeconds * 1_000 - END_MS;
const stepsOf = ({ from, to, stepSeconds }: DistributionQuestion) =>
  Math.round((to.getTime() - from.getTime()) / 1_000 / stepSeconds);

const stepsAsked = (question: DistributionQuestion) => ({
  fromMs: firstMs(question),
  toMs: question.to.getTime() - END_MS,
  stepSeconds: question.stepSeconds,
});

/** The values of a series by step; what is no number is none. */
function valuesOf(question: DistributionQuestion, { values: pairs }: MatrixSeries): (number | null)[] {
  const values = Array.from({ length: stepsOf(question) }, (): number | null => null);
  for (const [seconds, text] of pairs) {
    const value = Number(text);
    const slot = Math.round((seconds - firstMs(question) / 1_000) / question.stepSeconds);
    if (Number.isFinite(value) && slot in values) values[slot] = value;
  }
  return values;
}

function answerOf(question: MetricsQuestion, found: readonly MatrixSeries[]): MetricsAnswer {
  const { by, metric } = question;
  const last = LAST_BOUND[metric.unit === "s" ? "seconds" : "others"];
  const series = found.map((one) => ({
    labels: Object.fromEntries(by.map((key) => [key, one.metric[labelName(key)] ?? ""])),
    values: valuesOf(question, one),
  }));
  return {
    series: series.filter(({ values }) => values.some((value) => value !== null)),
    // An engine answers with the last bound there is, and does not say so.
    beyond: metric.type === "histogram" && series.some(({ values }) => values.includes(last)),
  };
}

/** Counts up to each bound as counts between bounds. */
function distributed(question: DistributionQuestion, found: readonly MatrixSeries[]): Distribution {
  const upTo = found
    .map((one) => ({ bound: boundOf(one.metric.le), values: valuesOf(question, one) }))
    .toSorted((a, b) => a.bound - b.bound);
  const finite = upTo.flatMap(({ bound }) => (Number.isFinite(bound) ? [bound] : []));
  const lowest = Math.min(0, finite[0] ?? 0);
  const counted = upTo.flatMap(({ bound, values }, at) => {
    const before = upTo[at - 1];
    return values.map((value, slot) => ({
      slot,
      from: before?.bound ?? lowest,
      to: Number.isFinite(bound) ? bound : null,
      // What an engine estimates is not always whole, nor always more than for the bound before.
      count: Math.max(0, Math.round((value ?? 0) - (before?.values[slot] ?? 0))),
    }));
  });
  return distributionOf([lowest, ...finite], counted, stepsOf(question));
}

const boundOf = (le = "+Inf") => (le === "+Inf" ? Infinity : Number(le));
