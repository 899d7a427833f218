import { asc } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import {
  environments,
  metricHours,
  metricMinutes,
  metricSeries,
  regions,
  telemetrySources,
} from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { aService } from "@/lib/delivery/testing";

import type { HistogramPoint, MetricRecord, NumberPoint } from "./contract";
import { MOST_SERIES } from "./intake/metric-series";
import { recordMetrics } from "./intake/record-metrics";

const test = await testDatabase();
afterAll(() => test[Symbol.asyncDispose]());
const NOW_MS = Date.parse("2026-11-27T12:00:30Z");
const ns = (secondsAgo: number) => BigInt(NOW_MS - secondsAgo * 1_000) * 1_000_000n;

let sourceId = 0;
beforeEach(async () => {
  await test.client`truncate services cascade`;
  await test.client`truncate metric_1m, metric_1h`;
  const service = await aService(test, "tide-tables", 1);
  const [environment] = await test.db.select().from(environments);
  const [region] = await test.db.select().from(regions);
  const [source] = await test.db
    .insert(telemetrySources)
    .values({
      serviceId: service.id,
      environmentId: environment?.id ?? "",
      regionId: region?.id ?? "",
      releaseId: service.releaseIds[0] ?? null,
    })
    .returning({ id: telemetrySources.id });
  sourceId = source?.id ?? 0;
});

const recordOf = (instance: string, ...metrics: MetricRecord[]) =>
  test.db.transaction(async (tx) => {
    const set = { sourceId, process: { "service.instance.id": instance }, metrics };
    return (await recordMetrics(tx, [set], NOW_MS))[0];
  });
const record = (...metrics: MetricRecord[]) => recordOf("a", ...metrics);
const minutes = () => test.db.select().from(metricMinutes).orderBy(asc(metricMinutes.at));

const number = (secondsAgo: number, value: number, more: Partial<NumberPoint> = {}): NumberPoint => ({
  attributes: {},
  atNs: ns(secondsAgo),
  startNs: ns(300),
  value,
  ...more,
});
const counter = (
  points: NumberPoint[],
  temporality: "delta" | "cumulative" = "cumulative",
): MetricRecord => ({
  name: "jobs.done",
  unit: "{job}",
  type: "counter",
  temporality,
  points,
});

const durations = (points: HistogramPoint[], temporality: "delta" | "cumulative"): MetricRecord => ({
  name: "job.duration",
  unit: "s",
  type: "histogram",
  temporality,
  points,
});
const explicit = (secondsAgo: number, counts: number[], sum: number): HistogramPoint => ({
  attributes: { queue: "mail" },
  atNs: ns(secondsAgo),
  startNs: ns(300),
  count: counts.reduce((total, one) => total + one, 0),
  sum,
  buckets: { kind: "explicit", bounds: [0.1, 1], counts },
});

