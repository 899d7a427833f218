import type { HistogramPoint, MetricRecord, NumberPoint } from "../contract";
import { type Family, type FamilyType, type Labels, PLACE_LABELS, type Sample } from "./samples";
import { type Parts, SenderMemory } from "./sender-memory";

type Told = {
  /** Whose samples these are: names of metrics mean something else for another. */
  owner: string;
  /** What the sender says of a family in the same breath. */
  familyOf: (name: string) => Family | undefined;
  /** Left out where all samples of a sender come at once. */
  memory?: SenderMemory;
};
export type Records = { records: MetricRecord[]; unkept: { invalid: number; unsupported: number } };

/**
 * Samples of Prometheus as metrics: counters and levels by what the sender says of their family, else by the end of their
 * name, and the series `_bucket`, `_sum` and `_count` of a classic histogram as one point. Quantiles of summaries cannot
 * be added up and are counted as not supported; their sums and counts are counters.
 */
export function recordsOf(samples: readonly Sample[], { owner, memory, ...told }: Told): Records {
  const familyOf = (name: string) => told.familyOf(name) ?? memory?.familyOf(owner, name);
  const whole = memory ?? new SenderMemory();
  const unkept = { invalid: 0, unsupported: 0 };
  const metrics = new Collected();
  const histograms = new Map<string, Histogram>();
  const starts = startsOf(samples, familyOf);
  const bucketed = new Set(
    samples.flatMap(({ name, labels }) =>
      name.endsWith("_bucket") && labels.le !== undefined ? [name.slice(0, -"_bucket".length)] : [],
    ),
  );
  for (const sample of samples) {
    const { base, suffix } = split(sample.name);
    const family = familyOf(sample.name) ?? familyOf(base);
    const type =
      family?.type ?? (bucketed.has(base) && PARTS.has(suffix) ? "histogram" : guessed(suffix, sample));
    const unit = family?.unit ? (UNITS[family.unit] ?? family.unit) : unitOf(base);
    if (suffix === "_created" && starts.has(keyOf(base, sample.labels))) continue;
    if (type === "gaugehistogram" || (type === "summary" && suffix === "")) {
      unkept.unsupported += 1;
      continue;
    }
    if (!Number.isFinite(sample.value) || !Number.isSafeInteger(sample.atMs)) {
      unkept.invalid += 1;
      continue;
    }
    const startMs = sample.startMs ?? starts.get(keyOf(base, sample.labels));
    if (type === "histogram" && PARTS.has(suffix)) {
      if (!addPart(histograms, base, unit, suffix, { ...sample, startMs })) unkept.invalid += 1;
      // Its type is known from now on, also in a request that holds only its sum.
      if (bucketed.has(base) && !family) memory?.rememberFamily(owner, base, { type, unit: "" });
      continue;
    }
    const isCounter = type === "counter" || (type === "summary" && PARTS.has(suffix));
    metrics.add(sample.name, unit, isCounter ? "counter" : "level", {
      attributes: attributesOf(sample.labels),
      atNs: nanoseconds(sample.atMs),
      ...(isCounter && startMs !== undefined && { startNs: nanoseconds(startMs) }),
      value: sample.value,
    });
  }
  for (const { key, name, unit, labels, atMs, parts } of histograms.values()) {
    const id = `${owner} ${key}`;
    const all = merged(whole.take(id, atMs), parts);
    const isWhole = memory ? memory.isWhole(id, all) : all.upTo.has(Infinity) || all.count !== undefined;
    if (!isWhole) {
      if (memory) memory.wait(owner, id, atMs, all);
      else unkept.invalid += 1;
      continue;
    }
    const point = pointOf(all, labels, atMs);
    if (point) metrics.addHistogram(name, unit, point);
    else unkept.invalid += 1;
  }
  unkept.invalid += memory?.giveUp(owner) ?? 0;
  return { records: metrics.records(), unkept };
}

/** Points of the same metric together. */
export class Collected {
  readonly #numbers = new Map<
    string,
    { name: string; unit: string; type: "counter" | "level"; points: NumberPoint[] }
  >();
  readonly #histograms = new Map<string, { name: string; unit: string; points: HistogramPoint[] }>();

  add(name: string, unit: string, type: "counter" | "level", point: NumberPoint): void {
    const key = `${type} ${name}`;
    const metric = this.#numbers.get(key) ?? { name, unit, type, points: [] };
    this.#numbers.set(key, metric);
    metric.points.push(point);
  }

  addHistogram(name: string, unit: string, point: HistogramPoint): void {
    const metric = this.#histograms.get(name) ?? { name, unit, points: [] };
    this.#histograms.set(name, metric);
    metric.points.push(point);
  }

  records(): MetricRecord[] {
    return [
      ...[...this.#numbers.values()].map((metric) => ({ ...metric, temporality: "cumulative" as const })),
      ...[...this.#histograms.values()].map((metric) => ({
        ...metric,
        type: "histogram" as const,
        temporality: "cumulative" as const,
      })),
    ];
  }
}

