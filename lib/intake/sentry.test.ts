import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { environments, intakeKeys, logs, sessionHours, spans, telemetryDrops } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";
import { as, aService, serve } from "@/lib/delivery/testing";
import { listIssues } from "@/lib/errors";

import { GroupCommit } from "./commit/group-commit";
import { ENDPOINTS } from "./endpoints";
import { createIntakeServer } from "./http/intake-server";
import { Keys } from "./keys";

const test = await testDatabase();
const ctx = contextOf({ type: "job", name: "intake" } as const, test.db);
const commit = new GroupCommit(ctx, () => 1);
const server = createIntakeServer({
  endpoints: ENDPOINTS,
  keys: new Keys(ctx),
  commit,
  mostBytes: 1_000_000,
  queueBytes: 4_000_000,
});
let base = "";
let key = "";
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  base = `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await commit.stop();
  await test[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await test.client`truncate services cascade`;
  await test.client`truncate spans, logs, intake_requests, session_hours, telemetry_drops`;
  const service = await aService(test, "checkout", 1);
  await test.client`update releases set version = '1.2.3'`;
  await serve(test, service, "production", 1);
  const [environment] = await test.db.select().from(environments).where(eq(environments.name, "production"));
  key = randomBytes(16).toString("hex");
  await test.db.insert(intakeKeys).values({
    serviceId: service.id,
    environmentId: environment!.id,
    keyHash: createHash("sha256").update(key).digest("hex"),
    sealedKey: "sealed",
  });
});

/** The fixtures are of another day: their clocks are set right by what their sender calls now. */
const fixture = (name: string) =>
  readFileSync(new URL(`../errors/fixtures/stream/${name}.envelope`, import.meta.url));
const send = async (
  body: Buffer | string,
  more: { path?: string; query?: string; headers?: object } = {},
) => {
  const { path = "/api/42/envelope/", query = `?sentry_version=7&sentry_key=${key}`, headers = {} } = more;
  const response = await fetch(`${base}${path}${query}`, {
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
  expect((await issues())[0]?.count).toBe(1);
});

it("its spans, lines and sessions are kept with those of everybody, and what has no place is counted", async () => {
  const seconds = String(Math.floor(Date.now() / 1_000));
  const ofNow = (name: string) => fixture(name).toString("utf8").replaceAll("1795463769", seconds);
  for (const name of ["3-span", "6-log", "2-session", "5-trace_metric"])
    expect(
      (
        await send(gzipSync(name === "6-log" ? ofNow(name) : fixture(name)), {
          headers: { "content-encoding": "gzip" },
        })
      ).status,
    ).toBe(200);
  expect([await test.db.$count(spans), await test.db.$count(logs)]).toEqual([2, 1]);
  expect(await test.db.select().from(sessionHours)).toMatchObject([{ outcome: "healthy", sessions: 1 }]);
  expect(await test.db.select().from(telemetryDrops)).toMatchObject([
    { signal: "metrics", reason: "unsupported", items: 2 },
  ]);
});

it("the key may stand in the address, in a header or in the envelope; without one nothing is written", async () => {
  const event = (dsn?: string) => `${JSON.stringify({ dsn })}\n{"type":"event"}\n{"message":"m"}`;
  const header = { "x-sentry-auth": `Sentry sentry_version=7, sentry_key=${key}` };
  expect((await send(event(), { query: "", headers: header })).status).toBe(200);
  expect((await send(event(`http://${key}@host/42`), { query: "" })).status).toBe(200);
  expect((await send('{"message":"m"}', { path: "/api/42/store/" })).status).toBe(200);
  expect((await issues()).map(({ count }) => count)).toEqual([3]);
  const foreign = await send(event(), { query: `?sentry_key=${"0".repeat(32)}` });
  expect([foreign.status, foreign.headers.get("x-sentry-error")]).toEqual([
    403,
    expect.stringContaining("key"),
  ]);
  expect((await send(event(), { query: "" })).status).toBe(403);
  expect((await send(event(`http://${"1".repeat(32)}@host/42`))).status).toBe(400);
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
