import type { HistogramPoint, MetricRecord, NumberPoint, Temporality } from "@/lib/telemetry/contract";

import { type Decoded, type Encoding, resourceOf } from "./decode";
import {
  type EXPONENTIAL_POINT,
  type HISTOGRAM_POINT,
  type METRIC,
  METRICS,
  type NUMBER_POINT,
  type Read,
} from "./messages";
import { readJson } from "./read-json";
import { readProtobuf } from "./read-protobuf";

/** Throws Undecodable. Summaries, and sums that do not say since when they count, cannot be counted and are refused. */
export function decodeMetrics(body: Buffer, encoding: Encoding): Decoded<MetricRecord> {
  const { resourceMetrics = [] } =
    encoding === "json" ? readJson(body, METRICS) : readProtobuf(body, METRICS);
  let refused = 0;
  const groups = resourceMetrics.map(({ resource, scopeMetrics = [] }) => ({
    resource: resourceOf(resource?.attributes),
    items: scopeMetrics.flatMap(({ scope, metrics = [] }) =>
      metrics.flatMap((metric) => {
        const { record, unread } = metricOf(metric);
        refused += unread;
        return record && record.points.length > 0 ? [{ ...record, scope: scopeOf(scope) }] : [];
      }),
    ),
  }));
  return { groups, refused };
}

const scopeOf = ({ name = "", version = "" }: { name?: string; version?: string } = {}) =>
  name === "" ? undefined : `${name}@${version}`;

type Mapped = { record?: MetricRecord; unread: number };

function metricOf({ name = "", unit = "", ...metric }: Read<typeof METRIC>): Mapped {
  const { gauge, sum, histogram, exponentialHistogram: exponential } = metric;
  if (gauge) {
    const [points, unread] = read(gauge.dataPoints, numberPoint);
    return { record: { name, unit, type: "level", temporality: "delta", points }, unread };
  }
  if (sum) {
    const temporality = temporalityOf(sum.aggregationTemporality);
    const [points, unread] = read(sum.dataPoints, numberPoint);
    if (!temporality) return { unread: points.length + unread };
    // What goes up and down has a value at each moment, and no increase.
    if (!sum.isMonotonic && temporality === "cumulative")
      return { record: { name, unit, type: "level", temporality: "delta", points }, unread };
    return { record: { name, unit, type: "counter", temporality, points }, unread };
  }
  const given = histogram ?? exponential;
  if (given) {
    const temporality = temporalityOf(given.aggregationTemporality);
    const [points, unread] = histogram
      ? read(histogram.dataPoints, explicitPoint)
      : read(exponential?.dataPoints, exponentialPoint);
    if (!temporality) return { unread: points.length + unread };
    return { record: { name, unit, type: "histogram", temporality, points }, unread };
  }
  return { unread: metric.summary?.dataPoints?.length ?? 0 };
}

const temporalityOf = (number: number | undefined): Temporality | undefined =>
  number === 1 ? "delta" : number === 2 ? "cumulative" : undefined;

/** The points that have a value, and how many could not be read. Those that say they have none are left out in silence. */
function read<Given extends { flags?: number }, Point>(
  given: readonly Given[] = [],
  map: (point: Given) => Point | undefined,
): [points: Point[], unread: number] {
  const measured = given.filter(({ flags = 0 }) => (flags & 1) === 0);
  const points = measured.flatMap((point) => map(point) ?? []);
  return [points, measured.length - points.length];
}

type Timed = { attributes?: NumberPoint["attributes"]; startTimeUnixNano?: bigint; timeUnixNano?: bigint };
const timed = ({ attributes = {}, startTimeUnixNano, timeUnixNano = 0n }: Timed) => ({
  attributes,
  // A start that is not said, or is the time itself, is an unknown one.
  startNs: startTimeUnixNano === 0n || startTimeUnixNano === timeUnixNano ? undefined : startTimeUnixNano,
  atNs: timeUnixNano,
});

function numberPoint(point: Read<typeof NUMBER_POINT>): NumberPoint | undefined {
  const value = point.asDouble ?? (point.asInt === undefined ? undefined : Number(point.asInt));
  return value === undefined ? undefined : { ...timed(point), value };
}

const aggregates = (point: Read<typeof HISTOGRAM_POINT> | Read<typeof EXPONENTIAL_POINT>) => ({
  ...timed(point),
  count: Number(point.count ?? 0n),
  sum: point.sum ?? 0,
  min: point.min,
  max: point.max,
});

function explicitPoint(point: Read<typeof HISTOGRAM_POINT>): HistogramPoint | undefined {
  const { bucketCounts = [], explicitBounds = [] } = point;
  const counts =
    bucketCounts.length === 0 && explicitBounds.length === 0 ? [Number(point.count ?? 0n)] : bucketCounts;
  if (counts.length !== explicitBounds.length + 1) return undefined;
  return { ...aggregates(point), buckets: { kind: "explicit", bounds: explicitBounds, counts } };
}

function exponentialPoint(point: Read<typeof EXPONENTIAL_POINT>): HistogramPoint | undefined {
  const { scale = 0, zeroCount = 0n, positive, negative } = point;
  // Nothing that is measured here can be below zero.
  if (negative?.bucketCounts?.some((count) => count > 0)) return undefined;
  const { offset = 0, bucketCounts: counts = [] } = positive ?? {};
  return {
    ...aggregates(point),
    buckets: { kind: "exponential", scale, zeroCount: Number(zeroCount), offset, counts },
  };
}
