import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import {
  environments,
  logs,
  operations,
  redDays,
  redMinutes,
  regions,
  releases,
  spans,
  telemetryDrops,
  telemetryResources,
  telemetrySources,
} from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { aService, serve } from "@/lib/delivery/testing";

import type { Attributes, IntakePlace, ResourceRecord, SpanRecord } from "./contract";
import { recordDrops, recordLogs, recordSpans } from "./intake";
import { aLine, aSpan } from "./testing";

const test = await testDatabase();
afterAll(() => test[Symbol.asyncDispose]());

let place: IntakePlace;
let releaseIds: string[];
beforeEach(async () => {
  await test.client`truncate services cascade`;
  await test.client`truncate red_1m, red_1h, red_1d, spans, logs`;
  const service = await aService(test, "tide-tables", 2);
  await serve(test, service, "production", 1);
  releaseIds = service.releaseIds;
  const [environment] = await test.db.select().from(environments).where(eq(environments.name, "production"));
  place = { keyId: "key_1", serviceId: service.id, environmentId: environment!.id };
});

const take = (own: SpanRecord[], resource: Partial<ResourceRecord> = {}, share?: number) =>
  test.db.transaction(async (tx) => {
    const taken = await recordSpans(
      tx,
      [{ place, resource: { attributes: { "service.name": "tide-tables" }, ...resource }, spans: own }],
      share,
    );
    await recordDrops(tx, taken.drops);
    return taken;
  });
const takeLines = (own: ReturnType<typeof aLine>[]) =>
  test.db.transaction(async (tx) => {
    const taken = await recordLogs(tx, [{ place, resource: { attributes: {} }, logs: own }]);
    await recordDrops(tx, taken.drops);
    return taken;
  });
const drops = () =>
  test.db
    .select({ signal: telemetryDrops.signal, reason: telemetryDrops.reason, items: telemetryDrops.items })
    .from(telemetryDrops)
    .orderBy(telemetryDrops.reason);

