import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

import { eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { metricScrapes, placements, services, telemetryDrops } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { TestServer } from "@/lib/checks/testing";
import { required } from "@/lib/core/errors";
import { askMetric, listScrapes } from "@/lib/telemetry";

import type { Observation, RunningInstance } from "../targets/target";
import { TargetUnavailable } from "../targets/target";
import { as, asJob, aService, serve } from "../testing";
import { createMetricsCollector } from "./collect-metrics";

const test = await testDatabase();
const viewer = as(test, "viewer");
const shutdown = new AbortController();
type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let answer: Answer = () => {};
const server = await TestServer.listen((request, response) => answer(request, response));
afterAll(async () => {
  shutdown.abort();
  await server[Symbol.asyncDispose]();
  await test[Symbol.asyncDispose]();
});

let count = 0;
let service: Awaited<ReturnType<typeof aService>>;
let running: Pick<Observation, "serving" | "warm">;
let isSilent: boolean;
beforeEach(async () => {
  await test.client`delete from metric_scrapes`;
  await test.client`update services set archived_at = now()`;
  service = await aService(test, `tides-${(count += 1)}`, 2);
  await test.db
    .update(services)
    .set({ settings: { metricsPath: "/metrics" } })
    .where(eq(services.id, service.id));
  await serve(test, service, "dev", 2);
  running = { serving: instance("a", 2), warm: [] };
  isSilent = false;
  answer = page("");
});

const instance = (name: string, release: number): RunningInstance => ({
  instanceId: `ins_${service.name}_${name}`,
  directUrl: server.url,
  deploymentId: `dep_${name}`,
  releaseId: required(service.releaseIds[release - 1], "the release"),
  state: "ready",
  since: new Date().toISOString(),
  restarts: 0,
});
const observe = async (): Promise<Observation[]> => {
  if (isSilent) throw new TargetUnavailable("It is away.");
  const [place] = await test.db.select().from(placements).where(eq(placements.serviceId, service.id));
  const placementId = required(place, "the place").id;
  return [
    {
      placementId,
      highestFence: 1,
      url: `http://${service.name}-dev.localhost:8080`,
      starting: [],
      draining: [],
      ...running,
    },
  ];
};
const aCollector = () => createMetricsCollector(asJob(test), () => ({ observe }), shutdown.signal);

const page =
  (text: string, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4", ...headers });
    response.end(text);
  };
/** All that is due now, as a worker that has just been started reads it. */
async function collect(collector = aCollector()) {
  await test.db.update(metricScrapes).set({ dueAt: sql`now() - interval '1 second'` });
  await collector.collect();
  await collector.settled();
}
const view = async () => (await listScrapes(viewer, service.name)).items;
const ask = async (metric: string, aggregation: "increase" | "max" | "min" | "avg" | "p50", by = "") => {
  const where = `service=${service.name}`;
  const { series } = await askMetric(viewer, { metric, aggregation, where, by, step: 86_400 });
  return series.map(({ labels, values }) => [labels, values.find((value) => value !== null)]);
};

describe("the page of a process", () => {
  it("becomes metrics of the release that runs there, with what Prometheus says of each scrape", async () => {
    const text = '# TYPE fish_total counter\nfish_total 5\ndepth{pier="north"} 12\n';
    answer = page(text);
    await collect();
    answer = page(text.replace("5", "9"));
    await collect();
    expect(await ask("fish_total", "increase", "environment,region,release")).toEqual([
      [{ environment: "dev", region: "local", release: "2" }, 4],
    ]);
    expect(await ask("depth", "max", "pier,release")).toEqual([[{ pier: "north", release: "2" }, 12]]);
    expect(await ask("up", "min")).toEqual([[{}, 1]]);
    expect(await ask("scrape_samples_scraped", "max")).toEqual([[{}, 2]]);
    expect(await view()).toMatchObject([{ environment: "dev", releaseNumber: 2, samples: 2, problem: null }]);
    expect(server.asked.at(-1)).toMatchObject({
      url: "/metrics",
      headers: {
        host: `${service.name}-dev.localhost:8080`,
        accept: expect.stringContaining("application/openmetrics-text;version=1.0.0"),
        "accept-encoding": "gzip",
      },
    });
  });

  it("counts each instance for itself, and a counter that appears later from its beginning, also past a new worker", async () => {
    running = { serving: instance("a", 2), warm: [{ ...instance("b", 2), warmUntil: "" }] };
    let served = 0;
    const values = [1_000, 10, 1_003, 11, 1_005, 11];
    answer = (request, response) => {
      const extra = served >= 2 ? 'fish_total{kind="eel"} 2\n' : "";
      page(`# TYPE fish_total counter\nfish_total ${values[served]}\n${extra}`)(request, response);
      served += 1;
    };
    // One after the other, so that each has its own numbers.
    for (let round = 0; round < 3; round += 1)
      for (const { instanceId = "" } of [instance("a", 2), instance("b", 2)]) {
        await test.client`update metric_scrapes set due_at = now() + interval '1 hour'`;
        await test.client`update metric_scrapes set due_at = now() where instance_id = ${instanceId}`;
        const all = running;
        if (round === 0) running = instanceId.endsWith("a") ? { ...all, warm: [] } : all;
        const collector = aCollector();
        await collector.collect();
        await collector.settled();
        running = all;
      }
    expect(served).toBe(6);
    expect(await ask("fish_total", "increase", "kind")).toEqual([
      [{ kind: "" }, 6],
      [{ kind: "eel" }, 4],
    ]);
  });

  it("is read packed, and as OpenMetrics", async () => {
    const text =
      '# TYPE wait histogram\nwait_bucket{le="1"} 1\nwait_bucket{le="+Inf"} 1\nwait_sum 0.5\nwait_count 1\n';
    const created = `wait_created ${Date.now() / 1_000 - 5}\n# EOF\n`;
    answer = (_, response) => {
      response.writeHead(200, {
        "content-type": "application/openmetrics-text; version=1.0.0; charset=utf-8",
        "content-encoding": "gzip",
      });
      response.end(gzipSync(text + created));
    };
    await collect();
    expect(await ask("wait", "avg")).toEqual([[{}, 0.5]]);
  });
});

describe("a page that cannot be read is told, and the process is not up", () => {
  const many = Array.from({ length: 20_001 }, (_, at) => `n{id="${at}"} 1`).join("\n");
  it.each<[string, Answer, string]>([
    ["404", (_, response) => response.writeHead(404).end(), "GET /metrics answered 404."],
    [
      "a redirect",
      (_, response) => response.writeHead(302, { location: "/login" }).end(),
      "GET /metrics answered 302; where it points to is not asked.",
    ],
    [
      "a web page",
      page("<!doctype html>", { "content-type": "text/html" }),
      "GET /metrics answered with text/html, which is no page with metrics.",
    ],
    ["a bad line", page("a 1\nb one\n"), "Line 2 of /metrics has a value that is no number."],
    ["too much", page("#".repeat(5 * 1024 * 1024)), "GET /metrics answered with more than 4 MB."],
    [
      "too much when it is unpacked",
      page("", { "content-encoding": "gzip" }),
      "GET /metrics answered with gzip that cannot be unpacked.",
    ],
    ["too many samples", page(many), "/metrics has 20,001 samples, and 20,000 are taken at most."],
    ["what cannot be kept", page('a{b="\u0000"} 1\n'), "/metrics holds something that cannot be kept."],
    [
      "a connection that breaks",
      (request) => request.socket.destroy(),
      "GET /metrics broke off (ECONNRESET).",
    ],
    [
      "an answer that breaks off",
      (_, response) => {
        response.writeHead(200, { "content-length": 100 });
        response.write("a 1\n");
        setImmediate(() => response.destroy());
      },
      "GET /metrics broke off (ECONNRESET).",
    ],
  ])("%s", async (_, bad, problem) => {
    answer = bad;
    await collect();
    expect(await view()).toMatchObject([{ problem, samples: 0, readAt: null }]);
    expect(await ask("up", "max")).toEqual([[{}, 0]]);
  });

  it("what was dropped with it is counted", async () => {
    answer = page(`${many}\n`);
    await collect();
    answer = page('a{b="1"} 1\na{b="1"} 2\nc{quantile="0.5"} 1\nd NaN\n');
    await collect();
    const drops = await test.db.select().from(telemetryDrops).where(eq(telemetryDrops.serviceId, service.id));
    expect(Object.fromEntries(drops.map(({ reason, items }) => [reason, items]))).toEqual({
      limit: 20_001,
      invalid: 2,
      unsupported: 1,
    });
  });
});

describe("which processes are asked", () => {
  it("one that never answers holds up no other, and is not asked a second time meanwhile", async () => {
    const [slow, quick] = [instance("a", 2), instance("b", 1)];
    running = { serving: slow, warm: [{ ...quick, warmUntil: "" }] };
    let asked = 0;
    answer = (request, response) => {
      asked += 1;
      if (asked > 1) page("a 1\n")(request, response);
    };
    const collector = aCollector();
    await collector.collect();
    await expect.poll(async () => (await view()).filter(({ samples }) => samples === 1)).toHaveLength(1);
    await collector.collect();
    await aCollector().collect();
    expect(asked).toBe(2);
  });

  it("more than are read at once follow in the same round", async () => {
    const warm = Array.from({ length: 16 }, (_, at) => ({ ...instance(`warm-${at}`, 2), warmUntil: "" }));
    running = { serving: instance("a", 2), warm };
    answer = (_, response) => response.writeHead(404).end();
    await collect();
    expect((await view()).filter(({ problem }) => problem !== null)).toHaveLength(17);
  });

  it("those of which the settings, or the release, name a page; the settings win", async () => {
    await test.client`update services set settings = '{}'`;
    await collect();
    expect(await view()).toEqual([]);
    const metrics = { path: "/of-the-release", intervalMs: 15_000 };
    await test.client`update releases set plan = plan || ${JSON.stringify({ metrics })}::text::jsonb where service_id = ${service.id}`;
    await collect();
    expect(await view()).toMatchObject([{ path: "/of-the-release", problem: null }]);
    expect(await listScrapes(viewer, service.name)).toMatchObject({ source: "release", intervalSeconds: 15 });
    await test.client`update services set settings = '{"metricsPath": "/mine"}' where id = ${service.id}`;
    await collect();
    expect(await view()).toMatchObject([{ path: "/mine" }]);
    expect(await listScrapes(viewer, service.name)).toMatchObject({ source: "settings", path: "/mine" });
  });

  it("those that run; one that is down is not up, and one that is gone is forgotten once the target says so", async () => {
    running = { serving: { ...instance("a", 2), state: "restarting", directUrl: undefined }, warm: [] };
    await collect();
    expect(await view()).toMatchObject([{ problem: "Its process does not run." }]);
    expect(await ask("up", "max")).toEqual([[{}, 0]]);
    isSilent = true;
    await collect();
    expect(await view()).toHaveLength(1);
    isSilent = false;
    running = { warm: [] };
    await collect();
    expect(await view()).toEqual([]);
  });
});