describe("what is measured", () => {
  it("of two processes of a release each counts what it counted itself, in whatever order they tell", async () => {
    const of = (instance: string, startedAgo: number, ...points: [secondsAgo: number, value: number][]) =>
      recordOf(
        instance,
        counter(points.map(([ago, value]) => number(ago, value, { startNs: ns(startedAgo) }))),
      );
    await of("a", 5_000, [200, 1_000]);
    await of("b", 4_000, [195, 500]);
    await of("a", 5_000, [140, 1_010]);
    await of("b", 4_000, [135, 505]);
    await of("a", 5_000, [80, 1_020]);
    await of("b", 4_000, [75, 510]);
    expect((await minutes()).reduce((sum, row) => sum + row.sum, 0)).toBe(30);
    expect(await test.db.$count(metricSeries)).toBe(1);
  });

  it("two libraries of a process that count a metric of the same name are added up", async () => {
    const of = (scope: string, secondsAgo: number, value: number) => ({
      ...counter([number(secondsAgo, value, { startNs: ns(120) })]),
      scope,
    });
    await record(of("http@1", 90, 10), of("undici@1", 90, 5));
    await record(of("undici@1", 30, 8), of("http@1", 30, 11));
    expect((await minutes()).map(({ sum }) => sum)).toEqual([15, 4]);
  });

  it("cumulative points count what they grew by, in the minute in which they came, and hours hold the same", async () => {
    await record(counter([number(150, 5), number(90, 9)]));
    await record(counter([number(30, 10), number(90, 9)]));
    expect((await minutes()).map(({ at, sum }) => [at.toISOString(), sum])).toEqual([
      ["2026-11-27T11:58:00.000Z", 5],
      ["2026-11-27T11:59:00.000Z", 4],
      ["2026-11-27T12:00:00.000Z", 1],
    ]);
    const hours = await test.db.select().from(metricHours).orderBy(asc(metricHours.at));
    expect(hours.map(({ sum }) => sum)).toEqual([9, 1]);
  });

  it("deltas add up, also from many processes at once", async () => {
    await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        record(counter([number(30, 1, { attributes: { worker: at % 3 } })], "delta")),
      ),
    );
    expect((await minutes()).map(({ sum, count }) => [sum, count])).toEqual([
      [4, 4],
      [4, 4],
      [4, 4],
    ]);
  });

  it("the points of one cumulative series that many processes take at once count once", async () => {
    await record(counter([number(100, 1)]));
    await Promise.all(Array.from({ length: 8 }, (_, at) => record(counter([number(90 - at, at + 2)]))));
    const kept = await minutes();
    const total = kept.reduce((sum, row) => sum + row.sum, 0);
    // A point that comes after a newer one is in that one already.
    expect(total).toBe(9);
  });

  it("levels keep their least, greatest and newest value", async () => {
    const level = (points: NumberPoint[]): MetricRecord => ({
      name: "queue.length",
      unit: "{message}",
      type: "level",
      temporality: "cumulative",
      points,
    });
    await record(level([number(20, 4), number(10, -2), number(25, 9)]));
    await record(level([number(28, 100)]));
    expect(await minutes()).toMatchObject([{ count: 4, sum: 111, min: -2, max: 100, last: -2 }]);
  });

  it("explicit histograms keep their own buckets", async () => {
    await record(durations([explicit(90, [1, 0, 0], 0.05)], "cumulative"));
    await record(durations([explicit(30, [1, 3, 1], 5.05)], "cumulative"));
    expect(await minutes()).toMatchObject([
      { count: 1, buckets: [1, 0, 0] },
      { count: 4, sum: 5, bucketOffset: 0, buckets: [0, 3, 1] },
    ]);
    expect(await test.db.select().from(metricSeries)).toMatchObject([
      { bounds: [0.1, 1], attributes: { queue: "mail" }, unit: "s" },
    ]);
  });

  it("other bounds are another series, and what cannot be is left out and counted", async () => {
    const other: HistogramPoint = {
      ...explicit(30, [1, 1], 1),
      buckets: { kind: "explicit", bounds: [0.5], counts: [1, 1] },
    };
    const wrong: HistogramPoint = { ...explicit(30, [1, 1], 1) };
    const unkept = await record(
      durations([explicit(30, [1, 0, 0], 1), other, wrong], "delta"),
      counter([number(30, Number.NaN), number(30, 1), number(400_000, 1), number(-4_000, 1)], "delta"),
    );
    expect(unkept).toEqual({ invalid: 4, limit: 0 });
    expect(await test.db.$count(metricSeries)).toBe(3);
  });

  it("a source has so many series and no more: the rest is counted", async () => {
    const points = Array.from({ length: MOST_SERIES + 5 }, (_, at) =>
      number(30, 1, { attributes: { id: String(at) } }),
    );
    expect(await record(counter(points, "delta"))).toEqual({ invalid: 0, limit: 5 });
    expect(await record(counter(points, "delta"))).toEqual({ invalid: 0, limit: 5 });
  });
});
