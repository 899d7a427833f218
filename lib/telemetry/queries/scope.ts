import "server-only";
import { getEnvironment, getServiceView, listEnvironments } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";

import type { RedRange } from "../contract";
import { type Grain, GRAIN_SECONDS, type MeasuredSource, readSources } from "./read-red";

/** What a page of traffic is about: a service in one environment, with all who were measured there. */
export type Scope = {
  serviceId: string;
  /** Where anything was measured. */
  environments: string[];
  environment: { id: string; name: string } | undefined;
  sources: MeasuredSource[];
  /** Those of the other environments. */
  elsewhere: MeasuredSource[];
};

/** Throws `not_found` for a service or an environment that does not exist. */
export async function scopeOf(
  ctx: Context,
  service: string,
  environment: string | undefined,
): Promise<Scope> {
  const { id: serviceId } = await getServiceView(ctx, service);
  const asked = environment === undefined ? undefined : await getEnvironment(ctx, environment);
  const measured = await readSources(ctx, serviceId);
  const names = [...new Set(measured.map((source) => source.environment))];
  const chosen = asked ?? (await mostTelling(ctx, names));
  return {
    serviceId,
    environments: names,
    environment: chosen && { id: chosen.id, name: chosen.name },
    sources: measured.filter(({ environmentId }) => environmentId === chosen?.id),
    elsewhere: measured.filter(({ environmentId }) => environmentId !== chosen?.id),
  };
}

/** Production, where users are; else the last one on the way to it. */
async function mostTelling(ctx: Context, measured: readonly string[]) {
  if (measured.length === 0) return undefined;
  const all = (await listEnvironments(ctx)).filter(({ name }) => measured.includes(name));
  return all.find(({ isProduction }) => isProduction) ?? all.at(-1);
}

/** How a range is cut: the rollup that it is read from, and the width of a step in seconds. */
const CUTS: Record<RedRange, { seconds: number; stepSeconds: number; grain: Grain }> = {
  "1h": { seconds: 3_600, stepSeconds: 60, grain: "minute" },
  "6h": { seconds: 6 * 3_600, stepSeconds: 300, grain: "minute" },
  "24h": { seconds: 24 * 3_600, stepSeconds: 900, grain: "minute" },
  "7d": { seconds: 7 * 86_400, stepSeconds: 7_200, grain: "hour" },
};

export type Period = { from: Date; to: Date; stepSeconds: number; grain: Grain };

/** Whole steps back from the end of the one that is under way. */
export function periodOf(range: RedRange, now: Date): Period {
  const { seconds, stepSeconds, grain } = CUTS[range];
  const stepMs = stepSeconds * 1_000;
  const to = new Date((Math.floor(now.getTime() / stepMs) + 1) * stepMs);
  return { from: new Date(to.getTime() - seconds * 1_000), to, stepSeconds, grain };
}

/**
 * By operation there are twenty times as many rows: from six hours on whole hours answer, the first one in full, and days
 * where a whole one lies in between.
 */
export function periodsOfOperations(range: RedRange, now: Date): Period[] {
  if (range === "1h") return [periodOf(range, now)];
  const { seconds } = CUTS[range];
  const [hourMs, dayMs] = [GRAIN_SECONDS.hour * 1_000, GRAIN_SECONDS.day * 1_000];
  const toMs = (Math.floor(now.getTime() / hourMs) + 1) * hourMs;
  const fromMs = Math.floor((now.getTime() - seconds * 1_000) / hourMs) * hourMs;
  const firstDayMs = Math.ceil(fromMs / dayMs) * dayMs;
  const cut = (grain: Grain, from: number, to: number): Period => ({
    from: new Date(from),
    to: new Date(to),
    stepSeconds: GRAIN_SECONDS[grain],
    grain,
  });
  return firstDayMs + dayMs < toMs
    ? [cut("hour", fromMs, firstDayMs), cut("day", firstDayMs, toMs)]
    : [cut("hour", fromMs, toMs)];
}
