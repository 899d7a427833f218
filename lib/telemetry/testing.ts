import { randomBytes } from "node:crypto";

import { countDuration, emptyHistogram, type TrafficBatch, type TrafficCount } from "./contract";

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
