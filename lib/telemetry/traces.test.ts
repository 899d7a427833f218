import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { logs, operations, placements, redMinutes, telemetryDrops, telemetrySources } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { as, asJob, aService, serve } from "@/lib/delivery/testing";

import { peerText } from "./contract";
import {
  getServiceMap,
  getSpan,
  getTrace,
  getTraceHistogram,
  getTraceOutline,
  listTraces,
  recordTraffic,
} from "./index";
import { searchBack } from "./queries/traces/search-back";
import { aBatch, aCount } from "./testing";
import { keepSpans } from "./testing-spans";

const test = await testDatabase();
afterAll(() => test[Symbol.asyncDispose]());
const viewer = as(test, "viewer");
const NOW = new Date();
const at = (minutesAgo: number, ms = 0) => new Date(NOW.getTime() - minutesAgo * 60_000 + ms);
const trace = (number: number) => number.toString(16).padStart(32, "0");
const span = (number: number) => number.toString(16).padStart(16, "0");
const names = { environment: "production" };

let shop: Awaited<ReturnType<typeof aService>>;
let stock: typeof shop;
beforeAll(async () => {
  shop = await aService(test, "shop", 2);
  stock = await aService(test, "stock", 1);
  const ofShop = { service: shop.id, ...names, releaseId: shop.releaseIds[0] };
  const ofStock = { service: stock.id, ...names };
  await keepSpans(test, [
    // A whole trace over two services, with one span that was sent twice.
    {
      ...ofShop,
      traceId: trace(1),
      spanId: span(1),
      at: at(5),
      durationMs: 80,
      attributes: { "user.id": 7 },
    },
    { ...ofShop, traceId: trace(1), spanId: span(2), parentSpanId: span(1), at: at(5, 2), kind: "client" },
    { ...ofShop, traceId: trace(1), spanId: span(2), parentSpanId: span(1), at: at(5, 2), kind: "client" },
    {
      ...ofStock,
      traceId: trace(1),
      spanId: span(3),
      parentSpanId: span(2),
      at: at(5, 4),
      name: "GET /stock/{id}",
      status: "error",
      events: [
        {
          name: "exception",
          atNs: "1795463358918000123",
          attributes: { "exception.type": "TypeError" },
        },
      ],
    },
    // Begun by a browser that sends nothing.
    { ...ofShop, traceId: trace(2), spanId: span(4), parentSpanId: span(99), at: at(10), durationMs: 900 },
    {
      ...ofShop,
      releaseId: shop.releaseIds[1],
      traceId: trace(3),
      at: at(20),
      name: "GET /other",
      resource: { pod: "b" },
    },
    // Days ago, when nobody says when.
    { ...ofShop, traceId: trace(4), spanId: span(5), at: at(60 * 24 * 5) },
  ]);
  await test.db.insert(logs).values({
    at: at(5, 5),
    sourceId: 1,
    severity: 17,
    origin: 2,
    traceId: Buffer.from(trace(1), "hex"),
    spanId: Buffer.from(span(3), "hex"),
    body: "no stock",
    attributes: {},
  });
});

