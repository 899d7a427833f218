import "server-only";
import { inArray, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import { metricStates } from "@/db/schema";

import type { HistogramPoint, MetricRecord, NumberPoint } from "../contract";
import { addMinutes, type MeasuredMinute } from "./add-metric-minutes";
import {
  atKeptScale,
  type Cumulative,
  cumulativeOfHistogram,
  cumulativeOfNumber,
  type Increase,
  increaseOf,
} from "./metric-deltas";
import { type Series, seriesIds } from "./metric-series";

/** What one source measured. */
export type MetricSet = { sourceId: number; metrics: readonly MetricRecord[] };
/** Points that are not kept, by why. */
export type UnkeptPoints = { invalid: number; limit: number };

type Measured = { series: Series; metric: MetricRecord; point: NumberPoint | HistogramPoint };

/**
 * Counts measured points into minutes and hours, exactly once with the transaction it is part of. Cumulative points are
 * subtracted from the last one of their series, which is kept beside them: any process may take the next point, and one
 * that is killed forgets nothing. Returns what was left out.
 */
export async function recordMetrics(
  tx: Tx,
  sets: readonly MetricSet[],
  nowMs = Date.now(),
): Promise<UnkeptPoints> {
  const unkept: UnkeptPoints = { invalid: 0, limit: 0 };
  const measured: Measured[] = [];
  for (const { sourceId, metrics } of sets)
    for (const metric of metrics)
      for (const point of metric.points)
        if (isSound(metric, point, nowMs))
          measured.push({ series: seriesOf(sourceId, metric, point), metric, point });
        else unkept.invalid += 1;
  if (measured.length === 0) return unkept;
  const idOf = await seriesIds(
    tx,
    measured.map(({ series }) => series),
  );
  const known = measured.flatMap((one) => {
    const seriesId = idOf(one.series);
    return seriesId === undefined ? [] : [{ ...one, seriesId }];
  });
  unkept.limit += measured.length - known.length;
  // In the order of time, for each point is subtracted from the one before it.
  known.sort((a, b) => (a.point.atNs < b.point.atNs ? -1 : a.point.atNs > b.point.atNs ? 1 : 0));
  const states = await lockStates(
    tx,
    known.filter(needsState).map(({ seriesId }) => seriesId),
  );
  const minutes = known.flatMap((one): MeasuredMinute[] => {
    const increase = needsState(one) ? advanceState(states, one) : increaseOfDelta(one);
    return increase ? [minuteOf(one, increase)] : [];
  });
  await keepStates(tx, states);
  await addMinutes(tx, minutes);
  return unkept;
}

const DAY_NS = 86_400_000_000_000n;
const AHEAD_NS = 600_000_000_000n;
const MOST_BUCKETS = 1_000;
/** The buckets of scale 3 that a double can fall into: 2^-1074 to 2^1024. */
const WIDEST_INDEX = 8_600;

/** Nothing from last year or next week, no numbers that are none, no more buckets than anybody has. */
function isSound(metric: MetricRecord, point: NumberPoint | HistogramPoint, nowMs: number): boolean {
  const nowNs = BigInt(nowMs) * 1_000_000n;
  if (point.atNs < nowNs - DAY_NS || point.atNs > nowNs + AHEAD_NS) return false;
  if (metric.name === "" || metric.name.length > 255) return false;
  if ("value" in point) return Number.isFinite(point.value);
  const { buckets, count, sum } = point;
  if (!Number.isFinite(sum) || !isCount(count) || buckets.counts.length > MOST_BUCKETS) return false;
  if (!buckets.counts.every(isCount)) return false;
  if (buckets.kind === "explicit")
    return (
      buckets.counts.length === buckets.bounds.length + 1 &&
      buckets.bounds.every(
        (bound, at) => Number.isFinite(bound) && (at === 0 || bound > (buckets.bounds[at - 1] ?? bound)),
      )
    );
  const inKept = 2 ** (3 - buckets.scale);
  return (
    buckets.scale >= -10 &&
    buckets.scale <= 20 &&
    isCount(buckets.zeroCount) &&
    Math.abs(buckets.offset) * inKept <= WIDEST_INDEX &&
    Math.abs(buckets.offset + buckets.counts.length) * inKept <= WIDEST_INDEX
  );
}

const isCount = (count: number) => Number.isSafeInteger(count) && count >= 0;

const seriesOf = (
  sourceId: number,
  { name, unit, type }: MetricRecord,
  point: NumberPoint | HistogramPoint,
): Series => ({
  sourceId,
  name,
  unit,
  type,
  attributes: point.attributes,
  bounds: "buckets" in point && point.buckets.kind === "explicit" ? point.buckets.bounds : null,
});

const needsState = ({ metric }: Measured) => metric.temporality === "cumulative" && metric.type !== "level";

function increaseOfDelta({ point }: Measured): Increase {
  return "value" in point
    ? { scale: 0, offset: 0, buckets: [], sum: point.value, count: 1 }
    : cumulativeOfHistogram(point);
}

type States = Map<number, { before: Cumulative | undefined; now?: Cumulative }>;

function advanceState(
  states: States,
  { seriesId, point }: Measured & { seriesId: number },
): Increase | undefined {
  const state = states.get(seriesId) ?? { before: undefined };
  const next = "value" in point ? cumulativeOfNumber(point) : cumulativeOfHistogram(point);
  const increase = increaseOf(state.now ?? state.before, next);
  if (!increase) return undefined;
  states.set(seriesId, { ...state, now: next });
  return "value" in point ? { ...increase, count: 1 } : increase;
}

function minuteOf(
  { seriesId, metric, point, series }: Measured & { seriesId: number },
  increase: Increase,
): MeasuredMinute {
  const { sum, count } = increase;
  const { offset, buckets } = series.bounds === null ? atKeptScale(increase) : increase;
  const value = "value" in point && metric.type === "level" ? point.value : null;
  const [min, max] = "value" in point ? [value, value] : [point.min ?? null, point.max ?? null];
  return {
    seriesId,
    atMs: Number(point.atNs / 1_000_000n),
    count,
    sum,
    min,
    max,
    last: value,
    offset,
    buckets,
  };
}

/** In one order, so that two processes with the same series never wait for each other in a circle. */
async function lockStates(tx: Tx, seriesIdsOfBatch: readonly number[]): Promise<States> {
  const ids = [...new Set(seriesIdsOfBatch)];
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select()
    .from(metricStates)
    .where(inArray(metricStates.seriesId, ids))
    .orderBy(metricStates.seriesId)
    .for("update");
  return new Map(
    rows.map(({ seriesId, startNs, bucketOffset, ...row }) => [
      seriesId,
      { before: { ...row, startNs: startNs ?? undefined, offset: bucketOffset } },
    ]),
  );
}

async function keepStates(tx: Tx, states: States): Promise<void> {
  const rows = [...states].flatMap(([seriesId, { now }]) =>
    now
      ? [
          {
            seriesId,
            startNs: now.startNs === undefined ? null : String(now.startNs),
            atNs: String(now.atNs),
            sum: now.sum,
            count: now.count,
            scale: now.scale,
            offset: now.offset,
            buckets: now.buckets,
          },
        ]
      : [],
  );
  if (rows.length === 0) return;
  await tx.execute(sql`
    insert into metric_states as kept (series_id, start_ns, at_ns, sum, count, scale, bucket_offset, buckets)
    select "seriesId", "startNs"::bigint, "atNs"::bigint, sum, count, scale, "offset", buckets
    from json_to_recordset(${JSON.stringify(rows)}::json) as given("seriesId" int, "startNs" text, "atNs" text,
      sum float8, count bigint, scale smallint, "offset" smallint, buckets bigint[])
    order by "seriesId"
    on conflict (series_id) do update set start_ns = excluded.start_ns, at_ns = excluded.at_ns, sum = excluded.sum,
      count = excluded.count, scale = excluded.scale, bucket_offset = excluded.bucket_offset, buckets = excluded.buckets
    where kept.at_ns < excluded.at_ns`);
}
