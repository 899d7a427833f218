import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";

import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import {
  environments,
  intakeKeys,
  intakeRequests,
  logs,
  redMinutes,
  services,
  spans,
  telemetryDrops,
} from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";
import { aService, serve } from "@/lib/delivery/testing";

import { GroupCommit } from "./commit/group-commit";
import { ENDPOINTS } from "./endpoints";
import { createIntakeServer } from "./http/intake-server";
import { Keys } from "./keys";

const test = await testDatabase();
const ctx = contextOf({ type: "job", name: "intake" } as const, test.db);
const MOST_BYTES = 200_000;
const commit = new GroupCommit(ctx, () => 1);
const open = (queueBytes = 400_000, to = commit) =>
  createIntakeServer({
    endpoints: ENDPOINTS,
    keys: new Keys(ctx),
    commit: to,
    mostBytes: MOST_BYTES,
    queueBytes,
  });
const server = open();
let base = "";
let key = "";
let serviceId = "";

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  base = addressOf(server);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await commit.stop();
  await test[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await test.client`truncate services cascade`;
  await test.client`truncate red_1m, red_1h, red_1d, spans, logs, intake_requests`;
  const service = await aService(test, "tide-tables", 1);
  await serve(test, service, "production", 1);
  serviceId = service.id;
  key = await aKey(service.id);
});

const dropped = () => test.db.select().from(telemetryDrops);

async function aKey(ofService: string): Promise<string> {
  const [environment] = await test.db.select().from(environments).where(eq(environments.name, "production"));
  const text = randomBytes(16).toString("hex");
  await test.db.insert(intakeKeys).values({
    serviceId: ofService,
    environmentId: environment!.id,
    keyHash: createHash("sha256").update(text).digest("hex"),
    sealedKey: "sealed",
  });
  return text;
}

function addressOf(of: Server): string {
  const address = of.address();
  return `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`;
}

type Sent = {
  path?: string;
  body?: string | Buffer;
  headers?: Record<string, string>;
  method?: string;
  at?: string;
};
async function send({ path = "/v1/traces", body = "", headers = {}, method = "POST", at = base }: Sent) {
  const response = await fetch(`${at}${path}`, {
    method,
    ...(method === "POST" && { body: typeof body === "string" ? body : new Uint8Array(body) }),
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString("utf8") };
}

type Given = { scopeSpans: { spans: { spanId: string; name: string; attributes: { key: string }[] }[] }[] };

const nowNs = () => `${BigInt(Date.now()) * 1_000_000n}`;
const traces = (count = 1, more: object = {}) =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "tide-tables" } }] },
        scopeSpans: [
          {
            spans: Array.from({ length: count }, () => ({
              traceId: randomBytes(16).toString("hex").toUpperCase(),
              spanId: randomBytes(8).toString("hex"),
              name: "GET /tides",
              kind: 2,
              startTimeUnixNano: nowNs(),
              endTimeUnixNano: nowNs(),
              ...more,
            })),
          },
        ],
      },
    ],
  });
const logsBody = (body: object) =>
  JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: nowNs(), ...body }] }] }] });
const counted = async () =>
  (await test.db.select().from(redMinutes).where(eq(redMinutes.operationId, -1))).reduce(
    (sum, { requests }) => sum + requests,
    0,
  );

describe("taking in", () => {
  it("answers after the commit, in the encoding of the request, and an empty request is a good one", async () => {
    const one = await send({ body: traces(3) });
    expect([one.status, one.text, one.headers.get("content-type")]).toEqual([200, "{}", "application/json"]);
    expect([await test.db.$count(spans), await counted()]).toEqual([3, 3]);
    expect((await send({ body: "{}" })).text).toBe("{}");
    const empty = await send({ headers: { "content-type": "application/x-protobuf" } });
    expect([empty.status, empty.bytes.length, empty.headers.get("content-type")]).toEqual([
      200,
      0,
      "application/x-protobuf",
    ]);
  });

  it("unpacks what clients pack", async () => {
    const body = traces(2);
    for (const [encoding, packed] of [
      ["gzip", gzipSync(body)],
      ["deflate", deflateSync(traces(2))],
      ["br", brotliCompressSync(traces(2))],
    ] as const)
      expect((await send({ body: packed, headers: { "content-encoding": encoding } })).status).toBe(200);
    expect(await test.db.$count(spans)).toBe(6);
    expect((await send({ body: "{}", headers: { "content-encoding": "lzma" } })).status).toBe(415);
    expect((await send({ body: "no gzip", headers: { "content-encoding": "gzip" } })).status).toBe(400);
  });

  it("a request that is sent again counts once, also while the first is under way", async () => {
    const body = traces(5);
    const answers = await Promise.all([
      send({ body }),
      send({ body }),
      send({ body: gzipSync(body), headers: { "content-encoding": "gzip" } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await send({ body })).status).toBe(200);
    expect([await test.db.$count(spans), await counted(), await test.db.$count(intakeRequests)]).toEqual([
      5, 5, 1,
    ]);
  });

  it("says which it did not keep, and keeps the others", async () => {
    const bad = JSON.parse(traces(3));
    const [first, second] = bad.resourceSpans[0].scopeSpans[0].spans;
    first.traceId = "0".repeat(32);
    second.startTimeUnixNano = "1";
    const answer = await send({ body: JSON.stringify(bad) });
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
      200,
      { partialSuccess: { rejectedSpans: "2" } },
    ]);
    expect(await test.db.$count(spans)).toBe(1);
    const [drop] = await dropped();
    expect(drop).toMatchObject({ serviceId, signal: "spans", reason: "invalid", items: 2 });
  });

  it("lines keep their severity, their body of any shape and the span they belong to", async () => {
    await send({
      path: "/v1/logs",
      body: logsBody({
        severityText: "WARNING",
        body: { stringValue: "high tide" },
        traceId: "ab".repeat(16),
        spanId: "cd".repeat(8),
      }),
    });
    await send({
      path: "/v1/logs",
      body: logsBody({
        severityNumber: 17,
        body: { kvlistValue: { values: [{ key: "a", value: { intValue: "1" } }] } },
      }),
    });
    const kept = await test.db.select().from(logs).orderBy(logs.id);
    expect(kept.map(({ severity, body, origin }) => [severity, body, origin])).toEqual([
      [13, "high tide", 2],
      [17, '{"a":1}', 2],
    ]);
    expect(kept[0]?.traceId?.toString("hex")).toBe("ab".repeat(16));
  });

  it("takes what the SDK of JavaScript sends, to the last attribute", async () => {
    const given: { resourceSpans: Given[] } = JSON.parse(
      readFileSync(new URL("testing/otel-js-traces.json", import.meta.url), "utf8"),
    );
    const moved = JSON.parse(JSON.stringify(given), (name, value: unknown) =>
      name === "startTimeUnixNano" || name === "endTimeUnixNano" ? nowNs() : value,
    );
    expect((await send({ body: JSON.stringify(moved) })).text).toBe("{}");
    const all = given.resourceSpans.flatMap((one: Given) => one.scopeSpans.flatMap((two) => two.spans));
    const kept = await test.db.select().from(spans);
    expect(kept.length).toBe(all.length);
    for (const span of all) {
      const row = kept.find(({ spanId }) => spanId.toString("hex") === span.spanId);
      // Only what has no name but its method is told apart by its path.
      expect(row?.name.replace(/^([A-Z]+) \/.*/, "$1")).toBe(span.name);
      expect(
        Object.keys(row?.attributes ?? {})
          .filter((name) => name !== "otel.scope.name")
          .toSorted(),
      ).toEqual(span.attributes.map((one) => one.key).toSorted());
    }
  });
});

