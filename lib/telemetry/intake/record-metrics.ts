import "server-only";
import { createHash } from "node:crypto";

import { sql } from "drizzle-orm";

import type { Tx } from "@/db/client";

import type { Attributes, HistogramPoint, MetricRecord, NumberPoint } from "../contract";
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

/** What one process of a source measured; `process` tells it from the others, which count the same series on their own. */
export type MetricSet = { sourceId: number; process: Attributes; metrics: readonly MetricRecord[] };
/** Points that are not kept, by why. */
export type UnkeptPoints = { invalid: number; limit: number };

type Measured = {
  series: Series;
  stream: string;
  metric: MetricRecord;
  point: NumberPoint | HistogramPoint;
  unkept: UnkeptPoints;
};
type Known = Measured & { seriesId: number };

/**
 * Counts measured points into minutes and hours, exactly once with the transaction it is part of. Cumulative points are
 * subtracted from the last one that the same process sent of their series, which is kept beside them: any of our processes
 * may take the next point, and one that is killed forgets nothing. Returns what was left out of each set.
 */
export async function recordMetrics(
  tx: Tx,
  sets: readonly MetricSet[],
  nowMs = Date.now(),
): Promise<UnkeptPoints[]> {
  const unkeptOf = sets.map((): UnkeptPoints => ({ invalid: 0, limit: 0 }));
  const measured: Measured[] = [];
  for (const [index, { sourceId, process, metrics }] of sets.entries()) {
    const unkept = unkeptOf[index] ?? { invalid: 0, limit: 0 };
    const streams = new Map<string | undefined, string>();
    for (const metric of metrics) {
      const stream = streams.get(metric.scope) ?? streamOf(process, metric.scope);
      streams.set(metric.scope, stream);
      for (const point of metric.points)
        if (isSound(metric, point, nowMs))
          measured.push({ series: seriesOf(sourceId, metric, point), stream, metric, point, unkept });
        else unkept.invalid += 1;
    }
  }
  if (measured.length === 0) return unkeptOf;
  const idOf = await seriesIds(
    tx,
    measured.map(({ series }) => series),
  );
  const known = measured.flatMap((one): Known[] => {
    const seriesId = idOf(one.series);
    if (seriesId === undefined) one.unkept.limit += 1;
    return seriesId === undefined ? [] : [{ ...one, seriesId }];
  });
  // In the order of time, for each point is subtracted from the one before it.
  known.sort((a, b) => (a.point.atNs < b.point.atNs ? -1 : a.point.atNs > b.point.atNs ? 1 : 0));
  const states = await lockStates(tx, known.filter(needsState));
  const minutes = known.flatMap((one): MeasuredMinute[] => {
    const increase = needsState(one) ? advanceState(states, one) : increaseOfDelta(one);
    return increase ? [minuteOf(one, increase)] : [];
  });
  await keepStates(tx, states);
  await addMinutes(tx, minutes);
  return unkeptOf;
}

/** Each scope of a process counts on its own, as OpenTelemetry has it. */
function streamOf(process: Attributes, scope: string | undefined): string {
  const inOrder = Object.entries(process).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const named = scope === undefined ? inOrder : [inOrder, scope];
  return createHash("sha256").update(JSON.stringify(named)).digest("hex").slice(0, 16);
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

/** By series and process. */
type States = Map<
  string,
  { seriesId: number; stream: string; before: Cumulative | undefined; now?: Cumulative }
>;
const keyOf = ({ seriesId, stream }: Pick<Known, "seriesId" | "stream">) => `${seriesId} ${stream}`;

function advanceState(states: States, one: Known): Increase | undefined {
  const { seriesId, stream, point } = one;
  const state = states.get(keyOf(one)) ?? { seriesId, stream, before: undefined };
  const next = "value" in point ? cumulativeOfNumber(point) : cumulativeOfHistogram(point);
  const increase = increaseOf(state.now ?? state.before, next);
  if (!increase) return undefined;
  states.set(keyOf(one), { ...state, now: next });
  return "value" in point ? { ...increase, count: 1 } : increase;
}

function minuteOf({ seriesId, metric, point, series }: Known, increase: Increase): MeasuredMinute {
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

type StateRow = Omit<Cumulative, "startNs" | "atNs"> & {
  seriesId: number;
  stream: string;
  startNs: string | null;
  atNs: string;
};

/** In one order, so that two processes with the same series never wait for each other in a circle. */
async function lockStates(tx: Tx, wanted: readonly Known[]): Promise<States> {
  const pairs = new Map(wanted.map((one) => [keyOf(one), { s: one.seriesId, p: one.stream }]));
  if (pairs.size === 0) return new Map();
  const rows = await tx.execute<StateRow>(sql`
    select kept.series_id as "seriesId", kept.stream, start_ns::text as "startNs", at_ns::text as "atNs", sum,
      count::float8 as count, scale, bucket_offset as "offset", buckets::float8[] as buckets
    from metric_streams as kept
    join json_to_recordset(${JSON.stringify([...pairs.values()])}::json) as wanted(s int, p text)
      on kept.series_id = s and kept.stream = p
    order by kept.series_id, kept.stream for update of kept`);
  return new Map(
    rows.map(({ seriesId, stream, startNs, atNs, ...row }) => [
      keyOf({ seriesId, stream }),
      {
        seriesId,
        stream,
        before: { ...row, atNs: BigInt(atNs), startNs: startNs === null ? undefined : BigInt(startNs) },
      },
    ]),
  );
}

async function keepStates(tx: Tx, states: States): Promise<void> {
  const rows = [...states.values()].flatMap(({ seriesId, stream, now }) =>
    now
      ? [
          {
            seriesId,
            stream,
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
    insert into metric_streams as kept (series_id, stream, start_ns, at_ns, sum, count, scale, bucket_offset, buckets)
    select "seriesId", stream, "startNs"::bigint, "atNs"::bigint, sum, count, scale, "offset", buckets
    from json_to_recordset(${JSON.stringify(rows)}::json) as given("seriesId" int, stream text, "startNs" text, "atNs" text,
      sum float8, count bigint, scale smallint, "offset" smallint, buckets bigint[])
    order by "seriesId", stream
    on conflict (series_id, stream) do update set start_ns = excluded.start_ns, at_ns = excluded.at_ns, sum = excluded.sum,
      count = excluded.count, scale = excluded.scale, bucket_offset = excluded.bucket_offset, buckets = excluded.buckets
    where kept.at_ns < excluded.at_ns`);
}
