import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";

import { type TestDatabase, testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";
import { DomainError, type ErrorCode } from "@/lib/core/errors";
import { log } from "@/lib/core/log";

import { answerRequest } from "./answer-request";
import { defineRoute } from "./define-route";
import { ADMINISTRATOR, apiOver, tokenOf } from "./testing";

const failures: Record<string, () => Promise<never>> = {
  ...Object.fromEntries(
    (
      [
        "unauthenticated",
        "forbidden",
        "not_found",
        "conflict",
        "invalid",
        "too_many_requests",
        "unavailable",
      ] satisfies ErrorCode[]
    ).map((code) => [
      code,
      () =>
        Promise.reject(
          new DomainError(code, `Refused: ${code}.`, { fields: [{ path: "a.b", message: "No." }] }),
        ),
    ]),
  ),
  bug: () => Promise.reject(new Error("password=hunter2 at 10.0.0.7")),
};
const anything = z.record(z.string(), z.unknown());
const shape = { tag: "Test", summary: "Test", status: 200, response: anything } as const;

const routes = [
  defineRoute("GET /failures/{kind}", {
    ...shape,
    id: "fail",
    permission: "read",
    run: (_, { params }) => failures[params.kind]?.() ?? Promise.resolve({}),
  }),
  defineRoute("GET /failures/fixed", {
    ...shape,
    id: "fixed",
    permission: "read",
    run: () => Promise.resolve({ fixed: true }),
  }),
  defineRoute("GET /rows", {
    ...shape,
    id: "rows",
    permission: "read",
    query: z.object({
      limit: z.coerce.number().int().min(1).max(5).default(3),
      status: z.string().optional(),
    }),
    run: (_, { query }) => Promise.resolve(query),
  }),
  defineRoute("POST /things", {
    ...shape,
    id: "make",
    permission: "service.create",
    body: z.object({
      name: z.string().trim().min(1, "Give it a name."),
      size: z.coerce.number().int().min(0).optional(),
      inner: z.object({ url: z.string(), tags: z.array(z.string()).optional() }).optional(),
    }),
    run: (_, { body }) => Promise.resolve(body),
  }),
  defineRoute("GET /audit", {
    ...shape,
    id: "audit",
    permission: "audit.read",
    run: () => Promise.resolve({}),
  }),
  defineRoute("GET /open", {
    ...shape,
    id: "open",
    permission: "public",
    run: () => Promise.resolve({ open: true }),
  }),
];

let database: TestDatabase;
let call: ReturnType<typeof apiOver>;
beforeAll(async () => {
  database = await testDatabase();
  call = apiOver(routes, database);
});
afterAll(() => database[Symbol.asyncDispose]());

describe("problem details", () => {
  it.each([
    ["unauthenticated", 401],
    ["forbidden", 403],
    ["not_found", 404],
    ["conflict", 409],
    ["invalid", 422],
    ["too_many_requests", 429],
    ["unavailable", 503],
  ])("say what happened for %s, with status %i", async (code, status) => {
    const reply = await call("GET", `/failures/${code}`);
    expect(reply.status).toBe(status);
    expect(reply.headers.get("content-type")).toBe("application/problem+json");
    expect(reply.headers.get("cache-control")).toBe("no-store");
    expect(reply.headers.get("x-request-id")).toBe(reply.body.requestId);
    expect(reply.body).toMatchObject({
      type: `urn:slipway:problem:${code}`,
      status,
      code,
      detail: `Refused: ${code}.`,
      instance: `/api/v1/failures/${code}`,
      errors: [{ path: "a.b", message: "No." }],
    });
  });

  it("tell a client when to come back, and how to sign in", async () => {
    expect((await call("GET", "/failures/too_many_requests")).headers.get("retry-after")).toBe("60");
    expect((await call("GET", "/failures/unavailable")).headers.get("retry-after")).toBe("5");
    expect((await call("GET", "/failures/unauthenticated")).headers.get("www-authenticate")).toContain(
      "Bearer",
    );
  });

  it("keep a stranger's message to themselves, and put it into the log", async () => {
    const logged = vi.spyOn(log, "error").mockImplementation(() => {});
    const reply = await call("GET", "/failures/bug");
    expect(reply.status).toBe(500);
    expect(JSON.stringify(reply.body)).not.toMatch(/hunter2|10\.0\.0\.7/);
    expect(reply.body).toMatchObject({ code: "internal" });
    expect(logged).toHaveBeenCalledWith(
      expect.objectContaining({ requestId: reply.body.requestId }),
      expect.stringContaining("hunter2"),
    );
    logged.mockRestore();
  });

  it("say 503 while the database is away", async () => {
    const gone = await testDatabase();
    await gone[Symbol.asyncDispose]();
    const reply = await apiOver(
      [
        defineRoute("GET /ask", {
          ...shape,
          id: "ask",
          permission: "read",
          run: async (ctx) => ({ count: await ctx.db.$count(sql`users`) }),
        }),
      ],
      gone,
    )("GET", "/ask");
    expect(reply).toMatchObject({
      status: 503,
      body: { code: "unavailable", detail: expect.stringContaining("database") },
    });
  });

  it("say 503 when the database is away before anybody knows who asks", async () => {
    const request = new Request("http://localhost:3000/api/v1/rows");
    const refused = Object.assign(new Error("connect ECONNREFUSED"), {
      code: "ECONNREFUSED",
      syscall: "connect",
    });
    const response = await answerRequest(request, routes, () =>
      Promise.reject(new Error("Failed query", { cause: refused })),
    );
    expect(response.status).toBe(503);
    expect(response.headers.get("x-request-id")).toMatch(/^req_/);
  });
});

describe("routing", () => {
  it("answers 404 to paths it does not know, and to names nothing can have", async () => {
    for (const path of [
      "/nothing",
      "/",
      "/failures",
      "/rows/%00",
      "/rows/%ff",
      "/rows//",
      `/${"x".repeat(300)}`,
    ]) {
      expect((await call("GET", path)).body).toMatchObject({ status: 404, code: "not_found" });
    }
  });

  it("answers 405 with the methods a path does know", async () => {
    const reply = await call("DELETE", "/things");
    expect(reply.status).toBe(405);
    expect(reply.headers.get("allow")).toBe("POST");
  });

  it("prefers a fixed segment to a parameter", async () => {
    expect((await call("GET", "/failures/fixed")).body).toEqual({ fixed: true });
  });

  it("answers HEAD like GET", async () => {
    const request = new Request("http://localhost:3000/api/v1/rows", { method: "HEAD" });
    const response = await answerRequest(request, routes, async () => contextOf(ADMINISTRATOR, database.db));
    expect(response.status).toBe(200);
  });
});

describe("who may", () => {
  const person = { type: "user", id: "usr_1", name: "Ada", role: "administrator" } as const;

  it("refuses a stranger with 401, everywhere but on public paths", async () => {
    const stranger = { actor: { type: "anonymous" } as const };
    expect((await call("GET", "/rows", stranger)).status).toBe(401);
    expect((await call("POST", "/things", { ...stranger, body: { name: "a" } })).status).toBe(401);
    expect((await call("GET", "/open", stranger)).body).toEqual({ open: true });
  });

  it("lets a browser's session read, and never write", async () => {
    expect((await call("GET", "/rows", { actor: person })).status).toBe(200);
    const write = await call("POST", "/things", { actor: person, body: { name: "a" } });
    expect(write).toMatchObject({ status: 403, body: { detail: expect.stringContaining("token") } });
  });

  it("asks a token for its scope and for its role", async () => {
    const body = { name: "a" };
    expect((await call("POST", "/things", { actor: tokenOf("developer"), body })).status).toBe(200);
    expect((await call("POST", "/things", { actor: tokenOf("viewer"), body })).status).toBe(403);
    const reader = tokenOf("administrator", ["read", "deployments:write"]);
    expect((await call("POST", "/things", { actor: reader, body })).body).toMatchObject({
      code: "forbidden",
      detail: expect.stringContaining("services:write"),
    });
    expect((await call("GET", "/audit", { actor: tokenOf("developer") })).status).toBe(403);
    expect((await call("GET", "/rows", { actor: reader })).status).toBe(200);
  });
});

describe("input", () => {
  const post = (body: unknown, headers?: Record<string, string>) =>
    call("POST", "/things", { body, ...(headers && { headers }) });

  it("names every wrong field at once", async () => {
    const { status, body } = await post({
      name: " ",
      size: "5",
      inner: { url: 7, tags: ["a", 1], colour: "red" },
      x: 1,
    });
    expect(status).toBe(422);
    expect(body.errors).toEqual(
      expect.arrayContaining([
        { path: "name", message: "Give it a name." },
        { path: "size", message: "Expected a whole number." },
        { path: "inner.url", message: "Expected text." },
        { path: "inner.tags.1", message: "Expected text." },
        { path: "inner.colour", message: "There is no such field. There are: url, tags." },
        { path: "x", message: "There is no such field. There are: name, size, inner." },
      ]),
    );
  });

  it("says when something required is missing", async () => {
    expect((await post({})).body).toMatchObject({ errors: [{ path: "name", message: "This is required." }] });
    expect((await call("POST", "/things")).body).toMatchObject({ errors: [{ path: "name" }] });
  });

  it.each([["[]"], ["[{}]"], ['"text"'], ["5"], ["null"], ["true"]])(
    "wants an object, not %s",
    async (body) => {
      expect((await post(body)).body).toMatchObject({
        status: 422,
        errors: [{ message: "Expected an object." }],
      });
    },
  );

  it("refuses text that the database cannot hold", async () => {
    for (const name of ["a\u0000b", "a\ud800"]) {
      expect((await post({ name })).body).toMatchObject({ status: 422, errors: [{ path: "name" }] });
    }
    expect((await post('{"na\\u0000me":"a"}')).status).toBe(422);
    expect((await call("GET", "/rows?status=%00")).body).toMatchObject({
      status: 422,
      errors: [{ path: "status" }],
    });
  });

  it("survives a body that is nested without end", async () => {
    expect((await post(`{"inner":${'{"inner":'.repeat(50_000)}1${"}".repeat(50_001)}`)).status).toBe(422);
  });

  it("treats keys of JavaScript's own as unknown keys", async () => {
    for (const key of ["__proto__", "constructor", "toString"]) {
      const { body } = await post(`{"name":"a","${key}":{"x":1}}`);
      expect(body).toMatchObject({ status: 422, errors: [{ path: key }] });
    }
  });

  it("answers 400, 413 and 415 to what is not a JSON body", async () => {
    expect(await post('{"name":')).toMatchObject({ status: 400, body: { code: "malformed" } });
    expect((await post({ name: "x".repeat(1_100_000) })).body).toMatchObject({
      status: 413,
      code: "too_large",
    });
    const form = await post("name=a", { "content-type": "application/x-www-form-urlencoded" });
    expect(form.body).toMatchObject({ status: 415, code: "unsupported_media_type" });
    expect((await post({ name: "a" }, { "content-type": "application/json; charset=utf-8" })).status).toBe(
      200,
    );
  });

  it("refuses search parameters that are unknown, repeated or out of range", async () => {
    expect((await call("GET", "/rows?limit=9")).body).toMatchObject({ errors: [{ path: "limit" }] });
    expect((await call("GET", "/rows?limit=many")).body).toMatchObject({ errors: [{ path: "limit" }] });
    expect((await call("GET", "/rows?limt=2")).body).toMatchObject({
      errors: [{ path: "limt", message: expect.stringContaining("limit, status") }],
    });
    expect((await call("GET", "/rows?limit=2&limit=3")).body).toMatchObject({ errors: [{ path: "limit" }] });
    expect((await call("GET", "/open?x=1")).body).toMatchObject({ status: 422, errors: [{ path: "x" }] });
    expect((await call("GET", "/rows?limit=&status=")).body).toEqual({ limit: 3 });
  });
});
