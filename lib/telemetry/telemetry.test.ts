import { eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import {
  operations,
  placements,
  redDays,
  redHours,
  redMinutes,
  services,
  telemetrySources,
} from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { as, asJob, aService, serve } from "@/lib/delivery/testing";

import { OTHER_ROUTE, type TrafficBatch } from "./contract";
import { getMetric, getRed, listDrops, listOperations, recordTraffic } from "./index";
import { createAnnouncer } from "./intake/announce";
import { forgetTelemetry, makePartitionsAhead } from "./intake/keep-partitions";
import { aBatch, aCount } from "./testing";

const test = await testDatabase();
afterAll(() => test[Symbol.asyncDispose]());
const viewer = as(test, "viewer");
const job = asJob(test);
const NOW = new Date("2026-11-27T12:00:30Z");
const at = (minutesAgo: number) => new Date(NOW.getTime() - minutesAgo * 60_000);

let service: Awaited<ReturnType<typeof aService>>;
let place: string;
let [one, two] = ["", ""];
beforeEach(async () => {
  await test.client`truncate services cascade`;
  await test.client`truncate red_1m, red_1h, red_1d`;
  service = await aService(test, "tide-tables", 2);
  [one, two] = [service.releaseIds[0] ?? "", service.releaseIds[1] ?? ""];
  await serve(test, service, "production", 1);
  const [row] = await test.db.select({ id: placements.id }).from(placements);
  place = row?.id ?? "";
});

const record = (...batches: TrafficBatch[]) => recordTraffic(job, batches, new Date("2090-01-01"));
const count = (more: Partial<Parameters<typeof aCount>[0]> = {}) =>
  aCount({ placementId: place, releaseId: one, durationsMs: [10, 20, 30], ...more });
const rows = () => test.db.select().from(redMinutes);

describe("taking over what a gateway counted", () => {
  it("two releases in the same minute stay apart, to the last request", async () => {
    await record(
      aBatch(at(5), [count(), count({ releaseId: two, durationsMs: [100, 200], errors: 1, statusClass: 5 })]),
      aBatch(at(5), [count({ durationsMs: [40] })]),
    );
    const red = await getRed(viewer, "tide-tables", { range: "1h" }, NOW);
    expect(red).toMatchObject({ environment: "production", environments: ["production"], uncounted: 0 });
    expect(red.total).toMatchObject({ requests: 6, errors: 1, errorRate: 1 / 6 });
    expect(
      red.releases.map(({ key, release, requests, errors }) => [key, release?.number, requests, errors]),
    ).toEqual([
      [two, 2, 2, 1],
      [one, 1, 4, 0],
    ]);
    const [, older] = red.releases;
    const step = red.instants.indexOf("2026-11-27T11:55:00.000Z");
    expect(older?.series.perMinute[step]).toBe(4);
    expect(older?.series.p50Ms[step]).toBeGreaterThan(19);
    expect(older?.series.p50Ms[step]).toBeLessThan(21);
    expect(older?.series.perMinute.filter((value) => value !== null)).toEqual([4]);
  });

  it("minutes, hours and days hold the same, and the rows over all operations what the operations hold together", async () => {
    await record(
      aBatch("2026-11-26T23:59:10Z", [count({ route: "/a" }), count({ route: "/b", durationsMs: [5] })]),
      aBatch("2026-11-27T00:00:10Z", [count({ route: "/a" }), count({ route: "/a", method: "POST" })]),
      aBatch("2026-11-27T00:01:10Z", [count({ route: "/a" })]),
    );
    for (const table of [redMinutes, redHours, redDays]) {
      const kept = await test.db.select().from(table);
      const all = kept.filter(({ operationId }) => operationId === 0);
      const each = kept.filter(({ operationId }) => operationId !== 0);
      for (const some of [all, each]) {
        expect(some.reduce((sum, row) => sum + row.requests, 0)).toBe(13);
        expect(some.reduce((sum, row) => sum + row.durationUs, 0)).toBe(245_000);
        expect(some.flatMap(({ buckets }) => buckets).reduce((sum, number) => sum + number, 0)).toBe(13);
      }
    }
    const days = await test.db.select().from(redDays).where(eq(redDays.operationId, 0));
    expect(days.map((row) => [row.at.toISOString(), row.requests])).toEqual([
      ["2026-11-26T00:00:00.000Z", 4],
      ["2026-11-27T00:00:00.000Z", 9],
    ]);
  });

  it("a batch that is handed over again counts once, also by two workers at the same time", async () => {
    const batch = aBatch(at(3), [count()]);
    await Promise.all([record(batch), record(batch), record(batch, batch)]);
    await record(batch);
    expect((await rows()).map(({ requests }) => requests)).toEqual([3, 3]);
  });

  it("any number of gateways may count the same at once: nothing is lost and nobody waits in a circle", async () => {
    const routes = ["/a", "/b", "/c", "/d"];
    await Promise.all(
      Array.from({ length: 24 }, (_, index) => {
        const counts = routes.map((route) => count({ route, releaseId: index % 2 === 0 ? one : two }));
        return record(aBatch(at(2), index % 3 === 0 ? counts.toReversed() : counts));
      }),
    );
    const { items } = await listOperations(viewer, service.id, { range: "1h" }, NOW);
    expect(Object.fromEntries(items.map(({ route, requests }) => [route, requests]))).toEqual(
      Object.fromEntries(routes.map((route) => [route, 72])),
    );
    const { total, releases } = await getRed(viewer, service.id, { range: "1h" }, NOW);
    expect([total.requests, ...releases.map(({ requests }) => requests)]).toEqual([288, 144, 144]);
  });

  it("requests that no release answered, or one that is not known here, count without a release", async () => {
    await record(
      aBatch(at(2), [
        count({ releaseId: null, statusClass: 5, errors: 3 }),
        count({ releaseId: "rel_elsewhere" }),
      ]),
    );
    const { releases } = await getRed(viewer, service.id, { range: "1h" }, NOW);
    expect(releases).toMatchObject([{ key: "none", release: null, requests: 6, errors: 3 }]);
  });

  it("what belongs to no place any more is left out, and the rest of its batch is not", async () => {
    await record(aBatch(at(2), [count({ placementId: "plc_gone" }), count()]));
    expect(await test.db.$count(telemetrySources)).toBe(1);
    expect((await getRed(viewer, service.id, {}, NOW)).total.requests).toBe(3);
  });

  it("a service that is young is shown over one hour and any other one over six, unless somebody says", async () => {
    const shown = async (minutesAgo: number) => {
      const { range, total } = await getRed(viewer, service.id, {}, at(minutesAgo));
      return [range, total.requests];
    };
    await record(aBatch(at(70), [count()]));
    expect(await shown(10)).toEqual(["6h", 3]); // an hour would be empty, although it came in the hour before this one
    expect(await shown(11)).toEqual(["1h", 3]);
    expect((await listOperations(viewer, service.id, {}, at(11))).range).toBe("1h");
    expect((await getRed(viewer, service.id, { range: "7d" }, at(11))).range).toBe("7d");
    await record(aBatch(at(5), [count()]));
    expect(await shown(0)).toEqual(["6h", 6]);
    await test.client`truncate red_1m, red_1h, red_1d`; // as one that only sends spans, which the gateway does not count
    expect(await shown(0)).toEqual(["6h", 0]);
    await record(aBatch(at(5), [count()]));
    expect(await shown(0)).toEqual(["1h", 3]);
    await record(aBatch(at(130), [count()]));
    expect((await getRed(viewer, service.id, {}, NOW)).range).toBe("6h");
    expect((await listOperations(viewer, service.id, {}, NOW)).items).toMatchObject([{ requests: 6 }]);
  });

  it("of the environments that are not shown it is said how they do", async () => {
    await serve(test, service, "dev", 2);
    const places = await test.db.select({ id: placements.id }).from(placements);
    const dev = places.find(({ id }) => id !== place)?.id ?? "";
    await record(
      aBatch(at(5), [count(), count({ placementId: dev, releaseId: two, errors: 2, statusClass: 5 })]),
    );
    expect(await getRed(viewer, service.id, {}, NOW)).toMatchObject({
      environment: "production",
      total: { requests: 3, errors: 0 },
      elsewhere: [{ environment: "dev", requests: 3, errors: 2, errorRate: 2 / 3 }],
    });
  });

  it("what had to be given up is said", async () => {
    await record(
      aBatch(
        new Date(),
        [],
        [
          { placementId: place, requests: 40 },
          { placementId: "plc_gone", requests: 1 },
        ],
      ),
    );
    await record(aBatch(new Date(), [count()], [{ placementId: place, requests: 2 }]));
    expect((await getRed(viewer, service.id, {}, new Date())).uncounted).toBe(42);
    const { items } = await listDrops(viewer, { service: "tide-tables", range: "1h" });
    expect(items).toMatchObject([{ signal: "requests", reason: "uncounted", items: 42 }]);
  });

  it("beyond the cap operations count as others of their method, over all gateways", async () => {
    const name = (index: number) =>
      `/page-${String(index).replaceAll(/\d/g, (digit) => "abcdefghij".charAt(Number(digit)))}`;
    const batchOf = (from: number, to: number) =>
      aBatch(
        at(2),
        Array.from({ length: to - from }, (_, index) =>
          count({ route: name(from + index), durationsMs: [1] }),
        ),
      );
    await record(batchOf(0, 300), batchOf(300, 600));
    expect(await test.db.$count(operations, eq(operations.route, OTHER_ROUTE))).toBe(1);
    expect(await test.db.$count(operations)).toBe(501);
    const { items } = await listOperations(viewer, service.id, { range: "1h" }, NOW);
    expect(items.at(0)).toMatchObject({ route: OTHER_ROUTE, requests: 100 });
  });

  it("nobody but the machinery says what was counted", async () => {
    // @ts-expect-error -- a person's context is refused by type as well
    await expect(recordTraffic(as(test, "administrator"), [])).rejects.toMatchObject({ code: "forbidden" });
  });

  it("a topic is announced at most once in ten seconds, and the last change of a burst is announced too", () => {
    const announcer = createAnnouncer(10_000);
    expect(announcer.due(["one"], 0)).toEqual(["one"]);
    expect(announcer.due(["one", "two"], 5_000)).toEqual(["two"]);
    expect(announcer.due([], 9_999)).toEqual([]);
    expect(announcer.due([], 10_000)).toEqual(["one"]);
    expect(announcer.due([], 60_000)).toEqual([]);
  });
});

describe("reading", () => {
  it("operations say their rate, their errors, how slow they are and their part of all time", async () => {
    await record(
      aBatch(at(3), [
        count({ route: "/fast", durationsMs: Array.from({ length: 30 }, () => 10) }),
        count({ route: "/slow", method: "POST", durationsMs: [900], statusClass: 5, errors: 1 }),
      ]),
    );
    for (const range of ["1h", "24h", "7d"] as const) {
      const { items } = await listOperations(viewer, service.id, { range }, NOW);
      expect(items).toMatchObject([
        { method: "GET", route: "/fast", requests: 30, errorRate: 0, timeShare: 0.25 },
        { method: "POST", route: "/slow", requests: 1, errorRate: 1, timeShare: 0.75, p99Ms: null },
      ]);
      expect(items[0]?.p95Ms).toBeGreaterThan(9.55);
      expect(items[0]?.p95Ms).toBeLessThan(10.45);
    }
    const ofTwo = await listOperations(viewer, service.id, { range: "1h", release: two }, NOW);
    expect(ofTwo.items).toEqual([]);
  });

  it("a week of operations is read from hours and days, and each request is in it once", async () => {
    for (const hoursAgo of [1, 11, 13, 36, 100, 150, 167.4, 169])
      await record(aBatch(at(hoursAgo * 60), [count()]));
    const { from, to, items } = await listOperations(viewer, service.id, { range: "7d" }, NOW);
    expect([from, to]).toEqual(["2026-11-20T12:00:00.000Z", "2026-11-27T13:00:00.000Z"]);
    expect(items.map(({ requests }) => requests)).toEqual([21]);
  });

  it("nothing was measured: no environment, no figures, and no error", async () => {
    expect(await getRed(viewer, service.id, {}, NOW)).toMatchObject({
      environment: null,
      environments: [],
      total: { requests: 0, errorRate: null, p95Ms: null },
      releases: [],
    });
    expect(await listOperations(viewer, service.id, {}, NOW)).toMatchObject({ environment: null, items: [] });
  });

  it("a metric is a series for each environment and release, over minutes or hours as the period wants it", async () => {
    await record(aBatch(at(3), [count()]), aBatch(at(90), [count({ releaseId: two, errors: 2 })]));
    const ask = (more: Partial<Parameters<typeof getMetric>[2]>) =>
      getMetric(viewer, service.id, { metric: "requests", ...more }, NOW);
    expect(await ask({})).toEqual({
      stepSeconds: 60,
      series: [
        { labels: { environment: "production", release: one }, points: [["2026-11-27T11:57:00.000Z", 3]] },
      ],
    });
    const errors = await ask({ metric: "errors", from: "2026-11-20T00:00:00Z", step: "2h", release: two });
    expect(errors).toMatchObject({
      stepSeconds: 7_200,
      series: [{ points: [["2026-11-27T10:00:00.000Z", 2]] }],
    });
    const [slowest] = (await ask({ metric: "duration", quantile: 1 })).series;
    expect(slowest?.points[0]?.[1]).toBeGreaterThan(28.6);
    await expect(ask({ from: "2026-11-28T00:00:00Z" })).rejects.toMatchObject({ code: "invalid" });
    await expect(ask({ environment: "nowhere" })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("keeping", () => {
  const partitions = async () =>
    (
      await test.client`select inhrelid::regclass::text as name from pg_inherits where inhparent in ('red_1m'::regclass, 'red_1h'::regclass)`
    )
      .map(({ name }) => String(name))
      .toSorted();

  it("partitions are there two days ahead, and as often as one asks", async () => {
    await Promise.all([makePartitionsAhead(job), makePartitionsAhead(job)]);
    const [{ first, last } = {}] = await test.client`
      select to_char(now() at time zone 'UTC', 'YYYYMMDD') as first, to_char((now() + interval '2 days') at time zone 'UTC', 'YYYYMMDD') as last`;
    expect(await partitions()).toEqual(expect.arrayContaining([`red_1m_${first}`, `red_1m_${last}`]));
  });

  it("what is older than it is kept goes with its partition, and what a gateway hands over late has one", async () => {
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
    await record(
      aBatch(daysAgo(40), [count()]),
      aBatch(daysAgo(20), [count()]),
      aBatch(daysAgo(700), [count()]),
    );
    await forgetTelemetry(job, { minuteDays: 30, hourDays: 400 });
    expect(await rows()).toHaveLength(2);
    expect(await test.db.select().from(redHours)).toHaveLength(4);
    expect(await test.db.select().from(redDays)).toHaveLength(6);
    await forgetTelemetry(job, { minuteDays: 30, hourDays: 400 });
    expect(await rows()).toHaveLength(2);
  });

  it("a service that was archived takes everything with it a day later, and nobody else's", async () => {
    const other = await aService(test, "other");
    await serve(test, other, "production", 1);
    const [there] = await test.db.select().from(placements).where(eq(placements.serviceId, other.id));
    await record(aBatch(at(3), [count(), count({ placementId: there?.id ?? "", releaseId: null })]));
    await test.db
      .update(services)
      .set({ archivedAt: sql`now() - interval '2 days'` })
      .where(eq(services.id, other.id));
    await forgetTelemetry(job, { minuteDays: 400, hourDays: 400 });
    expect((await test.db.select().from(telemetrySources)).map(({ serviceId }) => serviceId)).toEqual([
      service.id,
    ]);
    expect(await test.db.$count(operations)).toBe(1);
    expect(await rows()).toHaveLength(2);
    await record(aBatch(at(2), [count({ placementId: there?.id ?? "" })]));
    expect(await rows()).toHaveLength(2);
  });
});
