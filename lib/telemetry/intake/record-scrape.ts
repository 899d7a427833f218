import "server-only";
import { eq } from "drizzle-orm";

import type { Tx } from "@/db/client";
import type { DropReason } from "@/db/enums";
import { metricScrapes } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { advance } from "@/lib/core/mutate";
import { isUnwritable } from "@/lib/core/postgres-error";

import type { MetricRecord, ScrapeOrder } from "../contract";
import { recordsOf } from "../prometheus/to-records";
import type { Exposition } from "../scraping/parse-exposition";
import { announceTelemetry } from "./announce";
import { knownReleases, readPlaces, sourceIds } from "./dictionaries";
import { recordDrops } from "./record-drops";
import { recordMetrics } from "./record-metrics";

/** What came of asking one process: its page, or why there is none. */
export type Scraped = {
  atMs: number;
  durationMs: number;
  exposition?: Exposition;
  problem?: string;
  /** What a page held of which nothing was taken. */
  dropped?: { reason: DropReason; items: number };
};

/**
 * Keeps what a page said, together with the series that Prometheus writes about each scrape, and how it went. A page with
 * something that can never be written counts as one that could not be read.
 */
export async function recordScrape(
  ctx: Context<JobActor>,
  order: ScrapeOrder,
  scraped: Scraped,
): Promise<void> {
  let serviceId: string | undefined;
  try {
    serviceId = await keep(ctx, order, scraped);
  } catch (error) {
    if (!scraped.exposition || !isUnwritable(error)) throw error;
    const { exposition, ...rest } = scraped;
    serviceId = await keep(ctx, order, {
      ...rest,
      problem: `${order.path} holds something that cannot be kept.`,
      dropped: { reason: "invalid", items: exposition.samples.length },
    });
  }
  if (serviceId !== undefined) await announceTelemetry(ctx, [serviceId]);
}

const keep = (ctx: Context<JobActor>, order: ScrapeOrder, scraped: Scraped): Promise<string | undefined> =>
  advance(ctx, async (tx) => {
    const row = await rowOf(tx, order);
    const place = (await readPlaces(tx, [order.placementId])).get(order.placementId);
    // Asked by two workers after one of them slept: the later answer is there already.
    if (!row || !place || (row.askedAt && row.askedAt.getTime() >= scraped.atMs))
      return { result: undefined };
    const releases = await knownReleases(tx, [order.releaseId]);
    const source = { ...place, releaseId: releases.has(order.releaseId) ? order.releaseId : null };
    const { idOf } = await sourceIds(tx, [source]);
    const sourceId = idOf(source);
    if (sourceId === undefined) return { result: undefined };
    const { exposition, dropped, problem = null } = scraped;
    const families = exposition?.families;
    const { records, unkept } = recordsOf(exposition?.samples ?? [], {
      owner: order.instanceId,
      familyOf: (name) => families?.get(name),
    });
    const process = { "service.instance.id": order.instanceId };
    const metrics = records.map((record) => newSince(record, row.readAt));
    // Before the others, so that it has room when a page has more series than there may be.
    await recordMetrics(tx, [{ sourceId, process, metrics: aboutItself(scraped) }], scraped.atMs);
    const [left] = await recordMetrics(tx, [{ sourceId, process, metrics }], scraped.atMs);
    const drop = (reason: DropReason, items = 0) => ({ place, signal: "metrics" as const, reason, items });
    await recordDrops(tx, [
      drop("invalid", unkept.invalid + (left?.invalid ?? 0) + (exposition?.duplicates ?? 0)),
      drop("unsupported", unkept.unsupported),
      drop("limit", left?.limit),
      ...(dropped ? [drop(dropped.reason, dropped.items)] : []),
    ]);
    await tx
      .update(metricScrapes)
      .set({
        askedAt: new Date(scraped.atMs),
        durationMs: Math.round(scraped.durationMs),
        samples: exposition?.samples.length ?? 0,
        problem,
        ...(exposition && { readAt: new Date(scraped.atMs) }),
      })
      .where(eq(metricScrapes.instanceId, order.instanceId));
    return { result: place.serviceId };
  });

async function rowOf(tx: Tx, { instanceId }: ScrapeOrder) {
  const [row] = await tx
    .select({ askedAt: metricScrapes.askedAt, readAt: metricScrapes.readAt })
    .from(metricScrapes)
    .where(eq(metricScrapes.instanceId, instanceId))
    .for("update");
  return row;
}

/** A counter that was not on the page when it was read last began after that: its first value is an increase. */
function newSince(record: MetricRecord, readAt: Date | null): MetricRecord {
  if (!readAt || record.type === "level") return record;
  const absentNs = BigInt(readAt.getTime()) * 1_000_000n;
  return record.type === "histogram"
    ? { ...record, points: record.points.map((point) => ({ ...point, absentNs })) }
    : { ...record, points: record.points.map((point) => ({ ...point, absentNs })) };
}

/** The series that Prometheus writes about each time it asks. */
function aboutItself({ atMs, durationMs, exposition }: Scraped): MetricRecord[] {
  const level = (name: string, unit: string, value: number): MetricRecord => ({
    name,
    unit,
    type: "level",
    temporality: "cumulative",
    points: [{ attributes: {}, atNs: BigInt(atMs) * 1_000_000n, value }],
  });
  return [
    level("up", "1", exposition ? 1 : 0),
    level("scrape_duration_seconds", "s", durationMs / 1_000),
    level("scrape_samples_scraped", "", exposition?.samples.length ?? 0),
  ];
}
