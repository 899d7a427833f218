import { type LostCount, TrafficBatch } from "@/lib/telemetry/contract";

import { BatchSpool } from "./batch-spool";

/** How much may wait, in bytes and in time. */
type SpoolLimits = { trafficSpoolBytes: number; trafficSpoolMs: number };

/** Counted requests, from the end of their window until they are in the database. */
export class TrafficSpool extends BatchSpool<TrafficBatch> {
  private readonly lost: Map<string, number>;

  constructor(folder: string, limits: SpoolLimits, nowMs?: () => number) {
    const lost = new Map<string, number>();
    super({
      folder,
      what: "Counted requests",
      schema: TrafficBatch,
      timeOf: ({ minuteMs }) => minuteMs,
      giveUp: (batch) => {
        for (const { placementId, requests } of [...batch.counts, ...batch.lost])
          lost.set(placementId, (lost.get(placementId) ?? 0) + requests);
      },
      mostBytes: limits.trafficSpoolBytes,
      keepMs: limits.trafficSpoolMs,
      nowMs,
    });
    this.lost = lost;
  }

  /** Requests whose counts were given up since it was last asked, for the next batch to tell of. */
  takeLost(): LostCount[] {
    const lost = [...this.lost].map(([placementId, requests]) => ({ placementId, requests }));
    this.lost.clear();
    return lost;
  }
}
