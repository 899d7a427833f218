import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { countOf, DURATION_SCALE, OTHER_ROUTE, type TrafficBatch } from "@/lib/telemetry/contract";

import { type Finished, MOST_REFUSED_ROUTES, MOST_ROUTES, RequestCounts } from "./request-counts";
import { TrafficSpool } from "./traffic-spool";

const MINUTE = Date.UTC(2026, 10, 27, 10, 0);
const request = (more: Partial<Finished> = {}): Finished => ({
  placementId: "plc_one",
  releaseId: "rel_one",
  method: "GET",
  target: "/orders/7?page=2",
  status: 200,
  isError: false,
  durationMs: 20,
  ...more,
});

describe("request counts", () => {
  let sealed: TrafficBatch[];
  let now: number;
  let counts: RequestCounts;
  beforeEach(() => {
    sealed = [];
    now = MINUTE;
    counts = new RequestCounts(
      10_000,
      (batch) => sealed.push(batch),
      () => [],
      () => now,
    );
  });
  afterEach(() => counts.close());
  const rows = () => sealed.flatMap((batch) => batch.counts);

  it("requests count by place, release, method, route and class of status, exactly", () => {
    for (let index = 0; index < 100; index += 1) counts.count(request({ target: `/orders/${index}` }));
    counts.count(request({ releaseId: "rel_two", durationMs: 40 }));
    counts.count(request({ method: "BREW", status: 503, isError: true }));
    counts.seal();
    expect(sealed).toHaveLength(1);
    expect(sealed[0]).toMatchObject({ minuteMs: MINUTE, lost: [] });
    expect(rows()).toMatchObject([
      {
        method: "GET",
        route: "/orders/{id}",
        releaseId: "rel_one",
        statusClass: 2,
        requests: 100,
        errors: 0,
      },
      { method: "_OTHER", route: "/orders/{id}", statusClass: 5, requests: 1, errors: 1 },
      { releaseId: "rel_two", requests: 1, durationUs: 40_000 },
    ]);
    for (const { requests, offset, buckets } of rows())
      expect(countOf({ scale: DURATION_SCALE, offset, buckets })).toBe(requests);
  });

  it("each window is a batch of its own, and none lies in two minutes", () => {
    for (const at of [0, 9_999, 10_000, 59_999, 60_000]) {
      now = MINUTE + at;
      counts.count(request());
    }
    counts.seal();
    expect(sealed.map(({ minuteMs, counts: [row] }) => [minuteMs - MINUTE, row?.requests])).toEqual([
      [0, 2],
      [0, 1],
      [0, 1],
      [60_000, 1],
    ]);
    expect(new Set(sealed.map(({ id }) => id)).size).toBe(4);
  });

  it("a window without requests hands over nothing", () => {
    counts.seal();
    expect(sealed).toEqual([]);
  });

  it("addresses that nobody ever answered share one row, until one is answered", () => {
    for (let index = 0; index < 5_000; index += 1)
      counts.count(
        request({ target: `/wp-${"abcdefghij"[index % 10]}/${"x".repeat(index % 60)}`, status: 404 }),
      );
    counts.seal();
    expect(rows()).toMatchObject([{ route: OTHER_ROUTE, statusClass: 4, requests: 5_000 }]);
    sealed.length = 0;
    counts.count(request({ target: "/orders/1" }));
    counts.count(request({ target: "/orders/2", status: 404 }));
    counts.seal();
    expect(rows()).toMatchObject([
      { route: "/orders/{id}", statusClass: 2 },
      { route: "/orders/{id}", statusClass: 4 },
    ]);
  });

  it("beyond the cap of a place routes count as others, and the known ones stay", () => {
    const name = (index: number) =>
      String(index).replaceAll(/\d/g, (digit) => "abcdefghij".charAt(Number(digit)));
    for (let index = 0; index < MOST_ROUTES + 50; index += 1)
      counts.count(request({ target: `/page-${name(index)}` }));
    counts.count(request({ target: "/page-a" }));
    counts.seal();
    expect(rows()).toHaveLength(MOST_ROUTES + 1);
    expect(rows().find(({ route }) => route === OTHER_ROUTE)?.requests).toBe(50);
    expect(rows().find(({ route }) => route === "/page-a")?.requests).toBe(2);
  });

  it("whoever scans a service that refuses every unknown address leaves names for the others", () => {
    const name = (index: number) =>
      String(index).replaceAll(/\d/g, (digit) => "abcdefghij".charAt(Number(digit)));
    for (let index = 0; index < 5_000; index += 1)
      counts.count(request({ target: `/scan-${name(index)}`, status: 401 }));
    counts.count(request({ target: "/orders/7" }));
    counts.seal();
    expect(rows()).toHaveLength(MOST_REFUSED_ROUTES + 2);
    expect(rows().find(({ route }) => route === "/orders/{id}")?.requests).toBe(1);
  });

  it("a remembered path does not keep the query that came with it", () => {
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    const query = (index: number) => Buffer.alloc(20_000, `${index} `).toString("latin1");
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < 1_500; index += 1)
      counts.count(request({ target: `/somewhere/products/${index}?${query(index)}` }));
    collect();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(5_000_000);
  });

  it("a client that left before there was an answer has no duration", () => {
    counts.count(request({ status: 0, durationMs: undefined }));
    counts.seal();
    expect(rows()).toMatchObject([{ statusClass: 0, requests: 1, errors: 0, durationUs: 0, buckets: [] }]);
  });
});

