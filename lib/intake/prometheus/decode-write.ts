import type { HistogramPoint, MetricRecord } from "@/lib/telemetry/contract";
import {
  attributesOf,
  Collected,
  FAMILY_TYPES,
  type Family,
  type Labels,
  NAME_LABEL,
  nanoseconds,
  PLACE_LABELS,
  recordsOf,
  type Sample,
  type SenderMemory,
  unitOf,
} from "@/lib/telemetry/intake";

import type { Read } from "../otlp/messages";
import { readProtobuf } from "../otlp/read-protobuf";
import { Undecodable } from "../undecodable";
import { type HISTOGRAM, WRITE, WRITE_2 } from "./messages";
import { nativeBuckets } from "./native-histogram";

export type WriteVersion = 1 | 2;
type Native = Read<typeof HISTOGRAM>;
type Series = {
  name: string;
  labels: Labels;
  samples: Sample[];
  histograms: readonly Native[];
  family?: Family;
};

/** What one sender wrote, by the release and the region that its labels name. */
export type Written = {
  groups: { release?: string | undefined; region?: string | undefined; records: MetricRecord[] }[];
  unkept: { invalid: number; unsupported: number };
  samples: number;
  histograms: number;
};

/** Reads an unpacked body of remote_write. Throws Undecodable. */
export function decodeWrite(
  body: Buffer,
  version: WriteVersion,
  owner: string,
  memory: SenderMemory,
): Written {
  const series = version === 1 ? readFirst(body, owner, memory) : readSecond(body);
  const families = new Map(series.flatMap(({ name, family }) => (family ? [[name, family] as const] : [])));
  const written: Written = {
    groups: [],
    unkept: { invalid: 0, unsupported: 0 },
    samples: series.reduce((sum, { samples }) => sum + samples.length, 0),
    histograms: series.reduce((sum, { histograms }) => sum + histograms.length, 0),
  };
  for (const [, own] of byPlace(series)) {
    const samples = own.flatMap((one) => one.samples);
    const { records, unkept } = recordsOf(samples, { owner, familyOf: (name) => families.get(name), memory });
    const natives = nativesOf(own, written.unkept);
    written.unkept.invalid += unkept.invalid;
    written.unkept.unsupported += unkept.unsupported;
    const { [PLACE_LABELS.release]: release, [PLACE_LABELS.region]: region } = own[0]?.labels ?? {};
    written.groups.push({ release, region, records: [...records, ...natives] });
  }
  return written;
}

/** The NaN that says that a series ended: nothing was measured. */
const STALE = 0x7ff0_0000_0000_0002n;
const bits = new DataView(new ArrayBuffer(8));
function valueOf(given: bigint): number {
  bits.setBigUint64(0, given);
  return bits.getFloat64(0);
}

type Given = { value?: bigint; timestamp?: number; startTimestamp?: number };
type Named = { name: string; labels: Labels };
const samplesOf = ({ name, labels }: Named, given: readonly Given[] = [], startMs?: number): Sample[] =>
  given.flatMap(({ value = 0n, timestamp = 0, startTimestamp }) =>
    value === STALE
      ? []
      : [
          {
            name,
            labels,
            atMs: timestamp,
            value: valueOf(value),
            startMs: startOf(startTimestamp ?? startMs),
          },
        ],
  );

/** Zero says that it is not known. */
const startOf = (startMs: number | undefined) =>
  startMs !== undefined && startMs > 0 && Number.isSafeInteger(startMs) ? startMs : undefined;

function readFirst(body: Buffer, owner: string, memory: SenderMemory): Series[] {
  const { timeseries = [], metadata = [] } = readProtobuf(body, WRITE);
  // Senders tell of types now and then, and in requests of their own.
  for (const { familyName = "", type = 0, unit = "" } of metadata)
    if (familyName !== "" && type > 0) memory.rememberFamily(owner, familyName, familyOf(type, unit));
  return timeseries.map(({ labels: given = [], samples, histograms = [] }) => {
    const named = namedOf(given.map(({ name = "", value = "" }) => [name, value]));
    return { ...named, samples: samplesOf(named, samples), histograms };
  });
}

function readSecond(body: Buffer): Series[] {
  const { symbols = [], timeseries = [] } = readProtobuf(body, WRITE_2);
  const symbol = (ref: number | undefined): string => {
    const text = symbols[ref ?? 0];
    if (text === undefined && ref !== undefined)
      throw new Undecodable("A series names a symbol that there is not.");
    return text ?? "";
  };
  return timeseries.map(({ labelsRefs = [], samples, histograms = [], metadata, createdTimestamp }) => {
    if (labelsRefs.length % 2 !== 0) throw new Undecodable("A label has no value.");
    const pairs = Array.from({ length: labelsRefs.length / 2 }, (_, at): [string, string] => [
      symbol(labelsRefs[at * 2]),
      symbol(labelsRefs[at * 2 + 1]),
    ]);
    const named = namedOf(pairs);
    const type = metadata?.type ?? 0;
    return {
      ...named,
      samples: samplesOf(named, samples, createdTimestamp),
      histograms,
      ...(type > 0 && { family: familyOf(type, symbol(metadata?.unitRef)) }),
    };
  });
}

function namedOf(pairs: readonly (readonly [string, string])[]): Named {
  const { [NAME_LABEL]: name = "", ...labels } = Object.fromEntries<string>(pairs);
  return { name, labels };
}

const familyOf = (type: number, unit: string): Family => ({ type: FAMILY_TYPES[type] ?? "unknown", unit });

function byPlace(series: readonly Series[]): Map<string, Series[]> {
  const places = new Map<string, Series[]>();
  for (const one of series) {
    const key = JSON.stringify([one.labels[PLACE_LABELS.release], one.labels[PLACE_LABELS.region]]);
    const own = places.get(key);
    if (own) own.push(one);
    else places.set(key, [one]);
  }
  return places;
}

function nativesOf(series: readonly Series[], unkept: Written["unkept"]): MetricRecord[] {
  const collected = new Collected();
  for (const { name, labels, histograms } of series)
    for (const native of histograms) {
      if (native.sum === STALE) continue;
      const point = nativePoint(native, labels);
      if (point) collected.addHistogram(name, unitOf(name), point);
      else unkept.unsupported += 1;
    }
  return collected.records();
}

function nativePoint(native: Native, labels: Labels): HistogramPoint | undefined {
  const buckets = nativeBuckets(native);
  const atMs = native.timestamp ?? 0;
  if (!buckets || !Number.isSafeInteger(atMs)) return undefined;
  const startMs = startOf(native.startTimestamp);
  return {
    attributes: attributesOf(labels),
    atNs: nanoseconds(atMs),
    ...(startMs !== undefined && { startNs: nanoseconds(startMs) }),
    count: native.countInt ?? 0,
    sum: valueOf(native.sum ?? 0n),
    buckets,
  };
}
