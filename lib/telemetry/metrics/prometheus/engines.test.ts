import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { metricsExports, placements, telemetrySources } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { aResult } from "@/lib/checks/testing";
import { as, asJob, aService, serve } from "@/lib/delivery/testing";

import type { Aggregation, MetricRecord } from "../../contract";
import { addUsage } from "../../intake/add-usage";
import { recordMetrics } from "../../intake/record-metrics";
import { recordTraffic } from "../../intake/record-traffic";
import { compareMetrics } from "../../queries/compare-metrics";
import {
  aBatch,
  aCount,
  findPrometheus,
  findVictoriaMetrics,
  startPrometheus,
  startVictoriaMetrics,
} from "../../testing";
import { postgresStore } from "../postgres-store";
import { Engine } from "./engine";
import { exportMetrics } from "./export-metrics";
import { prometheusStore } from "./prometheus-store";

/** The same minutes in both, over a full hour at which counters begin anew: the same questions have the same answers. */

process.env.SLIPWAY_METRICS_MODE = "dual";
process.env.SLIPWAY_METRICS_URL = "http://127.0.0.1:1";
const test = await testDatabase();
afterAll(() => test[Symbol.asyncDispose]());
const viewer = as(test, "viewer");
const job = asJob(test);
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** The last full hour, as engines refuse what is long ago. */
const HOUR = new Date(Math.floor((Date.now() - 10 * MINUTE_MS) / HOUR_MS) * HOUR_MS);
const at = (minutes: number) => new Date(HOUR.getTime() + minutes * MINUTE_MS);
const FROM = -10;
const TO = 5;

beforeAll(async () => {
  const service = await aService(test, "tide-tables", 2);
  await serve(test, service, "production", 1);
  const [place] = await test.db.select().from(placements).where(eq(placements.serviceId, service.id));
  for (let minute = FROM; minute < TO; minute += 1) {
    // Quiet in between, and a release that takes over behind the full hour.
    if (minute === -4 || minute === -3) continue;
    const busy = 3 + ((minute + 20) % 4);
    const count = aCount({
      placementId: place?.id ?? "",
      releaseId: service.releaseIds[minute < 2 ? 0 : 1] ?? null,
      route: minute % 3 === 0 ? "/a" : "/b",
      durationsMs: Array.from({ length: busy }, (_, index) => 20 + index * 15),
      statusClass: minute % 5 === 0 ? 5 : 2,
      errors: minute % 5 === 0 ? busy : 0,
    });
    // oxlint-disable-next-line no-await-in-loop -- in the order of time
    await recordTraffic(job, [aBatch(at(minute), [count])]);
  }
  const [source] = await test.db.select().from(telemetrySources);
  await test.db.transaction((tx) =>
    addUsage(
      tx,
      [-2, -1, 0, 1].map((minute) => ({
        source: source?.id ?? 0,
        atMs: at(minute).getTime(),
        cpuMs: 6_000 * (minute + 3),
        elapsedMs: 60_000,
        memoryBytes: 1_000_000 * (minute + 5),
        restarts: minute === 0 ? 1 : 0,
      })),
    ),
  );
  const checked = {
    serviceId: service.id,
    environmentId: place?.environmentId ?? "",
    regionId: place?.regionId ?? "",
    releaseId: service.releaseIds[0] ?? null,
  };
  for (const [index, minute] of [-3, -1, 2, 4].entries())
    // oxlint-disable-next-line no-await-in-loop -- four of them
    await aResult(test, checked, {
      at: at(minute),
      status: index === 1 ? "failed" : "passed",
      durationMs: 100 * (index + 1),
    });
  const atNs = (minute: number) => BigInt(at(minute).getTime() + 30_000) * 1_000_000n;
  const waits: MetricRecord = {
    name: "wait.time",
    unit: "s",
    type: "histogram",
    temporality: "delta",
    points: [-3, -1, 1, 3].map((minute) => ({
      attributes: { "queue.name": "tides" },
      atNs: atNs(minute),
      count: 10,
      sum: 4.25,
      buckets: { kind: "explicit", bounds: [0.1, 0.5, 1], counts: [2, 5, 3, 0] },
    })),
  };
  await test.db.transaction((tx) =>
    recordMetrics(tx, [{ sourceId: source?.id ?? 0, process: {}, metrics: [waits] }], at(TO).getTime()),
  );
});

