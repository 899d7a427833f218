import "server-only";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import { type MetricView, quantile, ReadMetric } from "../contract";
import { durationsOf, groupBy, inMs, type RedRow, sumOf } from "./figures";
import { type Grain, GRAIN_SECONDS, readRed, readSources } from "./read-red";

const DEFAULT_POINTS = 100;
const MOST_POINTS = 2_000;
const HOUR_MS = 3_600_000;
/** Up to that long minutes answer, and up to that long hours. */
const LONGEST_MS = { minute: 26 * HOUR_MS, hour: 100 * 24 * HOUR_MS };

/**
 * One figure over time, a series for each environment and release that had a part in it.
 * @param service id or name. Throws `not_found`, and `invalid` for a period that is none or has too many steps.
 */
export async function getMetric(
  ctx: Context,
  service: string,
  input: ReadMetric,
  now = new Date(),
): Promise<MetricView> {
  demand(ctx.actor, "read");
  const { metric, quantile: share, environment, release, from, to, step } = ReadMetric.parse(input);
  const { id: serviceId } = await getServiceView(ctx, service);
  const environmentId = environment && (await getEnvironment(ctx, environment)).id;
  const period = cut({ from, to, step: step === undefined ? undefined : inSeconds(step) }, now);
  const sources = (await readSources(ctx, serviceId)).filter(
    (source) =>
      (environmentId === undefined || source.environmentId === environmentId) &&
      (release === undefined || source.releaseId === release),
  );
  const rows = await readRed(ctx, { ...period, sourceIds: sources.map(({ id }) => id), of: "all" });
  const bySource = groupBy(rows, ({ sourceId }) => sourceId);
  const series = groupBy(
    sources.filter(({ id }) => bySource.has(id)),
    ({ environmentId: where, releaseId }) => `${where} ${releaseId}`,
  );
  return {
    stepSeconds: period.stepSeconds,
    series: [...series.values()].flatMap((same) => {
      const [first] = same;
      if (!first) return [];
      const own = same.flatMap(({ id }) => bySource.get(id) ?? []);
      return [
        {
          labels: { environment: first.environment, release: first.releaseId },
          points: pointsOf(own, period.stepSeconds, (inStep) => valueOf(metric, share, inStep)),
        },
      ];
    }),
  };
}

type Valued = (rows: readonly RedRow[]) => number | null;

function pointsOf(rows: readonly (RedRow & { at: Date })[], stepSeconds: number, value: Valued) {
  const stepMs = stepSeconds * 1_000;
  const steps = groupBy(rows, ({ at }) => Math.floor(at.getTime() / stepMs) * stepMs);
  return [...steps]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([atMs, own]): [string, number][] => {
      const number = value(own);
      return number === null ? [] : [[new Date(atMs).toISOString(), number]];
    });
}

const valueOf = (metric: "requests" | "errors" | "duration", share: number, rows: readonly RedRow[]) =>
  metric === "duration" ? inMs(quantile(durationsOf(rows), share)) : sumOf(rows, metric);

const UNITS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** "90", "90s", "5m", "1h", "1d". */
function inSeconds(step: string): number {
  const unit = (["m", "h", "d"] as const).find((each) => step.endsWith(each)) ?? "s";
  return Number.parseInt(step, 10) * UNITS[unit];
}

function cut(
  { from, to, step }: { from?: string | undefined; to?: string | undefined; step?: number | undefined },
  now: Date,
): { from: Date; to: Date; stepSeconds: number; grain: Grain } {
  const end = to ? new Date(to) : now;
  const start = from ? new Date(from) : new Date(end.getTime() - HOUR_MS);
  const lengthMs = end.getTime() - start.getTime();
  if (lengthMs <= 0)
    throw new DomainError("invalid", "The period ends before it begins.", {
      fields: [{ path: "to", message: "Choose an instant after `from`." }],
    });
  const grain = lengthMs <= LONGEST_MS.minute ? "minute" : lengthMs <= LONGEST_MS.hour ? "hour" : "day";
  const least = GRAIN_SECONDS[grain];
  const wanted = step ?? lengthMs / 1_000 / DEFAULT_POINTS;
  const stepSeconds = Math.max(1, Math.ceil(wanted / least)) * least;
  if (lengthMs / 1_000 / stepSeconds > MOST_POINTS)
    throw new DomainError("invalid", `That would be more than ${MOST_POINTS.toLocaleString("en")} points.`, {
      fields: [{ path: "step", message: "Choose a longer step, or a shorter period." }],
    });
  const stepMs = stepSeconds * 1_000;
  return { from: new Date(Math.floor(start.getTime() / stepMs) * stepMs), to: end, stepSeconds, grain };
}
