import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { z } from "zod";

import { idempotencyKeys } from "@/db/schema";
import { type TestDatabase, testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { pruneIdempotencyKeys } from "@/lib/core/idempotency";
import { log } from "@/lib/core/log";

import { defineRoute } from "./define-route";
import { ADMINISTRATOR, apiOver, tokenOf } from "./testing";

/** What the route under test does next; counted, because "once" is what is promised. */
let runs = 0;
let next: () => Promise<Record<string, unknown>>;

const routes = [
  defineRoute("POST /things", {
    id: "make",
    tag: "Test",
    permission: "service.create",
    summary: "Test",
    body: z.object({ name: z.string().min(1) }),
    status: 201,
    response: z.record(z.string(), z.unknown()),
    shownOnce: ["secret"],
    run: () => {
      runs += 1;
      return next();
    },
  }),
];

let database: TestDatabase;
let call: ReturnType<typeof apiOver>;
beforeAll(async () => {
  database = await testDatabase();
  call = apiOver(routes, database);
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(() => {
  runs = 0;
  next = async () => ({ number: runs });
});

let serial = 0;
const newKey = () => `key-${(serial += 1)}`;
const post = (key: string, body: unknown = { name: "a" }, actor = ADMINISTRATOR) =>
  call("POST", "/things", { actor, body, headers: { "idempotency-key": key } });

it("gives the first answer again, and says so", async () => {
  const key = newKey();
  const [first, second] = [await post(key), await post(key)];
  expect(first).toMatchObject({ status: 201, body: { number: 1 } });
  expect(first.headers.get("idempotency-replayed")).toBeNull();
  expect(second).toMatchObject({ status: 201, body: { number: 1 } });
  expect(second.headers.get("idempotency-replayed")).toBe("true");
  expect(second.headers.get("x-request-id")).not.toBe(first.headers.get("x-request-id"));
  expect(runs).toBe(1);
});

it("keeps a refusal too, as a problem", async () => {
  const key = newKey();
  next = () => Promise.reject(new DomainError("conflict", "Taken."));
  const [first, second] = [await post(key), await post(key)];
  expect([first.status, second.status, runs]).toEqual([409, 409, 1]);
  expect(second.headers.get("content-type")).toBe("application/problem+json");
  expect(second.body).toEqual(first.body);
  const wrong = newKey();
  expect([(await post(wrong, {})).status, (await post(wrong, {})).status]).toEqual([422, 422]);
});

it("refuses the key of another request", async () => {
  const key = newKey();
  await post(key, { name: "a" });
  expect(await post(key, { name: "b" })).toMatchObject({
    status: 422,
    body: { code: "idempotency_mismatch" },
  });
  expect(runs).toBe(1);
});

it("keeps the keys of two callers apart", async () => {
  const key = newKey();
  await post(key);
  expect((await post(key, { name: "b" }, tokenOf("developer"))).status).toBe(201);
});

it("lets one of many at once do it, and asks the others to wait", async () => {
  const key = newKey();
  const gate = closedGate();
  next = async () => {
    await gate.opened;
    return { number: runs };
  };
  const attempts = Array.from({ length: 8 }, () => post(key));
  const others = await vi.waitFor(async () => {
    const settled = await Promise.all(attempts.map((attempt) => Promise.race([attempt, aMoment()])));
    const answered = settled.filter((reply) => reply !== undefined);
    expect(answered).toHaveLength(7);
    return answered;
  });
  for (const other of others) {
    expect(other).toMatchObject({ status: 409, body: { code: "idempotency_in_progress" } });
    expect(other.headers.get("retry-after")).toBe("1");
  }
  gate.open();
  await Promise.all(attempts);
  expect(runs).toBe(1);
  expect(await post(key)).toMatchObject({ status: 201, body: { number: 1 } });
});

it("frees the key after a failure of ours, and after one that passes", async () => {
  const logged = vi.spyOn(log, "error").mockImplementation(() => {});
  for (const [failure, status] of [
    [new Error("bug"), 500],
    [new DomainError("unavailable", "Later."), 503],
    [new DomainError("too_many_requests", "Later."), 429],
  ] as const) {
    const key = newKey();
    next = () => Promise.reject(failure);
    expect((await post(key)).status).toBe(status);
    next = async () => ({ fine: true });
    expect(await post(key)).toMatchObject({ status: 201, body: { fine: true } });
  }
  logged.mockRestore();
});

it("takes over from a request that died, and then ignores what the dead one still says", async () => {
  const key = newKey();
  const gate = closedGate();
  next = async () => {
    await gate.opened;
    return { from: "the dead" };
  };
  const dead = post(key);
  await vi.waitFor(() => expect(runs).toBe(1));
  expect((await post(key)).status).toBe(409);
  await age(key, "61 seconds");
  next = async () => ({ from: "the living" });
  expect((await post(key)).body).toEqual({ from: "the living" });
  gate.open();
  await dead;
  expect((await post(key)).body).toEqual({ from: "the living" });
});

it("forgets after a day, with and without the broom", async () => {
  const [stale, swept] = [newKey(), newKey()];
  await post(stale);
  await post(swept);
  await age(stale, "25 hours");
  expect((await post(stale, { name: "another" })).body).toEqual({ number: 3 });
  await age(swept, "25 hours");
  expect(await pruneIdempotencyKeys(contextOf({ type: "job", name: "test" }, database.db))).toBe(1);
});

it("never keeps a secret", async () => {
  const key = newKey();
  next = async () => ({ id: "tok_1", secret: "slp_plain" });
  expect((await post(key)).body).toEqual({ id: "tok_1", secret: "slp_plain" });
  expect((await post(key)).body).toEqual({ id: "tok_1", secret: null });
  const rows = await database.db.select().from(idempotencyKeys);
  expect(JSON.stringify(rows)).not.toContain("slp_plain");
});

it("refuses a key that is none", async () => {
  for (const key of ["", "two words", "x".repeat(201)]) {
    expect((await post(key)).body).toMatchObject({ status: 422, errors: [{ path: "Idempotency-Key" }] });
  }
  expect(runs).toBe(0);
});

/** Holds whoever awaits `opened` until somebody opens it. */
function closedGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

const aMoment = () => new Promise<undefined>((done) => setImmediate(() => done(undefined)));

const age = (key: string, interval: string) =>
  database.db
    .update(idempotencyKeys)
    .set({ createdAt: sql`created_at - ${interval}::interval` })
    .where(sql`${idempotencyKeys.key} = ${key}`);