describe("the spool", () => {
  let folder: string;
  let now: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-spool-"));
    now = MINUTE;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const limits = { trafficSpoolBytes: 1_000_000, trafficSpoolMs: 3_600_000 };
  const open = (more: Partial<typeof limits> = {}) =>
    new TrafficSpool(folder, { ...limits, ...more }, () => now);
  const batch = (number: number, minuteMs = MINUTE): TrafficBatch => ({
    id: `bat_${String(number).padStart(24, "0")}`,
    minuteMs,
    counts: [
      {
        placementId: "plc_one",
        releaseId: null,
        method: "GET",
        route: "/",
        statusClass: 2,
        requests: number,
        errors: 0,
        durationUs: 1,
        offset: -20,
        buckets: [number],
      },
    ],
    lost: [],
  });

  it("batches are handed over oldest first, again and again, until they are forgotten; also by the next gateway", async () => {
    const spool = open();
    await Promise.all([spool.add(batch(1)), spool.add(batch(2)), spool.add(batch(3, MINUTE + 60_000))]);
    expect(await spool.read(2)).toEqual([batch(1), batch(2)]);
    expect(await open().read(9)).toEqual([batch(1), batch(2), batch(3, MINUTE + 60_000)]);
    await spool.forget([batch(1).id, "bat_unknown"]);
    expect((await spool.read(9)).map(({ id }) => id)).toEqual([batch(2).id, batch(3).id]);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it("what is too much or too old gives way, oldest first, and is counted as lost", async () => {
    const one = JSON.stringify(batch(1)).length;
    const spool = open({ trafficSpoolBytes: 2 * one + 10 });
    for (const number of [1, 2, 3]) await spool.add(batch(number));
    expect(spool.takeLost()).toEqual([{ placementId: "plc_one", requests: 1 }]);
    expect(spool.takeLost()).toEqual([]);
    now += 3_600_001;
    expect(await spool.read(9)).toEqual([]);
    expect(spool.takeLost()).toEqual([{ placementId: "plc_one", requests: 5 }]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("half a file of a crash, and one that cannot be read, stop nothing", async () => {
    await open().add(batch(1));
    const [name = ""] = readdirSync(folder);
    writeFileSync(join(folder, name.replace(/1\.json$/, "9.json")), "{");
    writeFileSync(join(folder, `${name}.new`), "{");
    expect(await open().read(9)).toEqual([batch(1)]);
    expect(readdirSync(folder)).toEqual([name]);
  });

  it("what cannot be written is counted as lost", async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "in the way");
    const spool = open();
    await spool.add(batch(7));
    expect(spool.takeLost()).toEqual([{ placementId: "plc_one", requests: 7 }]);
  });

  it("an answer has a bounded size, and one batch in any case", async () => {
    const spool = open();
    for (const number of [1, 2, 3]) await spool.add(batch(number));
    const one = JSON.stringify(batch(1)).length;
    expect(await spool.read(9, 2 * one)).toHaveLength(2);
    expect(await spool.read(9, 1)).toHaveLength(1);
  });

  it("what could not be written leaves nothing behind, however often that happens", async () => {
    const stamp = String(MINUTE).padStart(15, "0");
    const spool = open();
    await spool.add(batch(1));
    mkdirSync(join(folder, `${stamp}-${stamp}-${batch(7).id}.json`, "in the way"), { recursive: true });
    await spool.add(batch(7));
    expect(spool.takeLost()).toEqual([{ placementId: "plc_one", requests: 7 }]);
    expect(readdirSync(folder).filter((name) => name.endsWith(".new"))).toEqual([]);
  });
});
