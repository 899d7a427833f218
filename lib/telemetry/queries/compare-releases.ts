import "server-only";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";

import {
  CompareReleases,
  type ComparedRelease,
  type MeasuredRelease,
  type ReleaseComparison,
} from "../contract";
import { figuresOf, perMinute, type RedRow } from "./figures";
import { readFirstRequest } from "./first-request";
import { fittingRange } from "./fitting-range";
import { GRAIN_SECONDS, readRed } from "./read-red";
import { readReleases, readReleasesByNumber, seriesOf, stepsOf } from "./release-series";
import { type Period, periodOf, type Scope, scopeOf } from "./scope";

const MOST_CHOICES = 50;

/**
 * Two releases of a service side by side: at the same moment where both answered at once, else by the time since the first
 * request of each. Their figures are over the time that both have, so that a day is not held against ten minutes.
 * @param service id or name. Throws `not_found`, also for a release that the service does not have.
 */
export async function compareReleases(
  ctx: Context,
  service: string,
  input: CompareReleases = {},
  now = new Date(),
): Promise<ReleaseComparison> {
  demand(ctx.actor, "read");
  const { environment, align, base, other, ...asked } = CompareReleases.parse(input);
  const scope = await scopeOf(ctx, service, environment);
  const range = asked.range ?? (await fittingRange(ctx, scope, now));
  const measured = await readReleases(ctx, [
    ...new Set(scope.sources.flatMap(({ releaseId }) => releaseId ?? [])),
  ]);
  const period = periodOf(range, now);
  const pair = await choose(ctx, scope, measured, { base, other });
  const atOnce = pair && (await readSides(ctx, scope, pair, [period, period]));
  const ranTogether = atOnce !== undefined && meet(atOnce);
  const alignment = align ?? (ranTogether || !pair ? "moment" : "start");
  const sides =
    pair && alignment === "start"
      ? await readSides(ctx, scope, pair, await periodsFromStart(ctx, scope, pair, period))
      : atOnce;
  return {
    environment: scope.environment?.name ?? null,
    choices: measured.slice(0, MOST_CHOICES).map(({ number, version }) => ({ number, version })),
    alignment,
    ranTogether,
    ...(sides ? sideBySide(sides, now) : { ...NOTHING, stepSeconds: period.stepSeconds }),
  };
}

const NOTHING = { offsets: [], sharedSeconds: 0, base: null, other: null };

type Pair<T> = readonly [base: T, other: T];

/** Those that are asked for, else the newest one that was asked anything and the one before it. */
async function choose(
  ctx: Context,
  { serviceId }: Scope,
  measured: readonly MeasuredRelease[],
  asked: { base: number | undefined; other: number | undefined },
): Promise<Pair<MeasuredRelease> | undefined> {
  const numbers = [asked.base, asked.other].flatMap((number) => number ?? []);
  const named = numbers.length === 0 ? [] : await readReleasesByNumber(ctx, serviceId, numbers);
  const of = (number: number) => {
    const release = named.find((each) => each.number === number);
    if (!release) throw new DomainError("not_found", `This service has no release #${number}.`);
    return release;
  };
  const other =
    asked.other === undefined ? measured.find(({ number }) => number !== asked.base) : of(asked.other);
  const base =
    asked.base === undefined
      ? (measured.find(({ number }) => other && number < other.number) ??
        measured.find(({ number }) => number !== other?.number))
      : of(asked.base);
  return base && other && [base, other];
}

type Side = {
  release: MeasuredRelease;
  startedAt: Date | undefined;
  period: Period;
  rows: (RedRow & { at: Date; step: number })[];
};

const sourcesOf = ({ sources }: Scope, release: MeasuredRelease) =>
  sources.filter(({ releaseId }) => releaseId === release.id).map(({ id }) => id);