describe("refusing", () => {
  it("an unknown, revoked or missing key, and one of an archived service, write nothing", async () => {
    const revoked = await aService(test, "revoked", 1).then(({ id }) => aKey(id));
    const archived = await aService(test, "archived", 1);
    const ofArchived = await aKey(archived.id);
    const hash = createHash("sha256").update(revoked).digest("hex");
    await test.db
      .update(intakeKeys)
      .set({ revokedAt: sql`now()` })
      .where(eq(intakeKeys.keyHash, hash));
    await test.db
      .update(services)
      .set({ archivedAt: sql`now()` })
      .where(eq(services.id, archived.id));
    for (const authorization of [
      `Bearer ${"0".repeat(32)}`,
      `Bearer ${revoked}`,
      `Bearer ${ofArchived}`,
      "Basic x",
      "",
    ]) {
      const answer = await send({ body: traces(), headers: { authorization } });
      expect([answer.status, JSON.parse(answer.text).code]).toEqual([401, 16]);
    }
    expect([await test.db.$count(spans), await test.db.$count(intakeRequests)]).toEqual([0, 0]);
    // Of the keys that are nobody's nothing is known; whose key was rotated sees that something still sends with it.
    await expect.poll(dropped).toMatchObject([{ signal: "spans", reason: "revoked", items: 1 }]);
  });

  it("what cannot be read is 400 with a google.rpc.Status in the encoding of the request", async () => {
    for (const body of [
      "{",
      "[]",
      '{"resourceSpans":1}',
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"xyz"}]}]}]}',
    ]) {
      const answer = await send({ body });
      expect([answer.status, JSON.parse(answer.text).code]).toEqual([400, 3]);
    }
    const answer = await send({
      body: Buffer.from([0x0a, 0xff]),
      headers: { "content-type": "application/x-protobuf" },
    });
    expect([answer.status, answer.headers.get("content-type"), answer.bytes[0]]).toEqual([
      400,
      "application/x-protobuf",
      0x08,
    ]);
  });

  it("other paths, methods and types get their own status", async () => {
    expect((await send({ path: "/v2/traces" })).status).toBe(404);
    expect((await send({ method: "GET" })).status).toBe(405);
    expect((await send({ headers: { "content-type": "text/plain" } })).status).toBe(415);
    expect((await send({ method: "OPTIONS" })).headers.get("access-control-allow-origin")).toBe("*");
    expect((await send({ path: "/health", method: "GET" })).status).toBe(200);
  });

  it("a body is measured unpacked, while it is read: a bomb gets 413 and is counted", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const answer = await send({ body: bomb, headers: { "content-encoding": "gzip" } });
    expect(answer.status).toBe(413);
    expect((await send({ body: "x".repeat(MOST_BYTES + 1) })).status).toBe(413);
    await expect.poll(dropped).toMatchObject([{ reason: "too_large", items: 2 }]);
  });

  it("beyond the room that there is, it answers 429 and when to come again, and counts", async () => {
    const small = open(20_000);
    await new Promise<void>((done) => small.listen(0, "127.0.0.1", done));
    const at = addressOf(small);
    const answers = await Promise.all(Array.from({ length: 20 }, () => send({ at, body: traces(20) })));
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    expect(answers.find(({ status }) => status === 429)?.headers.get("retry-after")).toBe("2");
    const kept = statuses.filter((status) => status === 200).length;
    expect(await test.db.$count(spans)).toBe(kept * 20);
    await expect
      .poll(async () => (await dropped()).map(({ reason, items }) => [reason, items]))
      .toEqual([["overload", 20 - kept]]);
    // What was given back is room again.
    expect((await send({ at, body: traces(20) })).status).toBe(200);
    small.closeAllConnections();
    small.close();
  });
});