describe("a trace by its id", () => {
  it("has the spans of every service, each once, with who sent it", async () => {
    const { spans, truncated } = await getTrace(viewer, trace(1));
    expect(truncated).toBe(false);
    expect(spans.map(({ spanId, service, kind }) => [spanId, service, kind])).toEqual([
      [span(1), "shop", "server"],
      [span(2), "shop", "client"],
      [span(3), "stock", "server"],
    ]);
    expect(spans[0]).toMatchObject({
      traceId: trace(1),
      parentSpanId: null,
      durationMs: 80,
      status: "unset",
      environment: "production",
      releaseNumber: 1,
      attributes: { "user.id": 7 },
    });
    expect(Date.parse(spans[0]?.startTime ?? "")).toBe(at(5).getTime());
    expect(spans[2]?.events).toEqual([
      {
        name: "exception",
        time: "2026-11-23T19:49:18.918000Z",
        attributes: { "exception.type": "TypeError" },
      },
    ]);
  });

  it("is found however old it is, with or without a hint, and not when there is none", async () => {
    for (const hint of [{}, { at: at(60 * 24 * 5).toISOString() }, { at: NOW.toISOString() }])
      expect((await getTrace(viewer, trace(4), hint)).spans).toHaveLength(1);
    for (const id of [trace(77), "nonsense", "g".repeat(32)])
      await expect(getTrace(viewer, id)).rejects.toMatchObject({ code: "not_found" });
  });

  it("as an outline says the same in short, with what was not kept in its hours", async () => {
    const [source] = await test.db.select().from(telemetrySources);
    const hour = new Date(Math.floor(at(5).getTime() / 3_600_000) * 3_600_000);
    await test.db.insert(telemetryDrops).values({
      serviceId: shop.id,
      environmentId: source?.environmentId ?? "",
      at: hour,
      signal: "spans",
      reason: "sampled",
      items: 40,
    });
    const outline = await getTraceOutline(viewer, trace(1));
    expect(outline.spans.map(({ startUs, exceptions }) => [startUs, exceptions])).toEqual([
      [0, 0],
      [2_000, 0],
      [4_000, 1],
    ]);
    expect(outline.spans.map(({ name }) => outline.names[name])).toEqual([
      "GET /tides",
      "GET /tides",
      "GET /stock/{id}",
    ]);
    expect(outline.drops).toEqual([{ service: "shop", reason: "sampled", items: 40 }]);
  });

  it("a span brings its resource and the lines that were written within it", async () => {
    const detail = await getSpan(viewer, trace(1), span(3));
    expect(detail).toMatchObject({
      resource: { "service.name": stock.id },
      logs: [{ severity: 17, level: "error", body: "no stock" }],
      logsTruncated: false,
      deploymentId: null,
    });
    await expect(getSpan(viewer, trace(1), span(55))).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("searching traces", () => {
  const ids = async (input: Parameters<typeof listTraces>[1]) =>
    (await listTraces(viewer, input, NOW)).items.map(({ traceId }) => Number.parseInt(traceId, 16));

  it("shows each where it begins, newest first, also when its beginning was not sent", async () => {
    const { items, nextCursor } = await listTraces(viewer, {}, NOW);
    expect(items.map(({ traceId }) => traceId)).toEqual([trace(1), trace(2), trace(3)]);
    expect(items[0]).toMatchObject({
      span: { spanId: span(1), service: "shop" },
      root: null,
      spans: 3,
      errors: 1,
      services: ["shop", "stock"],
    });
    expect(nextCursor).toBeNull();
  });

  it.each([
    ["a service shows where it was entered", { service: "stock" }, [1]],
    ["an environment", { environment: "production" }, [1, 2, 3]],
    ["an environment in which nothing was", { environment: "dev" }, []],
    ["an error", { status: "error" as const, service: "stock" }, [1]],
    ["none", { status: "ok" as const }, [1, 2, 3]],
    ["durations", { minMs: 50, maxMs: 100 }, [1]],
    ["the slowest", { order: "slowest" as const }, [2, 1, 3]],
    ["the name of a span", { operation: "GET /other" }, [3]],
    ["the name beside attributes", { where: 'name="GET /other" pod=b' }, [3]],
    ["an attribute of any span", { where: "user.id=7" }, [1]],
    ["an attribute that is there", { where: "user.id" }, [1]],
    ["one that is not so", { where: "user.id!=7", service: "shop" }, [1, 2, 3]],
    ["an attribute of a resource", { where: "pod=b" }, [3]],
    ["two at once", { where: "pod=b user.id=7" }, []],
    ["a longer time", { range: "7d" as const }, [1, 2, 3, 4]],
  ])("by %s", async (_, input, expected) => {
    expect(await ids(input)).toEqual(expected);
  });

  it("by an attribute that more processes have than one looks up", async () => {
    await keepSpans(test, [
      { service: stock.id, ...names, traceId: trace(5), at: at(600), resource: { pod: "crowd" } },
    ]);
    await test.client`
      insert into telemetry_resources (source_id, hash, attributes, seen_on)
      select source_id, 'crowd ' || number, attributes, seen_on
      from telemetry_resources, generate_series(1, 600) as number where attributes ->> 'pod' = 'crowd'`;
    await test.client`
      update spans set resource_id = (select max(id) from telemetry_resources where attributes ->> 'pod' = 'crowd')
      where trace_id = ${Buffer.from(trace(5), "hex")}`;
    const day = { from: at(660).toISOString(), to: at(540).toISOString() };
    expect(await ids({ where: "pod=crowd", ...day })).toEqual([5]);
    expect(await ids({ where: "pod!=crowd", ...day })).toEqual([]);
    await test.client`delete from spans where trace_id = ${Buffer.from(trace(5), "hex")}`;
  });

  it("by a release", async () => {
    expect(await ids({ release: shop.releaseIds[1] })).toEqual([3]);
  });

  it("pages have each trace once", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listTraces(viewer, { limit: 1, range: "7d", ...(cursor && { cursor }) }, NOW);
      seen.push(...page.items.map(({ traceId }) => traceId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual([trace(1), trace(2), trace(3), trace(4)]);
  });

  it("refuses what makes no sense, by name", async () => {
    for (const input of [{ cursor: "x" }, { from: NOW.toISOString() }])
      await expect(listTraces(viewer, input, NOW)).rejects.toMatchObject({ code: "invalid" });
    await expect(listTraces(viewer, { service: "nobody" })).rejects.toMatchObject({ code: "not_found" });
  });

  it("a histogram counts what would be found", async () => {
    const { buckets, stepSeconds } = await getTraceHistogram(viewer, { service: "stock" }, NOW);
    expect(stepSeconds).toBe(60);
    expect(buckets.filter(({ spans }) => spans > 0)).toMatchObject([{ spans: 1, errors: 1, p95Ms: 10 }]);
  });

  it("stops when it takes too long, and says how far it came", async () => {
    let ms = 0;
    const slices: number[] = [];
    const period = { from: at(60 * 24), to: NOW };
    const back = await searchBack(
      period,
      async ({ from, to }) => {
        slices.push((to.getTime() - from.getTime()) / 60_000);
        ms += slices.length > 3 ? 700 : 10;
        return { enough: false };
      },
      () => ms,
    );
    expect(slices).toEqual([5, 10, 20, 40, 20, 10]);
    expect(back).toEqual(at(105));
  });
});

it("the map has who asks whom, as counted at the side that asks", async () => {
  await serve(test, shop, "production", 1);
  const [place] = await test.db.select().from(placements);
  await recordTraffic(asJob(test), [
    aBatch(at(3), [
      aCount({ placementId: place?.id ?? "", releaseId: shop.releaseIds[0] ?? null, durationsMs: [10, 20] }),
    ]),
  ]);
  const [source] = await test.db
    .select()
    .from(telemetrySources)
    .where(eq(telemetrySources.serviceId, shop.id));
  const minute = new Date(Math.floor(at(3).getTime() / 60_000) * 60_000);
  const count = async (kind: "client" | "producer", peer: string, requests: number, errors = 0) => {
    const [operation] = await test.db
      .insert(operations)
      .values({ serviceId: shop.id, kind, method: "", route: "x", peer, seenOn: "2026-11-28" })
      .returning();
    await test.db.insert(redMinutes).values({
      at: minute,
      sourceId: source?.id ?? 0,
      operationId: operation?.id ?? 0,
      statusClass: 2,
      requests,
      errors,
      durationUs: 1,
      bucketOffset: -50,
      buckets: [requests],
    });
  };
  await count("client", peerText({ kind: "service", name: "stock" }), 120, 12);
  await count("client", peerText({ kind: "database", name: "postgresql/orders" }), 60);
  await count("client", peerText({ kind: "database", name: "postgresql/users" }), 60);
  await count("producer", peerText({ kind: "queue", name: "orders" }), 1);
  for (let host = 1; host <= 8; host += 1)
    // oxlint-disable-next-line no-await-in-loop -- one after the other is enough
    await count("client", peerText({ kind: "host", name: `host-${host}` }), host);
  const map = await getServiceMap(viewer, {}, NOW);
  expect(map.environment).toBe("production");
  // The rate since the first of it: an hour in which there was nothing yet does not thin it out.
  const minutes = (NOW.getTime() - minute.getTime()) / 60_000;
  const edges = Object.fromEntries(map.edges.map((edge) => [`${edge.from} > ${edge.to}`, edge]));
  expect(edges["service:shop > service:stock"]).toMatchObject({
    perMinute: expect.closeTo(120 / minutes, 6),
    errorRate: 0.1,
    seenBy: "client",
  });
  expect(edges["service:shop > database:postgresql"]).toMatchObject({
    perMinute: expect.closeTo(120 / minutes, 6),
  });
  // A microsecond of the thirty milliseconds that the gateway saw it take.
  expect(edges["service:shop > service:stock"]?.timeShare).toBeCloseTo(1 / 30_000, 8);
  expect(edges["outside > service:shop"]).toMatchObject({ seenBy: "gateway", timeShare: null });
  const nodes = Object.fromEntries(map.nodes.map((node) => [node.key, node]));
  expect(nodes["database:postgresql"]?.members).toEqual(["orders", "users"]);
  expect(nodes["host:*"]?.members).toEqual(["host-1", "host-2", "host-3"]);
  expect(map.nodes.filter(({ kind }) => kind === "host")).toHaveLength(6);
  expect(nodes["service:stock"]).toMatchObject({ kind: "service", name: "stock" });
});