export const nanoseconds = (ms: number): bigint => BigInt(ms) * 1_000_000n;

/** Without those that say where the sample belongs. */
export const attributesOf = (labels: Labels): Record<string, string> =>
  Object.fromEntries(
    Object.entries(labels).filter(([name]) => name !== PLACE_LABELS.release && name !== PLACE_LABELS.region),
  );

const PARTS = new Set(["_bucket", "_sum", "_count"]);
const SUFFIXES = ["_total", "_bucket", "_sum", "_count", "_created", "_info"];

function split(name: string): { base: string; suffix: string } {
  const suffix = SUFFIXES.find((one) => name.length > one.length && name.endsWith(one)) ?? "";
  return { base: name.slice(0, name.length - suffix.length), suffix };
}

/** The type of a series of which nothing is known but its name. A sum or a count that stands alone is of a summary. */
function guessed(suffix: string, { labels }: Sample): FamilyType {
  if (suffix === "_bucket" && labels.le !== undefined) return "histogram";
  if (suffix === "" && labels.quantile !== undefined) return "summary";
  return suffix === "_total" || suffix === "_sum" || suffix === "_count" ? "counter" : "gauge";
}

/** Prometheus writes the unit at the end of the name; the units of UCUM are what everything else here has. */
const UNITS: Record<string, string> = { seconds: "s", bytes: "By", ratio: "1", celsius: "Cel", percent: "%" };
export function unitOf(base: string): string {
  return UNITS[base.slice(base.lastIndexOf("_") + 1)] ?? "";
}

const keyOf = (base: string, labels: Labels) =>
  `${base} ${JSON.stringify(
    Object.entries(labels)
      .filter(([name]) => name !== "le")
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )}`;

/** OpenMetrics says in a series of its own, `_created`, since when something is counted. */
function startsOf(
  samples: readonly Sample[],
  familyOf: (name: string) => Family | undefined,
): Map<string, number> {
  const names = new Set(samples.map(({ name }) => name));
  const starts = new Map<string, number>();
  for (const { name, labels, value } of samples) {
    if (!name.endsWith("_created")) continue;
    const { base } = split(name);
    const type = familyOf(base)?.type ?? familyOf(`${base}_total`)?.type;
    const counts = type === "counter" || type === "histogram" || type === "summary";
    if ((counts || names.has(`${base}_total`) || names.has(`${base}_count`)) && Number.isFinite(value))
      starts.set(keyOf(base, labels), Math.round(value * 1_000));
  }
  return starts;
}

type Histogram = { key: string; name: string; unit: string; labels: Labels; atMs: number; parts: Parts };

/** Whether it could be read. */
function addPart(
  into: Map<string, Histogram>,
  name: string,
  unit: string,
  suffix: string,
  { labels, atMs, value, startMs }: Sample,
): boolean {
  const { le, ...rest } = labels;
  const bound = le === "+Inf" ? Infinity : Number(le);
  if (suffix === "_bucket" && (le === undefined || le === "" || Number.isNaN(bound))) return false;
  const key = keyOf(name, rest);
  const id = `${key} ${atMs}`;
  const parts: Parts = { upTo: new Map() };
  const histogram = into.get(id) ?? { key, name, unit, labels: rest, atMs, parts };
  into.set(id, histogram);
  histogram.parts.startMs = startMs ?? histogram.parts.startMs;
  if (suffix === "_bucket") histogram.parts.upTo.set(bound, value);
  else if (suffix === "_sum") histogram.parts.sum = value;
  else histogram.parts.count = value;
  return true;
}

const merged = (before: Parts, now: Parts): Parts => ({
  upTo: new Map([...before.upTo, ...now.upTo]),
  sum: now.sum ?? before.sum,
  count: now.count ?? before.count,
  startMs: now.startMs ?? before.startMs,
});

/** Undefined when its counts fall from one bound to the next. */
function pointOf(
  { upTo, sum, count, startMs }: Parts,
  labels: Labels,
  atMs: number,
): HistogramPoint | undefined {
  const all = upTo.get(Infinity) ?? count ?? 0;
  const bounds = [...upTo.keys()].filter(Number.isFinite).toSorted((a, b) => a - b);
  const cumulative = [...bounds.map((bound) => upTo.get(bound) ?? 0), all];
  const counts = cumulative.map((one, at) => one - (cumulative[at - 1] ?? 0));
  if (counts.some((one) => one < 0)) return undefined;
  return {
    attributes: attributesOf(labels),
    atNs: nanoseconds(atMs),
    ...(startMs !== undefined && { startNs: nanoseconds(startMs) }),
    count: all,
    sum: sum ?? 0,
    buckets: { kind: "explicit", bounds, counts },
  };
}
