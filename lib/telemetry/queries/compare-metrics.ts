import "server-only";
import { eq } from "drizzle-orm";

import { metricsExports } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";
import { metricsEnv } from "@/lib/env";

import { type Aggregation, CompareMetrics, type MetricsComparison } from "../contract";
import { configuredEngine } from "../metrics/configured-engine";
import type { Metric, MetricsAnswer, MetricsQuestion, MetricsStore } from "../metrics/metrics-store";
import { postgresStore } from "../metrics/postgres-store";
import type { Engine } from "../metrics/prometheus/engine";
import { prometheusStore } from "../metrics/prometheus/prometheus-store";
import { inQueue } from "./question-queue";

const HOUR_MS = 3_600_000;
/** What everybody has, one of each way to read a metric. */
const QUESTIONS: readonly [metric: string, aggregation: Aggregation][] = [
  ["gateway.requests", "increase"],
  ["gateway.errors", "increase"],
  ["gateway.duration", "avg"],
  ["gateway.duration", "p95"],
  ["instance.memory", "max"],
  ["instance.cpu", "avg"],
];

/**
 * The same questions asked of our own database and of the engine that metrics are written to, over the last whole hours
 * that were written: what one looks at before the engine is asked instead.
 */
export async function compareMetrics(
  ctx: Context,
  input: CompareMetrics,
  engine: Engine | undefined = configuredEngine(),
): Promise<MetricsComparison> {
  demand(ctx.actor, "read");
  const { hours } = CompareMetrics.parse(input);
  const written = engine && (await readExport(ctx, engine.writeUrl));
  const end = written?.sentUntil ?? new Date();
  const to = new Date(Math.floor(end.getTime() / HOUR_MS) * HOUR_MS);
  const from = new Date(to.getTime() - hours * HOUR_MS);
  const period = { from, to, stepSeconds: hours * 3_600 };
  const compared =
    engine && written
      ? await compare(ctx, prometheusStore(engine, postgresStore), period)
      : { problem: null, items: [] };
  return {
    mode: metricsEnv().SLIPWAY_METRICS_MODE,
    engine: written
      ? {
          ...written,
          sentUntil: written.sentUntil.toISOString(),
          lastErrorAt: written.lastErrorAt?.toISOString() ?? null,
        }
      : null,
    from: from.toISOString(),
    to: to.toISOString(),
    ...compared,
  };
}

async function readExport(ctx: Context, writeUrl: string) {
  const [row] = await ctx.db
    .select({
      writeUrl: metricsExports.writeUrl,
      sentUntil: metricsExports.sentUntil,
      sentSamples: metricsExports.sentSamples,
      lostSamples: metricsExports.lostSamples,
      failures: metricsExports.failures,
      lastError: metricsExports.lastError,
      lastErrorAt: metricsExports.lastErrorAt,
    })
    .from(metricsExports)
    .where(eq(metricsExports.writeUrl, writeUrl));
  return row;
}

type Compared = Pick<MetricsComparison, "problem" | "items">;
type Period = Pick<MetricsQuestion, "from" | "to" | "stepSeconds">;

async function compare(ctx: Context, there: MetricsStore, period: Period): Promise<Compared> {
  const items: Compared["items"] = [];
  for (const [name, aggregation] of QUESTIONS) {
    // oxlint-disable-next-line no-await-in-loop -- no more at once than a dashboard asks
    const metric = await postgresStore.find(ctx, name);
    if (!metric) continue;
    const question = questionOf(metric, aggregation, period);
    try {
      // oxlint-disable-next-line no-await-in-loop -- the same
      const answers = await inQueue(ctx, () =>
        Promise.all([postgresStore.ask(ctx, question), there.ask(ctx, question)]),
      );
      items.push(...sideBySide(question, ...answers));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { problem: error.message, items };
    }
  }
  return { problem: null, items };
}

const questionOf = (metric: Metric, aggregation: Aggregation, period: Period): MetricsQuestion => ({
  ...period,
  metric,
  aggregation,
  by: ["service"],
  matchers: [],
});

function sideBySide(
  { metric, aggregation }: MetricsQuestion,
  here: MetricsAnswer,
  there: MetricsAnswer,
): Compared["items"] {
  const valueOf = ({ series }: MetricsAnswer, service: string) =>
    series.find(({ labels }) => labels.service === service)?.values[0] ?? null;
  const services = new Set([...here.series, ...there.series].map(({ labels }) => labels.service ?? ""));
  return [...services].toSorted().map((service) => {
    const [ours, theirs] = [valueOf(here, service), valueOf(there, service)];
    const differencePercent = ours ? (((theirs ?? 0) - ours) / ours) * 100 : null;
    return { metric: metric.name, aggregation, service, here: ours, there: theirs, differencePercent };
  });
}