describe("spans", () => {
  it("are kept with all they say, and counted by kind, operation and peer in minutes, hours and days", async () => {
    const http = (more: Attributes): Attributes => ({ "http.request.method": "GET", ...more });
    const traceId = "ab".repeat(16);
    const result = await take([
      aSpan({
        traceId,
        attributes: http({ "url.path": "/orders/17", "http.response.status_code": 200 }),
        events: [
          { name: "exception", atNs: 1_795_463_358_918_000_001n, attributes: { "exception.type": "Oh" } },
        ],
        links: [{ traceId: "cd".repeat(16), spanId: "ef".repeat(8), attributes: {} }],
      }),
      aSpan({ attributes: http({ "url.path": "/orders/18", "http.response.status_code": 503 }) }),
      aSpan({
        kind: "client",
        attributes: http({
          "url.full": "http://tide-tables-production.localhost:4000/tides/3",
          "server.address": "tide-tables-production.localhost",
          "server.port": 4000,
        }),
      }),
      aSpan({
        kind: "client",
        status: "error",
        attributes: {
          "db.system.name": "postgresql",
          "db.namespace": "orders",
          "db.operation.name": "SELECT",
          "db.collection.name": "orders",
        },
      }),
      aSpan({
        kind: "consumer",
        attributes: { "messaging.system": "kafka", "messaging.destination.name": "orders" },
      }),
      aSpan({ kind: "internal" }),
    ]);
    expect(result).toMatchObject({ refused: [0], serviceIds: [place.serviceId] });
    const kept = await test.db.select().from(spans);
    expect(kept).toHaveLength(6);
    const first = kept.find((span) => span.traceId.toString("hex") === traceId);
    expect(first).toMatchObject({
      kind: 2,
      durationNs: 10_000_000,
      weight: 1,
      events: [{ name: "exception", atNs: "1795463358918000001", attributes: { "exception.type": "Oh" } }],
      links: [{ traceId: "cd".repeat(16), spanId: "ef".repeat(8), attributes: {} }],
    });
    const names = await test.db.select().from(operations).orderBy(operations.kind, operations.route);
    expect(names.map(({ kind, method, route, peer }) => [kind, method, route, peer])).toEqual([
      ["client", "GET", "/tides/{id}", "service:tide-tables"],
      ["client", "", "SELECT orders", "database:postgresql/orders"],
      ["consumer", "", "consumer orders", "queue:kafka/orders"],
      ["server", "GET", "/orders/{id}", ""],
    ]);
    expect(kept.filter(({ operationId }) => operationId === null)).toHaveLength(1);
    for (const table of [redMinutes, redDays]) {
      const rows = await test.db.select().from(table);
      const of = (id: number) => rows.filter(({ operationId }) => operationId === id);
      const total = (own: typeof rows) => own.reduce((sum, row) => sum + row.requests, 0);
      expect(total(of(-1))).toBe(3);
      expect(total(of(0))).toBe(0);
      expect(total(rows.filter(({ operationId }) => operationId > 0))).toBe(5);
      expect(rows.reduce((sum, row) => sum + row.errors, 0)).toBe(3);
      expect(total(rows.filter(({ statusClass }) => statusClass === 5))).toBe(2);
    }
  });

  it("belong to the release that the process names by id, version, commit or number, if it is one of its service", async () => {
    const [one = "", two = ""] = releaseIds;
    const commitSha = "0123456789abcdef0123456789abcdef01234567";
    await test.db.update(releases).set({ version: "1.4.0", commitSha }).where(eq(releases.id, two));
    const other = await aService(test, "other", 1);
    for (const release of [
      one,
      "1",
      "1.4.0",
      "tide-tables@1.4.0",
      commitSha,
      commitSha.slice(0, 7),
      "0123",
      other.releaseIds[0],
      undefined,
    ])
      await take([aSpan()], { release, attributes: { release: release ?? "none" } });
    const rows = await test.db
      .select({ asked: telemetryResources.attributes, found: telemetrySources.releaseId })
      .from(telemetryResources)
      .innerJoin(telemetrySources, eq(telemetrySources.id, telemetryResources.sourceId))
      .orderBy(telemetryResources.id);
    expect(rows.map(({ found }) => found)).toEqual([one, one, two, two, two, two, null, null, null]);
  });

  it("belong to the region that the process names, else to the first of its environment", async () => {
    const [first] = await test.db
      .select()
      .from(regions)
      .where(eq(regions.environmentId, place.environmentId));
    await test.db.insert(regions).values({ ...first!, id: "rgn_north", name: "north", position: 1 });
    await take([aSpan()], { region: "north" });
    await take([aSpan()], { region: "elsewhere" });
    const rows = await test.db
      .select({ regionId: telemetrySources.regionId })
      .from(telemetrySources)
      .orderBy(telemetrySources.id);
    expect(rows.map(({ regionId }) => regionId)).toEqual(["rgn_north", first!.id]);
    await test.db.delete(regions).where(eq(regions.id, "rgn_north"));
  });

  it("what PostgreSQL refuses is made storable, what is over-long is cut and counted", async () => {
    await take([
      aSpan({
        name: "a\0b\uD800",
        attributes: { "k\0": "v\uDFFF", __proto__: "no", list: ["\0", { deep: "\0" }], infinite: Infinity },
      }),
      aSpan({ attributes: { long: "x".repeat(10_000) } }),
      aSpan({
        attributes: Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`k${index}`, index])),
      }),
    ]);
    const kept = await test.db.select().from(spans);
    expect(kept.map(({ name }) => name)).toContain("a\uFFFDb\uFFFD");
    expect(kept.map(({ attributes }) => Object.keys(attributes).length).toSorted((a, b) => a - b)).toEqual([
      1, 3, 128,
    ]);
    expect(await drops()).toEqual([{ signal: "spans", reason: "limit", items: 2 }]);
  });

  it("those of long ago and of the future are refused and counted, and make no partitions", async () => {
    const before =
      await test.client`select count(*)::int as n from pg_inherits where inhparent = 'spans'::regclass`;
    const { refused } = await take([
      aSpan({ at: new Date(0) }),
      aSpan({ at: new Date(Date.now() - 25 * 3_600_000) }),
      aSpan({ at: new Date(Date.now() + 3_600_000) }),
      aSpan({ startNs: 2n ** 64n - 1n }),
      aSpan(),
    ]);
    expect(refused).toEqual([4]);
    expect(await drops()).toEqual([{ signal: "spans", reason: "invalid", items: 4 }]);
    expect(
      await test.client`select count(*)::int as n from pg_inherits where inhparent = 'spans'::regclass`,
    ).toEqual(before);
    expect(await test.db.$count(spans)).toBe(1);
  });

  it("what is sampled at the door goes trace by trace, weighs for the others and is counted whole", async () => {
    const traces = Array.from({ length: 200 }, () => aSpan());
    await take(
      traces.flatMap((span) => [span, aSpan({ traceId: span.traceId })]),
      {},
      0.5,
    );
    const kept = await test.db.select().from(spans);
    expect(kept.length).toBeGreaterThan(100);
    expect(kept.length).toBeLessThan(300);
    expect(new Set(kept.map(({ weight }) => weight))).toEqual(new Set([2]));
    expect(new Set(kept.map(({ traceId }) => traceId.toString("hex"))).size * 2).toBe(kept.length);
    expect(await drops()).toEqual([{ signal: "spans", reason: "sampled", items: 400 - kept.length }]);
    const rows = await test.db.select().from(redMinutes).where(eq(redMinutes.operationId, -1));
    expect(rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(400);
  });

  it("a number that a transaction made and gave up is not remembered", async () => {
    const giveUp = test.db.transaction(async (tx) => {
      await recordSpans(tx, [{ place, resource: { attributes: { pod: "one" } }, spans: [aSpan()] }]);
      await recordSpans(tx, [{ place, resource: { attributes: { pod: "one" } }, spans: [aSpan()] }]);
      throw new Error("no");
    });
    await expect(giveUp).rejects.toThrow("no");
    await take([aSpan()], { attributes: { pod: "one" } });
    const [row] = await test.db.select().from(spans);
    expect(await test.db.$count(telemetrySources, eq(telemetrySources.id, row!.sourceId))).toBe(1);
    expect(await test.db.$count(telemetryResources, eq(telemetryResources.id, row!.resourceId!))).toBe(1);
    expect(await test.db.$count(operations, eq(operations.id, row!.operationId!))).toBe(1);
  });
});

