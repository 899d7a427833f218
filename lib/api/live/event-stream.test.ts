import { afterAll, beforeAll, expect, it, vi } from "vitest";

import { type TestDatabase, testDatabase } from "@/db/testing";
import type { Actor } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

import { answerWatch } from "../answer-watch";
import { ADMINISTRATOR } from "../testing";
import { eventStream } from "./event-stream";
import { watcherCount } from "./hub";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  process.env.DATABASE_URL = database.url;
  process.env.SLIPWAY_SECRET = "x".repeat(32);
});
afterAll(() => database[Symbol.asyncDispose]());

const viewer: Actor = { type: "user", id: "usr_1", name: "Vi", role: "viewer" };
const same = (actor: Actor) => () => Promise.resolve(actor);
const announce = (...topics: string[]) =>
  database.client.begin(async (tx) => {
    for (const topic of topics) await tx`select pg_notify('live', ${topic})`;
  });

/** Reads until the text holds `until`. */
async function read(stream: ReadableStream<Uint8Array>, until: string) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (!text.includes(until)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  reader.releaseLock();
  return text;
}

/** The link to the database announces itself with "*" once it listens. */
const listening = (stream: ReadableStream<Uint8Array>) => read(stream, "data: *\n\n");

it("carries a change to five hundred watchers, each topic once", async () => {
  const streams = Array.from({ length: 500 }, () => eventStream(ADMINISTRATOR, same(ADMINISTRATOR)));
  await Promise.all(streams.map(listening));
  const startedMs = performance.now();
  await announce("delivery", "service:svc_1", "delivery");
  const texts = await Promise.all(streams.map((stream) => read(stream, "service:svc_1\n\n")));
  expect(performance.now() - startedMs).toBeLessThan(3_000); // some 60 ms on an idle machine
  for (const text of texts) {
    expect(text).toBe("event: change\ndata: delivery\n\nevent: change\ndata: service:svc_1\n\n");
  }
  await Promise.all(streams.map((stream) => stream.cancel()));
  expect(watcherCount()).toBe(0);
});

it("keeps topics from those who may not hear them", async () => {
  const stream = eventStream(viewer, same(viewer));
  const keeper = eventStream(ADMINISTRATOR, same(ADMINISTRATOR));
  await announce("audit", "delivery");
  expect(await read(stream, "delivery\n\n")).not.toContain("audit");
  expect(await read(keeper, "delivery\n\n")).toContain("data: audit");
  await Promise.all([stream.cancel(), keeper.cancel()]);
});

it("ends when the session was revoked, and not because the database is away", async () => {
  let now: () => Promise<Actor> = () => Promise.reject(new Error("connect ECONNREFUSED"));
  const recheck = vi.fn<() => Promise<Actor>>(() => now());
  const stream = eventStream(viewer, recheck, { recheckMs: 10 });
  await vi.waitFor(() => expect(recheck.mock.calls.length).toBeGreaterThan(2));
  expect(watcherCount()).toBe(1);
  now = () => Promise.resolve({ type: "anonymous" });
  await read(stream, "never");
  expect(watcherCount()).toBe(0);

  const token = eventStream(
    ADMINISTRATOR,
    () => Promise.reject(new DomainError("unauthenticated", "Revoked.")),
    {
      recheckMs: 10,
    },
  );
  await read(token, "never");
  expect(watcherCount()).toBe(0);
});

it("drops a client that does not read", async () => {
  const stream = eventStream(ADMINISTRATOR, same(ADMINISTRATOR));
  const topic = `service:${"x".repeat(7_000)}`;
  await vi.waitFor(
    async () => {
      await announce(topic);
      expect(watcherCount()).toBe(0);
    },
    { timeout: 15_000, interval: 40 },
  );
  const reader = stream.getReader();
  await expect(
    (async () => {
      while (!(await reader.read()).done);
    })(),
  ).rejects.toThrow("does not read");
});

it("leaves nothing behind when the client goes", async () => {
  const gone = new AbortController();
  const stream = eventStream(viewer, same(viewer), { gone: gone.signal });
  expect(watcherCount()).toBe(1);
  gone.abort();
  expect(watcherCount()).toBe(0);
  await stream.cancel();
});

it("refuses a stranger with 401", async () => {
  const stranger: Actor = { type: "anonymous" };
  const response = await answerWatch(
    new Request("http://localhost:3000/api/events"),
    async () => (await import("@/lib/core/context")).contextOf(stranger, database.db),
    same(stranger),
  );
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ code: "unauthenticated" });
});

it("survives a client that left while it was asked who they are", async () => {
  const unhandled = vi.fn<(reason: unknown) => void>();
  process.on("unhandledRejection", unhandled);
  let answer: (actor: Actor) => void = () => {};
  const recheck = vi.fn<() => Promise<Actor>>(() => new Promise((resolve) => (answer = resolve)));
  const stream = eventStream(viewer, recheck, { recheckMs: 10 });
  await expect.poll(() => recheck.mock.calls.length).toBeGreaterThan(0);
  await stream.cancel();
  answer({ type: "anonymous" });
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

it("tells first what changed since a page was rendered, and everything when nobody remembers", async () => {
  const keeper = eventStream(ADMINISTRATOR, same(ADMINISTRATOR));
  await announce("long:before");
  await read(keeper, "long:before\n\n");
  const beforeMs = Date.now();
  await vi.waitUntil(() => Date.now() > beforeMs, { interval: 1 });
  const sinceMs = Date.now();
  await announce("audit", "check-run:1");
  await read(keeper, "check-run:1\n\n");

  const stream = eventStream(viewer, same(viewer), { sinceMs });
  const hello = "retry: 2000\n\n";
  expect(await read(stream, "check-run:1\n\n")).toBe(`${hello}event: change\ndata: check-run:1\n\n`);
  const late = eventStream(viewer, same(viewer), { sinceMs: sinceMs - 600_000 });
  expect(await read(late, "data: *\n\n")).toBe(`${hello}event: change\ndata: *\n\n`);
  const garbage = eventStream(viewer, same(viewer), { sinceMs: Number("yesterday") });
  expect(await read(garbage, "data: *\n\n")).toContain("data: *");
  await Promise.all([keeper, stream, late, garbage].map((each) => each.cancel()));
});