const ENGINES = [
  { name: "prometheus", isThere: findPrometheus() !== undefined, start: startPrometheus, dialect: "promql" },
  {
    name: "victoria-metrics",
    isThere: findVictoriaMetrics() !== undefined,
    start: startVictoriaMetrics,
    dialect: "metricsql",
  },
] as const;

const QUESTIONS: [metric: string, aggregation: Aggregation, by: string[], stepMinutes: number][] = [
  ["gateway.requests", "increase", [], 15],
  ["gateway.requests", "increase", ["release", "route"], 5],
  ["gateway.requests", "rate", [], 1],
  ["gateway.errors", "increase", ["status_class"], 5],
  ["gateway.duration", "increase", ["service"], 5],
  ["gateway.duration", "avg", [], 15],
  ["instance.memory", "max", [], 5],
  ["instance.cpu", "avg", [], 15],
  ["instance.restarts", "increase", [], 15],
  ["check.up", "avg", ["check"], 15],
  ["check.failures", "increase", ["release"], 15],
  ["check.duration", "avg", [], 15],
  ["wait.time", "increase", ["queue.name"], 5],
  ["wait.time", "avg", [], 15],
  ["wait.time", "p50", [], 15],
];

describe.each(ENGINES)("the real $name (skipped where it is not installed)", (engine) => {
  it.skipIf(!engine.isThere)(
    "has after cut-over the numbers it had before",
    async () => {
      await using running = await engine.start();
      const to = new Engine({ url: running.url });
      const sentUntil = at(FROM);
      await test.db.insert(metricsExports).values({ writeUrl: to.writeUrl, sentUntil, heldUntil: sentUntil });
      await exportMetrics(job, to, at(TO + 1));
      const [row] = await test.db
        .select()
        .from(metricsExports)
        .where(eq(metricsExports.writeUrl, to.writeUrl));
      expect(row).toMatchObject({ sentUntil: at(TO), lostSamples: 0, lastError: null, failures: 0 });
      if (engine.dialect === "metricsql") await fetch(`${running.url}/internal/force_flush`);
      expect(await to.dialect()).toBe(engine.dialect);

      const store = prometheusStore(to, postgresStore);
      for (const [name, aggregation, by, stepMinutes] of QUESTIONS) {
        // oxlint-disable-next-line no-await-in-loop -- one question after the other
        const metric = await postgresStore.find(viewer, name);
        const question = {
          metric: metric ?? { name, type: "level" as const, unit: "" },
          aggregation,
          by,
          matchers: [{ key: "service", operator: "=~" as const, value: "tide-.*" }],
          from: at(FROM),
          to: at(TO),
          stepSeconds: stepMinutes * 60,
        };
        // oxlint-disable-next-line no-await-in-loop -- one question after the other
        const [here, there] = await Promise.all([
          postgresStore.ask(viewer, question),
          store.ask(viewer, question),
        ]);
        expect(comparable(there), `${name} ${aggregation} ${by.join()}`).toEqual(comparable(here));
      }
      const waits = { name: "wait.time", type: "histogram", unit: "s" } as const;
      const whole = { metric: waits, matchers: [], from: at(FROM), to: at(TO), stepSeconds: 900 };
      expect(await store.distribute(viewer, whole)).toEqual(await postgresStore.distribute(viewer, whole));
      const compared = await compareMetrics(viewer, { hours: 1 }, to);
      expect(compared).toMatchObject({ problem: null, engine: { lostSamples: 0, writeUrl: to.writeUrl } });
      expect(
        compared.items.find(({ aggregation }) => aggregation === "increase")?.differencePercent,
      ).toBeCloseTo(0, 1);
      const wrong = { name: "up", type: "level", unit: "" } as const;
      const empty = {
        metric: wrong,
        aggregation: "max",
        by: [],
        matchers: [],
        from: at(0),
        to: at(1),
      } as const;
      expect(await store.ask(viewer, { ...empty, stepSeconds: 60 })).toEqual({ series: [], beyond: false });
      const broken = [{ key: "a", operator: "=~", value: "[z-a]" }] as const;
      await expect(store.ask(viewer, { ...empty, matchers: broken, stepSeconds: 60 })).rejects.toMatchObject({
        code: "invalid",
        fields: [{ message: expect.stringContaining("cannot read") }],
      });
    },
    20_000,
  );
});

