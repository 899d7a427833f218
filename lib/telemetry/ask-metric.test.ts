import { desc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { placements, releases, services, telemetrySources } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { as, asJob, aService, serve } from "@/lib/delivery/testing";

import type { MetricRecord } from "./contract";
import { askDistribution, askMetric, listMetrics, listSourceValues, recordTraffic } from "./index";
import { addUsage, type Usage } from "./intake/add-usage";
import { recordMetrics } from "./intake/record-metrics";
import { bucketsOf, distributionOf } from "./metrics/distribution";
import { readBuckets } from "./metrics/read-lanes";
import { selectRows } from "./metrics/row-sources";
import { aBatch, aCount } from "./testing";

const test = await testDatabase();
afterAll(() => test[Symbol.asyncDispose]());
const viewer = as(test, "viewer");
const NOW = new Date("2026-11-27T12:00:30Z");
const at = (minutesAgo: number) => new Date(NOW.getTime() - minutesAgo * 60_000);

/** Two services; the first one runs two releases, and measures by an SDK. */
beforeAll(async () => {
  for (const name of ["tide-tables", "harbour"]) {
    const service = await aService(test, name, 2);
    await serve(test, service, "production", 1);
    const [place] = await test.db
      .select({ id: placements.id })
      .from(placements)
      .where(sql`service_id = ${service.id}`);
    const count = (release: number, more: Partial<Parameters<typeof aCount>[0]>) =>
      aCount({
        placementId: place?.id ?? "",
        releaseId: service.releaseIds[release] ?? null,
        durationsMs: [10, 20],
        ...more,
      });
    await recordTraffic(asJob(test), [
      aBatch(at(5), [
        count(0, { route: "/a" }),
        count(1, { route: "/b", statusClass: 5, errors: 2, durationsMs: [500, 900] }),
      ]),
      aBatch(at(3), [count(0, { route: "/a", durationsMs: [10] })]),
    ]);
  }
  const sources = await test.db
    .select({ id: telemetrySources.id })
    .from(telemetrySources)
    .innerJoin(services, eq(services.id, telemetrySources.serviceId))
    .innerJoin(releases, eq(releases.id, telemetrySources.releaseId))
    .orderBy(desc(services.name), releases.number);
  const used = (source: number, minutesAgo: number, more: Omit<Usage, "source" | "atMs">): Usage => ({
    source: sources[source]?.id ?? 0,
    atMs: at(minutesAgo).getTime(),
    ...more,
  });
  await test.db.transaction((tx) =>
    addUsage(tx, [
      used(0, 5, { cpuMs: 6_000, elapsedMs: 60_000, memoryBytes: 4_000, restarts: 1 }),
      used(0, 4, { cpuMs: 30_000, elapsedMs: 60_000, memoryBytes: null, restarts: 0 }),
      used(1, 4, { cpuMs: 6_000, elapsedMs: 120_000, memoryBytes: 9_000, restarts: 2 }),
    ]),
  );
  const atNs = (minutesAgo: number) => BigInt(at(minutesAgo).getTime()) * 1_000_000n;
  const metrics = (value: number): MetricRecord[] => [
    {
      name: "queue.length",
      unit: "{message}",
      type: "level",
      temporality: "cumulative",
      points: [
        { attributes: { queue: "mail" }, atNs: atNs(5), value },
        { attributes: { queue: "mail" }, atNs: atNs(4.9), value: value + 2 },
        { attributes: { queue: "push" }, atNs: atNs(5), value: 100 },
      ],
    },
    {
      name: "job.duration",
      unit: "s",
      type: "histogram",
      temporality: "delta",
      points: [
        {
          attributes: {},
          atNs: atNs(5),
          count: 4,
          sum: 2,
          buckets: { kind: "explicit", bounds: [0.1, 1], counts: [0, 4, 0] },
        },
      ],
    },
  ];
  await test.db.transaction((tx) =>
    recordMetrics(
      tx,
      sources
        .slice(0, 2)
        .map(({ id }, index) => ({ sourceId: id, process: {}, metrics: metrics(index * 10) })),
      NOW.getTime(),
    ),
  );
});

const ask = (query: Parameters<typeof askMetric>[1]) => askMetric(viewer, query, NOW);
const valuesOf = async (query: Parameters<typeof askMetric>[1]) =>
  (await ask(query)).series.map(({ labels, values }) => [labels, values.filter((value) => value !== null)]);

describe("what the gateway counts", () => {
  it("is one series without grouping, over whole steps with nothing where nobody asked", async () => {
    const view = await ask({ metric: "gateway.requests", aggregation: "increase" });
    expect(view).toMatchObject({ stepSeconds: 60, unit: "{request}", left: 0, beyond: false });
    expect(view.instants).toHaveLength(61);
    expect(view.series).toHaveLength(1);
    const values = view.series[0]?.values ?? [];
    expect(values[view.instants.indexOf("2026-11-27T11:55:00.000Z")]).toBe(8);
    expect(values[view.instants.indexOf("2026-11-27T11:56:00.000Z")]).toBeNull();
    expect(values[view.instants.indexOf("2026-11-27T11:57:00.000Z")]).toBe(2);
  });

  it("is filtered and grouped by what is known of every metric", async () => {
    expect(
      await valuesOf({
        metric: "gateway.errors",
        aggregation: "increase",
        where: "release=2",
        by: "service,release",
      }),
    ).toEqual([
      [{ service: "tide-tables", release: "2" }, [2]],
      [{ service: "harbour", release: "2" }, [2]],
    ]);
    expect(await valuesOf({ metric: "gateway.requests", where: "environment=staging" })).toEqual([]);
  });

  it("is grouped by route and class of status", async () => {
    expect(
      await valuesOf({
        metric: "gateway.requests",
        aggregation: "increase",
        where: 'service="harbour"',
        by: "route,status_class",
        step: 600,
      }),
    ).toEqual([
      [{ route: "/a", status_class: "2" }, [3]],
      [{ route: "/b", status_class: "5" }, [2]],
    ]);
  });

  it("has quantiles by release, and a rate per second", async () => {
    const [slow, fast] = await valuesOf({
      metric: "gateway.duration",
      aggregation: "p50",
      where: "service=harbour",
      by: "release",
      step: 600,
    });
    expect(slow?.[0]).toEqual({ release: "2" });
    expect(slow?.[1]).toEqual([expect.closeTo(0.5, 1)]);
    expect(fast?.[1]).toEqual([expect.closeTo(0.01, 3)]);
    expect(await valuesOf({ metric: "gateway.requests", step: 600 })).toEqual([[{}, [10 / 600]]]);
  });

  it.each([60, 3_600, 86_400])("says the same in steps of %i seconds, from whatever rollup", async (step) => {
    const { series } = await ask({
      metric: "gateway.requests",
      aggregation: "increase",
      step,
      from: at(600).toISOString(),
    });
    expect(series[0]?.values.reduce((sum: number, value) => sum + (value ?? 0), 0)).toBe(10);
  });
});

it("buckets say the same whether they are added up here or in the database", async () => {
  const period = { from: at(60), to: NOW, stepSeconds: 60 };
  const metric = { name: "gateway.duration", type: "histogram" as const, unit: "s" };
  const { lanes, source } = await selectRows(viewer, { ...period, metric, matchers: [], by: [] });
  const read = async (most: number) => {
    const rows = await test.db.transaction((tx) => readBuckets(tx, period, source, most));
    const { bounds, counted } = bucketsOf(lanes, rows);
    return distributionOf(bounds, counted, 60);
  };
  const each = await read(0);
  expect(each.steps.filter((step) => step !== null)).toHaveLength(2);
  expect(await read(Infinity)).toEqual(each);
});

describe("what services measure", () => {
  it("levels are added up over series after their own mean, and averaged over all points", async () => {
    const query = { metric: "queue.length", where: "queue=mail" };
    expect(await valuesOf({ ...query, aggregation: "sum" })).toEqual([[{}, [1 + 11]]]);
    expect(await valuesOf({ ...query, aggregation: "avg" })).toEqual([[{}, [6]]]);
    expect(await valuesOf({ metric: "queue.length", aggregation: "max", by: "queue" })).toEqual([
      [{ queue: "push" }, [100]],
      [{ queue: "mail" }, [12]],
    ]);
  });

  it("explicit histograms are interpolated in their own bounds", async () => {
    const [[, values] = []] = await valuesOf({ metric: "job.duration", aggregation: "p50" });
    expect(values).toEqual([expect.closeTo(0.55, 6)]);
    expect(await valuesOf({ metric: "job.duration", aggregation: "avg" })).toEqual([[{}, [0.5]]]);
  });

  it("explicit and exponential histograms have distributions, and other metrics have none", async () => {
    const of = (metric: string, where = "") => askDistribution(viewer, { metric, where, step: 600 }, NOW);
    const counts = ({ steps }: Awaited<ReturnType<typeof of>>) =>
      steps.flatMap((step) => step ?? []).filter((count) => count > 0);
    const jobs = await of("job.duration");
    expect(jobs).toMatchObject({ edges: [0, 0.1, 1], unit: "s", stepSeconds: 600 });
    expect(jobs.steps).toHaveLength(jobs.instants.length);
    expect(counts(jobs)).toEqual([8]);
    expect(counts(await of("gateway.duration", 'service="harbour", release="2"'))).toEqual([1, 1]);
    expect(await of("gateway.duration", "service=nobody")).toMatchObject({ edges: [] });
    await expect(of("queue.length")).rejects.toMatchObject({ code: "invalid" });
    await expect(of("nothing.like.it")).rejects.toMatchObject({ code: "not_found" });
  });

  it("comes from services, environments, regions and releases that a variable can stand for", async () => {
    const all = await listSourceValues(viewer, {});
    expect(all).toEqual({
      service: ["harbour", "tide-tables"],
      environment: ["production"],
      region: ["local"],
      release: ["2", "1"],
    });
    expect(await listSourceValues(viewer, { service: "harbour,x", environment: "staging" })).toEqual({
      ...all,
      region: [],
      release: [],
    });
  });

  it("are listed with the keys that they can be grouped by", async () => {
    const { items } = await listMetrics(viewer, {});
    expect(items.map(({ name, type }) => [name, type])).toEqual([
      ["gateway.requests", "counter"],
      ["gateway.errors", "counter"],
      ["gateway.duration", "histogram"],
      ["instance.cpu", "level"],
      ["instance.memory", "level"],
      ["instance.restarts", "counter"],
      ["check.up", "level"],
      ["check.duration", "histogram"],
      ["check.failures", "counter"],
      ["job.duration", "histogram"],
      ["queue.length", "level"],
    ]);
    expect(items.at(-1)?.keys).toEqual(["service", "environment", "region", "release", "queue"]);
    await expect(listMetrics(viewer, { service: "nobody" })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("what the target sees of processes", () => {
  it.each([600, 3_600, 86_400])(
    "is the share of a core over the time that was looked at, the memory and the restarts, by release, in steps of %i seconds",
    async (step) => {
      const query = { step, by: "release" };
      const cpu = { ...query, metric: "instance.cpu" };
      expect(await valuesOf(cpu)).toEqual([
        [{ release: "1" }, [36_000 / 120_000]],
        [{ release: "2" }, [0.05]],
      ]);
      expect(await valuesOf({ ...cpu, aggregation: "max", where: "release=1" })).toEqual([
        [{ release: "1" }, [0.5]],
      ]);
      expect(await valuesOf({ ...cpu, aggregation: "min", where: "release=1" })).toEqual([
        [{ release: "1" }, [0.1]],
      ]);
      expect(await valuesOf({ ...query, metric: "instance.memory" })).toEqual([
        [{ release: "2" }, [9_000]],
        [{ release: "1" }, [4_000]],
      ]);
      expect(await valuesOf({ step, metric: "instance.memory", aggregation: "sum" })).toEqual([
        [{}, [13_000]],
      ]);
      expect(await valuesOf({ step, metric: "instance.restarts", aggregation: "increase" })).toEqual([
        [{}, [3]],
      ]);
    },
  );
});

describe("what cannot be answered", () => {
  it.each([
    [{ metric: "nothing.like.it" }, "not_found"],
    [{ metric: "queue.length", aggregation: "p95" as const }, "invalid"],
    [{ metric: "queue.length", from: NOW.toISOString(), to: at(5).toISOString() }, "invalid"],
    [{ metric: "queue.length", step: 60, from: at(60 * 24 * 30).toISOString() }, "invalid"],
  ])("%j is told as %s", async (query, code) => {
    await expect(ask(query)).rejects.toMatchObject({ code });
  });

  it("an expression that backtracks without end is stopped", async () => {
    const started = Date.now();
    await expect(
      ask({ metric: "gateway.requests", where: 'service=~"((a|[a-z])+-?)+!"' }),
    ).resolves.toBeDefined();
    await expect(
      ask({
        metric: "gateway.requests",
        where: 'service=~"(((t|i|d|e|[a-z])+)+-?)+(((t|a|b|l|e|s|[a-z])+)+)+!"',
      }),
    ).rejects.toMatchObject({ code: "invalid" });
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});
