import "server-only";
import { SHARES } from "../contract";
import { answerOf } from "./answer";
import { CHECK_METRICS } from "./check-rows";
import { bucketsOf, distributionOf } from "./distribution";
import { INSTANCE_METRICS } from "./instance-rows";
import type { Source } from "./members";
import type { MetricsQuestion, MetricsStore } from "./metrics-store";
import { readBuckets, readFigures } from "./read-lanes";
import { REQUEST_METRICS } from "./request-rows";
import { selectRows } from "./row-sources";
import { findMetric, readMetricNames } from "./series-rows";
import { readWithinLimits, refuseDear } from "./within-limits";

/** What is measured of every service, without anything in it. */
const OWN_METRICS = [...REQUEST_METRICS, ...INSTANCE_METRICS, ...CHECK_METRICS];

/** What is kept in the portal's own database. */
export const postgresStore: MetricsStore = {
  async list(ctx, serviceId) {
    return [...OWN_METRICS, ...(await readMetricNames(ctx, serviceId))];
  },

  async find(ctx, name) {
    return OWN_METRICS.find((metric) => metric.name === name) ?? (await findMetric(ctx, name));
  },

  async ask(ctx, question) {
    const { groups, lanes, source, figures } = await selectRows(ctx, question);
    if (groups.length === 0) return { series: [], beyond: false };
    const most = rowsOf(question, source);
    refuseDear(most);
    const rows = await readWithinLimits(ctx, (tx) =>
      SHARES[question.aggregation] === undefined
        ? readFigures(tx, question, source, figures)
        : readBuckets(tx, question, source, most),
    );
    return answerOf(question, groups, lanes, rows);
  },

  async distribute(ctx, question) {
    const { lanes, source } = await selectRows(ctx, { ...question, by: [] });
    const steps = (question.to.getTime() - question.from.getTime()) / 1_000 / question.stepSeconds;
    if (lanes.length === 0) return distributionOf([], [], steps);
    const most = rowsOf(question, source);
    refuseDear(most);
    const rows = await readWithinLimits(ctx, (tx) => readBuckets(tx, question, source, most));
    const { bounds, counted } = bucketsOf(lanes, rows);
    return distributionOf(bounds, counted, steps);
  },
};

/** How many rows a question reads at most. */
const rowsOf = ({ from, to }: Pick<MetricsQuestion, "from" | "to">, { members, rowSeconds }: Source) =>
  (members * (to.getTime() - from.getTime())) / 1_000 / rowSeconds;
