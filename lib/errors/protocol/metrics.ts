import type { CheckIn } from "@/lib/crons/contract";
import type { Attributes, HistogramPoint, MetricRecord } from "@/lib/telemetry/contract";
import { bucketOf, DURATION_SCALE } from "@/lib/telemetry/contract";

import { instantOf, type Json, numberOf, textOf } from "./lenient";
import { attributesOf, type Clock, itemsOf, nanoseconds, type Sent } from "./spans";

const MOST_METRICS = 1_000;

/** `{version: 2, items: [{timestamp, name, type, value, unit?, attributes}]}`: each a point of its own. */
export const readMetricItems = (payload: Json, clock: Clock): Sent<MetricRecord>[] =>
  itemsOf(payload)
    .slice(0, MOST_METRICS)
    .flatMap((item) => {
      const [name, value] = [textOf(item["name"], 200), numberOf(item["value"])];
      const given = attributesOf(item["attributes"]);
      if (name === null || value === null) return [];
      const at = {
        attributes: ofSeries(given),
        atNs: nanoseconds(clock(instantOf(item["timestamp"]))),
      };
      const record = recordOf(item["type"], { name, unit: unitOf(item["unit"]) }, value, at);
      return record ? [{ release: textOf(given["sentry.release"], 250), record }] : [];
    });

/**
 * A check-in of a cron monitor is counted as well (`check_in.runs`), and when it is over how long that took. The monitor
 * and what came of it are attributes.
 */
export function metricsOfCheckIn(
  { slug: monitor, status, release, durationMs }: CheckIn,
  receivedAtMs: number,
): Sent<MetricRecord>[] {
  const at = { attributes: { monitor, status }, atNs: nanoseconds(receivedAtMs) };
  const runs = recordOf("counter", { name: "check_in.runs", unit: "{run}" }, 1, at);
  const duration =
    durationMs === null
      ? undefined
      : recordOf("distribution", { name: "check_in.duration", unit: "s" }, durationMs / 1_000, at);
  return [runs, duration].flatMap((record) => (record ? [{ release, record }] : []));
}

/** What the SDK says of itself, and who was there, would make a series of each point. */
const ofSeries = (given: Attributes): Attributes =>
  Object.fromEntries(
    Object.entries(given).filter(([name]) => !/^(sentry|user)\.|^server\.address$/.test(name)),
  );

type At = { attributes: Attributes; atNs: bigint };

/** Undefined for a type that there is not, and for what a histogram cannot hold. */
function recordOf(
  type: unknown,
  named: { name: string; unit: string },
  value: number,
  at: At,
): MetricRecord | undefined {
  switch (type) {
    case "counter":
      return value < 0
        ? undefined
        : { ...named, type: "counter", temporality: "delta", points: [{ ...at, value }] };
    case "gauge":
      return { ...named, type: "level", temporality: "delta", points: [{ ...at, value }] };
    case "distribution":
      return value < 0
        ? undefined
        : { ...named, type: "histogram", temporality: "delta", points: [pointOf(value, at)] };
    default:
      return undefined;
  }
}

const pointOf = (value: number, at: At): HistogramPoint => ({
  ...at,
  count: 1,
  sum: value,
  min: value,
  max: value,
  buckets: {
    kind: "exponential",
    scale: DURATION_SCALE,
    zeroCount: value === 0 ? 1 : 0,
    offset: value === 0 ? 0 : bucketOf(value, DURATION_SCALE),
    counts: value === 0 ? [] : [1],
  },
});

/** Sentry spells units out; here they are those of UCUM, as with everybody else. */
const UNITS = new Map<unknown, string>(
  Object.entries({
    nanosecond: "ns",
    microsecond: "us",
    millisecond: "ms",
    second: "s",
    minute: "min",
    hour: "h",
    day: "d",
    byte: "By",
    kilobyte: "kBy",
    kibibyte: "KiBy",
    megabyte: "MBy",
    mebibyte: "MiBy",
    percent: "%",
    ratio: "1",
    none: "1",
  }),
);
const unitOf = (unit: unknown): string => UNITS.get(unit) ?? textOf(unit, 40) ?? "1";
