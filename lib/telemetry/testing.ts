import { randomBytes } from "node:crypto";

import {
  countDuration,
  emptyHistogram,
  type LogRecord,
  type SpanRecord,
  type TrafficBatch,
  type TrafficCount,
} from "./contract";

type Asked = Partial<Omit<TrafficCount, "requests" | "errors" | "durationUs" | "offset" | "buckets">> & {
  placementId: string;
  /** One request for each, in milliseconds. */
  durationsMs: readonly number[];
  errors?: number;
};

/** What a gateway would hand over of requests like these. */
export function aCount({ durationsMs, errors = 0, ...more }: Asked): TrafficCount {
  const histogram = emptyHistogram();
  for (const ms of durationsMs) countDuration(histogram, ms / 1_000);
  return {
    releaseId: null,
    method: "GET",
    route: "/",
    statusClass: 2,
    ...more,
    requests: durationsMs.length,
    errors,
    durationUs: Math.round(durationsMs.reduce((sum, ms) => sum + ms, 0) * 1_000),
    offset: histogram.offset,
    buckets: histogram.buckets,
  };
}

export const aBatch = (
  at: string | Date,
  counts: TrafficCount[],
  lost: TrafficBatch["lost"] = [],
): TrafficBatch => ({
  id: `bat_${randomBytes(12).toString("hex")}`,
  minuteMs: Math.floor(new Date(at).getTime() / 60_000) * 60_000,
  counts,
  lost,
});

/** A span as the intake decodes it; ids are made up where none are given. */
export const aSpan = ({
  at = new Date(),
  durationMs = 10,
  ...more
}: Partial<SpanRecord> & { at?: Date; durationMs?: number } = {}): SpanRecord => ({
  traceId: randomBytes(16).toString("hex"),
  spanId: randomBytes(8).toString("hex"),
  parentSpanId: null,
  name: "GET",
  kind: "server",
  status: "unset",
  startNs: BigInt(at.getTime()) * 1_000_000n,
  durationNs: BigInt(Math.round(durationMs * 1e6)),
  attributes: {},
  events: [],
  links: [],
  ...more,
});

export const aLine = (more: Partial<LogRecord> = {}): LogRecord => ({
  atMs: Date.now(),
  severity: 9,
  origin: "otlp",
  body: "The tide turns.",
  attributes: {},
  traceId: null,
  spanId: null,
  ...more,
});

export { encodeWrite, Writer } from "./prometheus/encode-write";
export {
  findPrometheus,
  findVictoriaMetrics,
  startPrometheus,
  startVictoriaMetrics,
} from "./prometheus/testing";