describe("lines and what is dropped", () => {
  it("lines are kept in their order, old ones are refused and counted", async () => {
    const atMs = Date.now();
    const { refused } = await takeLines([
      ...["a", "b", "c"].map((body) => aLine({ body, atMs, traceId: "ab".repeat(16) })),
      aLine({ atMs: 0 }),
      aLine({ atMs: Number.NaN }),
      aLine({ body: `\0${"x".repeat(50_000)}`, severity: 99, origin: "stderr" }),
    ]);
    expect(refused).toEqual([2]);
    const kept = await test.db.select().from(logs).orderBy(logs.id);
    expect(kept.map(({ body }) => body.slice(0, 2))).toEqual(["a", "b", "c", "\uFFFDx"]);
    expect(kept[3]).toMatchObject({ severity: 24, origin: 1 });
    expect(await drops()).toEqual([
      { signal: "logs", reason: "invalid", items: 2 },
      { signal: "logs", reason: "limit", items: 1 },
    ]);
  });

  it("drops add up by hour; those of a service that is gone are left out", async () => {
    const drop = { place, signal: "errors", reason: "client", items: 2 } as const;
    for (let times = 0; times < 2; times += 1)
      await test.db.transaction((tx) =>
        recordDrops(tx, [drop, drop, { ...drop, place: { ...place, serviceId: "svc_gone" } }]),
      );
    expect(await drops()).toEqual([{ signal: "errors", reason: "client", items: 8 }]);
  });
});