async function readSides(
  ctx: Context,
  scope: Scope,
  pair: Pair<MeasuredRelease>,
  periods: Pair<Period>,
): Promise<Pair<Side>> {
  const read = async (release: MeasuredRelease, period: Period): Promise<Side> => {
    const sourceIds = sourcesOf(scope, release);
    const [first, rows] = await Promise.all([
      readFirstRequest(ctx, sourceIds, new Date(0)),
      readRed(ctx, { ...period, sourceIds, of: "all" }),
    ]);
    const fromMs = period.from.getTime();
    return {
      release,
      startedAt: first?.at,
      period,
      rows: rows.map((row) => ({
        ...row,
        step: Math.floor((row.at.getTime() - fromMs) / 1_000 / period.stepSeconds),
      })),
    };
  };
  return Promise.all([read(pair[0], periods[0]), read(pair[1], periods[1])]);
}

const stepsWith = ({ rows }: Side) => new Set(rows.map(({ step }) => step));

function meet([base, other]: Pair<Side>): boolean {
  const known = stepsWith(base);
  return [...stepsWith(other)].some((step) => known.has(step));
}

/** As long as the period is, from the first request of each on. */
async function periodsFromStart(
  ctx: Context,
  scope: Scope,
  pair: Pair<MeasuredRelease>,
  period: Period,
): Promise<Pair<Period>> {
  const [base, other] = await Promise.all([
    readFirstRequest(ctx, sourcesOf(scope, pair[0]), new Date(0)),
    readFirstRequest(ctx, sourcesOf(scope, pair[1]), new Date(0)),
  ]);
  // Of a release whose minutes are gone there are hours, and then hours are compared with hours.
  const isLongAgo = base?.grain === "hour" || other?.grain === "hour";
  const grain = isLongAgo ? "hour" : period.grain;
  const stepSeconds = Math.max(period.stepSeconds, GRAIN_SECONDS[grain]);
  const lengthMs = period.to.getTime() - period.from.getTime();
  const grainMs = GRAIN_SECONDS[grain] * 1_000;
  const since = (at: Date = period.from): Period => {
    const from = new Date(Math.floor(at.getTime() / grainMs) * grainMs);
    return { from, to: new Date(from.getTime() + lengthMs), stepSeconds, grain };
  };
  return [since(base?.at), since(other?.at)];
}

function sideBySide(
  sides: Pair<Side>,
  now: Date,
): Pick<ReleaseComparison, "stepSeconds" | "offsets" | "sharedSeconds" | "base" | "other"> {
  const [base, other] = sides;
  const { stepSeconds } = base.period;
  const steps = sides.map(({ period }) => stepsOf(period, now));
  const longest = Math.max(...steps.map(({ length }) => length));
  const [first, last] = sharedSteps(sides, longest);
  const seconds = steps.map((own) => own.slice(first, last + 1).reduce((sum, step) => sum + step.seconds, 0));
  const view = (side: Side, index: 0 | 1): ComparedRelease => {
    const figures = figuresOf(side.rows.filter(({ step }) => step >= first && step <= last));
    return {
      release: side.release,
      startedAt: side.startedAt?.toISOString() ?? null,
      from: side.period.from.toISOString(),
      ...figures,
      perMinute: perMinute(figures.requests, seconds[index] ?? 0),
      series: seriesOf(side.rows, steps[index] ?? [], side.period),
    };
  };
  return {
    stepSeconds,
    offsets: Array.from({ length: longest }, (_, index) => index * stepSeconds),
    sharedSeconds: Math.min(...seconds),
    base: view(base, 0),
    other: view(other, 1),
  };
}

/** From where both have answered to where the first of them was asked its last; all steps where there is no such time. */
function sharedSteps(sides: Pair<Side>, length: number): Pair<number> {
  const [base, other] = sides.map((side) => [...stepsWith(side)]);
  const first = Math.max(Math.min(...(base ?? [])), Math.min(...(other ?? [])));
  const last = Math.min(Math.max(...(base ?? [])), Math.max(...(other ?? [])), length - 1);
  return first <= last && Number.isFinite(first) ? [first, last] : [0, length - 1];
}
