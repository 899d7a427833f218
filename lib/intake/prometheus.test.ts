import { createHash, randomBytes } from "node:crypto";
import type { Server } from "node:http";

import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { environments, intakeKeys, metricMinutes, metricSeries, telemetryDrops } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";
import { aService, serve } from "@/lib/delivery/testing";
import { encodeWrite, findPrometheus, startPrometheus } from "@/lib/telemetry/testing";

import { GroupCommit } from "./commit/group-commit";
import { ENDPOINTS } from "./endpoints";
import { createIntakeServer } from "./http/intake-server";
import { Keys } from "./keys";

const test = await testDatabase();
const ctx = contextOf({ type: "job", name: "intake" } as const, test.db);
const MOST_BYTES = 2_000_000;
const commit = new GroupCommit(ctx, () => 1);
const open = (queueBytes = 8_000_000) =>
  createIntakeServer({
    endpoints: ENDPOINTS,
    keys: new Keys(ctx),
    commit,
    mostBytes: MOST_BYTES,
    queueBytes,
  });
const server = open();
let base = "";
let key = "";

beforeAll(async () => {
  base = await listen(server);
  const service = await aService(test, "tide-tables", 1);
  await serve(test, service, "production", 1);
  const [environment] = await test.db.select().from(environments).where(eq(environments.name, "production"));
  key = randomBytes(16).toString("hex");
  await test.db.insert(intakeKeys).values({
    serviceId: service.id,
    environmentId: environment?.id ?? "",
    keyHash: createHash("sha256").update(key).digest("hex"),
    sealedKey: "sealed",
  });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await commit.stop();
  await test[Symbol.asyncDispose]();
});

async function listen(one: Server): Promise<string> {
  await new Promise<void>((done) => one.listen(0, "127.0.0.1", done));
  const address = one.address();
  return `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`;
}

async function write(body: Buffer, headers: Record<string, string> = {}, to = base) {
  const response = await fetch(`${to}/api/v1/write`, {
    method: "POST",
    body: new Uint8Array(body),
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/x-protobuf",
      "content-encoding": "snappy",
      ...headers,
    },
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

const series = (name: string, value: number, atMs = Date.now()) => ({
  labels: [
    ["__name__", name],
    ["job", "tides"],
  ] as [string, string][],
  samples: [{ atMs, value }],
});

/** What was counted of a metric, over all of its minutes. */
async function countedOf(name: string): Promise<number> {
  const rows = await test.db
    .select({ sum: metricMinutes.sum })
    .from(metricMinutes)
    .innerJoin(metricSeries, eq(metricSeries.id, metricMinutes.seriesId))
    .where(eq(metricSeries.name, name));
  return rows.reduce((sum, row) => sum + row.sum, 0);
}

describe("remote_write", () => {
  it("answers 204 once it is kept, and a counter counts what it grew by", async () => {
    const now = Date.now();
    for (const [value, ago] of [
      [100, 20_000],
      [130, 10_000],
      [135, 0],
    ] as const)
      // oxlint-disable-next-line no-await-in-loop -- in the order of time
      expect((await write(encodeWrite([series("tides_total", value, now - ago)]))).status).toBe(204);
    expect(await countedOf("tides_total")).toBe(35);
    const answer = await write(encodeWrite([series("level", 7), series("tides_total", 135, now + 1)]));
    expect(answer.headers.get("x-prometheus-remote-write-samples-written")).toBe("2");
    expect(await countedOf("level")).toBe(7);
  });

  it("other messages, encodings, keys and broken bodies get the status that makes a sender do the right thing", async () => {
    const body = encodeWrite([series("level", 7, Date.now() + 5)]);
    const version = "application/x-protobuf;proto=io.prometheus.write.v3.Request";
    expect((await write(body, { "content-type": version })).status).toBe(415);
    expect((await write(body, { "content-encoding": "zstd" })).status).toBe(415);
    expect((await write(body, { authorization: `Bearer ${"0".repeat(32)}` })).status).toBe(401);
    expect((await write(Buffer.from("no snappy"))).status).toBe(400);
    expect((await write(Buffer.from([3, 8, 10, 10, 10]))).status).toBe(400);
    const old = await write(encodeWrite([series("level", 1, 1_000), series("level", 9)]));
    expect([old.status, old.text]).toEqual([400, expect.stringContaining("1 points were not kept")]);
  });

  it("a block that says it is larger than a body may be is refused before it is unpacked, and counted", async () => {
    const bomb = Buffer.concat([Buffer.from([0x80, 0x80, 0x80, 0x80, 0x04]), Buffer.alloc(50)]);
    expect((await write(bomb)).status).toBe(413);
    await expect
      .poll(() => test.db.select().from(telemetryDrops).where(eq(telemetryDrops.reason, "too_large")))
      .toMatchObject([{ signal: "metrics", items: 1 }]);
    const small = open(200);
    const answer = await write(
      encodeWrite(Array.from({ length: 40 }, (_, at) => series(`level_${at}`, at))),
      {},
      await listen(small),
    );
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "2"]);
    small.closeAllConnections();
    small.close();
  });
});

describe.skipIf(!findPrometheus())("the real Prometheus (skipped where there is none)", () => {
  it("scrapes itself and writes here: its counters, levels and histograms are all kept", async () => {
    await using prometheus = await startPrometheus({
      scrape: true,
      remoteWrite: { url: `${base}/api/v1/write`, key },
    });
    await expect
      .poll(() => countedOf("prometheus_http_response_size_bytes"), { timeout: 15_000, interval: 200 })
      .toBeGreaterThan(0);
    expect(prometheus.url).toContain("127.0.0.1");
    const kept = await test.db
      .selectDistinct({ name: metricSeries.name, type: metricSeries.type })
      .from(metricSeries);
    const typeOf = (name: string) => kept.find((one) => one.name === name)?.type;
    expect(typeOf("prometheus_http_requests_total")).toBe("counter");
    expect(typeOf("prometheus_http_response_size_bytes")).toBe("histogram");
    expect(typeOf("go_goroutines")).toBe("level");
    expect(typeOf("prometheus_http_response_size_bytes_bucket")).toBeUndefined();
  }, 20_000);
});
