import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

import { afterAll, beforeEach, expect, it } from "vitest";

import { logs, metricSeries, sessionHours, spans, telemetryDrops } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { as } from "@/lib/delivery/testing";
import { listIssues } from "@/lib/errors";

import { aRunningIntake, aSender } from "./testing/running-intake";

const test = await testDatabase();
// People are told apart by a keyed digest.
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
process.env.DATABASE_URL = test.url;
const intake = await aRunningIntake(test);
let key = "";
let project = 0;
afterAll(async () => {
  await intake[Symbol.asyncDispose]();
  await test[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await test.client`truncate services cascade`;
  await test.client`truncate spans, logs, intake_requests, session_hours, telemetry_drops`;
  ({ key, project } = await aSender(test, "checkout"));
  await test.client`update releases set version = '1.2.3'`;
});

/** The fixtures are of another day: their clocks are set right by what their sender calls now. */
const fixture = (name: string) =>
  readFileSync(new URL(`../errors/fixtures/stream/${name}.envelope`, import.meta.url));
const send = async (
  body: Buffer | string,
  more: { path?: string; query?: string; headers?: object } = {},
) => {
  const {
    path = `/api/${project}/envelope/`,
    query = `?sentry_version=7&sentry_key=${key}`,
    headers = {},
  } = more;
  const response = await fetch(`${intake.base}${path}${query}`, {
    method: "POST",
    body: typeof body === "string" ? body : new Uint8Array(body),
    headers: { ...headers },
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
};
const issues = async () => (await listIssues(as(test, "viewer"))).items;

it("what an SDK sends of an error is an issue of the release that it names", async () => {
  const answer = await send(fixture("7-event"));
  expect([answer.status, answer.body]).toEqual([200, '{"id":"5e148590e9454b44b9967972b5bf22f0"}']);
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  expect(await issues()).toMatchObject([
    {
      title: "Error: outer failed",
      count: 1,
      userCount: 1,
      environments: ["production"],
      firstRelease: { version: "1.2.3" },
    },
  ]);
  await send(fixture("7-event"));
  const sentLater = fixture("7-event")
    .toString("utf8")
    .replace(/"sent_at":"[^"]+"/u, '"sent_at":"2026-11-28T10:00:00.000Z"');
  expect(sentLater).not.toBe(fixture("7-event").toString("utf8"));
  await send(sentLater);
  expect((await issues())[0]?.count).toBe(1);
});

it("its spans, lines, metrics and sessions are kept with those of everybody, and what has no place is counted", async () => {
  const seconds = String(Math.floor(Date.now() / 1_000));
  const ofNow = (name: string) => fixture(name).toString("utf8").replaceAll("1795463769", seconds);
  for (const name of ["3-span", "6-log", "2-session", "5-trace_metric"])
    expect(
      (
        await send(gzipSync(name === "6-log" || name === "5-trace_metric" ? ofNow(name) : fixture(name)), {
          headers: { "content-encoding": "gzip" },
        })
      ).status,
    ).toBe(200);
  expect([await test.db.$count(spans), await test.db.$count(logs)]).toEqual([2, 1]);
  expect(await test.db.select().from(sessionHours)).toMatchObject([{ outcome: "healthy", sessions: 1 }]);
  const series = await test.db.select().from(metricSeries);
  expect(series.map(({ name }) => name).toSorted()).toEqual(["lat", "orders"]);
  await send('{}\n{"type":"replay_event"}\n{}');
  expect(await test.db.select().from(telemetryDrops)).toMatchObject([
    { signal: "errors", reason: "unsupported", items: 1 },
  ]);
});

it("attachments of an error that is not kept are counted, and the answer is that of what was taken in", async () => {
  const id = "d".repeat(32);
  const attachment = '\n{"type":"attachment","length":1,"filename":"a\\u0000\\ud800"}\nx';
  const answer = await send(`{"event_id":"${id}"}${attachment.repeat(2)}`);
  expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { id }]);
  expect(
    (await send(`{"event_id":"${id}"}\n{"type":"event"}\n{"message":"m"}${attachment.repeat(6)}`)).status,
  ).toBe(200);
  expect((await issues())[0]?.count).toBe(1);
  const drops = await test.db.select().from(telemetryDrops).orderBy(telemetryDrops.reason);
  expect(drops).toMatchObject([
    { signal: "attachments", reason: "no_event", items: 2 },
    { signal: "attachments", reason: "too_many", items: 1 },
  ]);
});

it("the key may stand in the address, in a header or in the envelope; without one nothing is written", async () => {
  const event = (dsn?: string) => `${JSON.stringify({ dsn })}\n{"type":"event"}\n{"message":"m"}`;
  const header = { "x-sentry-auth": `Sentry sentry_version=7, sentry_key=${key}` };
  expect((await send(event(), { query: "", headers: header })).status).toBe(200);
  expect((await send(event(`http://${key}@host/${project}`), { query: "" })).status).toBe(200);
  expect((await send('{"message":"m"}', { path: `/api/${project}/store/` })).status).toBe(200);
  expect((await issues()).map(({ count }) => count)).toEqual([3]);
  const foreign = await send(event(), { query: `?sentry_key=${"0".repeat(32)}` });
  expect([foreign.status, foreign.headers.get("x-sentry-error")]).toEqual([
    403,
    expect.stringContaining("key"),
  ]);
  expect((await send(event(), { query: "" })).status).toBe(403);
  expect((await send(event(`http://${"1".repeat(32)}@host/${project}`))).status).toBe(403);
  expect(JSON.parse((await send("nonsense")).body)).toMatchObject({ detail: expect.any(String) });
  expect((await issues())[0]?.count).toBe(3);
});

it("an exception in a span of OpenTelemetry is an error", async () => {
  const nowNs = `${BigInt(Date.now()) * 1_000_000n}`;
  const attribute = (name: string, text: string) => ({ key: name, value: { stringValue: text } });
  const body = JSON.stringify({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: "a".repeat(32),
                spanId: "b".repeat(16),
                name: "POST /orders",
                kind: 2,
                startTimeUnixNano: nowNs,
                endTimeUnixNano: nowNs,
                events: [
                  {
                    name: "exception",
                    timeUnixNano: nowNs,
                    attributes: [
                      attribute("exception.type", "RangeError"),
                      attribute("exception.message", "late"),
                    ],
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
  });
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  expect((await send(body, { path: "/v1/traces", query: "", headers })).status).toBe(200);
  expect(await issues()).toMatchObject([{ title: "RangeError: late", count: 1 }]);
});

it("a key speaks for its own project only, wherever the request names another one", async () => {
  const other = await aSender(test, "other");
  const event = (dsn?: string) => `${JSON.stringify({ dsn })}\n{"type":"event"}\n{"message":"m"}`;
  const path = `/api/${other.project}/envelope/`;
  expect((await send(event(), { path })).status).toBe(403);
  expect((await send(event(`http://${key}@host/${other.project}`), { path, query: "" })).status).toBe(403);
  expect((await send(event(`http://${key}@host/${other.project}`), { query: "" })).status).toBe(403);
  expect(await issues()).toEqual([]);
});

it("what is too large for its kind is 413 and counted, and a full intake says when to send again", async () => {
  const large = await send(`{}\n{"type":"check_in"}\n${JSON.stringify({ a: "x".repeat(110_000) })}`);
  expect([large.status, large.headers.get("x-sentry-error")]).toEqual([
    413,
    expect.stringContaining("check_in"),
  ]);
  await expect
    .poll(() => test.db.select().from(telemetryDrops))
    .toMatchObject([{ signal: "errors", reason: "too_large", items: 1 }]);
  await using full = await aRunningIntake(test, { queueBytes: 10 });
  const answer = await fetch(`${full.base}/api/${project}/envelope/?sentry_key=${key}`, {
    method: "POST",
    body: fixture("7-event"),
  });
  expect([
    answer.status,
    answer.headers.get("retry-after"),
    answer.headers.get("x-sentry-rate-limits"),
  ]).toEqual([429, "2", "2::organization:overload"]);
});
