import type { HistogramPoint } from "@/lib/telemetry/contract";

import type { Read } from "../otlp/messages";
import type { HISTOGRAM } from "./messages";

type Native = Read<typeof HISTOGRAM>;

/** Its bounds are its own, and no powers of two. */
const CUSTOM = -53;
const GAUGE = 3;
/** More than anybody has; gaps between spans may say anything. */
const MOST_BUCKETS = 1_000;

/** The buckets of a native histogram. Undefined for what cannot be counted: floats, gauges and what is below zero. */
export function nativeBuckets(native: Native): HistogramPoint["buckets"] | undefined {
  const { schema = 0, countFloat, resetHint, negativeDeltas = [], zeroCountInt = 0 } = native;
  if (countFloat !== undefined || resetHint === GAUGE || negativeDeltas.length > 0) return undefined;
  const positive = dense(native);
  if (!positive) return undefined;
  const { first, counts } = positive;
  if (schema !== CUSTOM)
    // Bucket i ends at base^i here, and begins there in OpenTelemetry.
    return { kind: "exponential", scale: schema, zeroCount: zeroCountInt, offset: first - 1, counts };
  const bounds = native.customValues ?? [];
  if (first < 0 || first + counts.length > bounds.length + 1) return undefined;
  return {
    kind: "explicit",
    bounds,
    counts: Array.from({ length: bounds.length + 1 }, (_, at) => counts[at - first] ?? 0),
  };
}

/** Spans say which buckets there are, deltas how many each has more than the one before it. */
function dense({ positiveSpans = [], positiveDeltas = [] }: Native) {
  if (positiveDeltas.length > MOST_BUCKETS) return undefined;
  const filled: { index: number; count: number }[] = [];
  let index = 0;
  let count = 0;
  for (const { offset = 0, length = 0 } of positiveSpans) {
    index += offset;
    for (let left = length; left > 0 && filled.length < positiveDeltas.length; left -= 1) {
      count += unzigzag(positiveDeltas[filled.length] ?? 0);
      filled.push({ index, count });
      index += 1;
    }
  }
  const first = filled[0]?.index ?? 0;
  const length = (filled.at(-1)?.index ?? first - 1) - first + 1;
  if (filled.length < positiveDeltas.length || length > MOST_BUCKETS || length < filled.length)
    return undefined;
  const counts = Array.from({ length }, () => 0);
  for (const one of filled) counts[one.index - first] = one.count;
  return { first, counts };
}

const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);