/** Where nothing was counted an engine says 0 and we say nothing; a window of a minute is a millisecond longer over there. */
const comparable = ({ series }: Awaited<ReturnType<typeof postgresStore.ask>>) =>
  series
    .map(({ labels, values }) => ({
      labels,
      values: values.map((value) => Number((value ?? 0).toPrecision(4))),
    }))
    .toSorted((a, b) => JSON.stringify(a.labels).localeCompare(JSON.stringify(b.labels)));

/** An engine at the beginning of the hour, and what it makes of a write. */
async function fakeEngine(answer: () => Promise<number>) {
  const { createServer } = await import("node:http");
  const server = createServer((request, response) => {
    const say = async () => response.writeHead(await answer()).end("no room");
    request.resume().on("end", () => void say());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const to = new Engine({ url: `http://127.0.0.1:${port}` });
  const { writeUrl } = to;
  await test.db.insert(metricsExports).values({ writeUrl, sentUntil: at(0), heldUntil: at(0) });
  const isIt = eq(metricsExports.writeUrl, writeUrl);
  return {
    to,
    read: async () => (await test.db.select().from(metricsExports).where(isIt))[0],
    set: (changed: Partial<typeof metricsExports.$inferInsert>) =>
      test.db.update(metricsExports).set(changed).where(isIt),
    [Symbol.dispose]: () => server.close(),
  };
}

describe("an engine that does not take what it is given", () => {
  it("is asked again later, with the same minute; and what is refused for good is counted", async () => {
    let status = 503;
    const engine = await fakeEngine(async () => status);
    const { to, read } = engine;
    const due = () => engine.set({ heldUntil: at(0) });
    await exportMetrics(job, to, at(2));
    expect(await read()).toMatchObject({
      sentUntil: at(0),
      failures: 1,
      lastError: "It answers 503: no room",
    });
    // It waits for a while, and is not bothered by the next round.
    await exportMetrics(job, to, at(2));
    expect(await read()).toMatchObject({ failures: 1 });
    status = 400;
    await due();
    await exportMetrics(job, to, at(2));
    const refused = await read();
    expect(refused).toMatchObject({ sentUntil: at(1), failures: 0, sentSamples: 0 });
    expect(refused?.lostSamples).toBeGreaterThan(0);
    status = 204;
    await due();
    await exportMetrics(job, to, at(3));
    expect((await read())?.sentSamples).toBeGreaterThan(0);
    engine[Symbol.dispose]();
    const asked = { fromMs: 0, toMs: 1, stepSeconds: 60 };
    await expect(to.queryRange("up", asked)).rejects.toMatchObject({ code: "unavailable" });
  });

  it("never goes back when a write takes longer than its row is held, and somebody else took over", async () => {
    using engine = await fakeEngine(async () => {
      await engine.set({ sentUntil: at(4) });
      return 204;
    });
    await exportMetrics(job, engine.to, at(3));
    expect(await engine.read()).toMatchObject({ sentUntil: at(4), sentSamples: 0 });
  });
});

it("what is told of after its hour was written is counted, as the engine does not have it", async () => {
  const writeUrl = "http://late.example/api/v1/write";
  await test.db.insert(metricsExports).values({ writeUrl, sentUntil: at(3), heldUntil: at(3) });
  const [source] = await test.db.select().from(telemetrySources);
  const [place] = await test.db.select().from(placements);
  const point = (minute: number, value: number) => ({
    attributes: {},
    atNs: BigInt(at(minute).getTime()) * 1_000_000n,
    value,
  });
  const metrics: MetricRecord[] = [
    // The next sample of its hour holds what came late within it.
    { name: "ships", unit: "", type: "counter", temporality: "delta", points: [point(-5, 1), point(1, 1)] },
    { name: "depth", unit: "", type: "level", temporality: "delta", points: [point(1, 7), point(4, 7)] },
  ];
  await test.db.transaction((tx) =>
    recordMetrics(tx, [{ sourceId: source?.id ?? 0, process: {}, metrics }], at(TO).getTime()),
  );
  await recordTraffic(job, [aBatch(at(-6), [aCount({ placementId: place?.id ?? "", durationsMs: [20] })])]);
  const [row] = await test.db.select().from(metricsExports).where(eq(metricsExports.writeUrl, writeUrl));
  expect(row?.lostSamples).toBe(3);
});
