import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";

import { type TestDatabase, testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";
import { DomainError, type ErrorCode } from "@/lib/core/errors";
import { log } from "@/lib/core/log";

import { answerRequest } from "./answer-request";
import { defineRoute, Download } from "./define-route";
import { ADMINISTRATOR, apiOver, SAMPLE_ROUTES, SAMPLE_SHAPE, tokenOf } from "./testing";

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
  busy: () => Promise.reject(new DomainError("too_many_requests", "Full.", { retryAfterSeconds: 7 })),
  bug: () => Promise.reject(new Error("password=hunter2 at 10.0.0.7")),
};

const routes = [
  ...SAMPLE_ROUTES,
  defineRoute("GET /failures/{kind}", {
    ...SAMPLE_SHAPE,
    id: "fail",
    permission: "read",
    run: (_, { params }) => failures[params.kind]?.() ?? Promise.resolve({}),
  }),
  defineRoute("GET /failures/fixed", {
    ...SAMPLE_SHAPE,
    id: "fixed",
    permission: "read",
    run: () => Promise.resolve({ fixed: true }),
  }),
  defineRoute("GET /files/{name}", {
    ...SAMPLE_SHAPE,
    id: "file",
    permission: "read",
    response: z.instanceof(Download),
    run: async (_, { params: { name: fileName } }) =>
      new Download(new Blob(["<script>"]).stream(), { type: "text/plain", fileName }),
  }),
  defineRoute("GET /audit", {
    ...SAMPLE_SHAPE,
    id: "audit",
    permission: "audit.read",
    run: () => Promise.resolve({}),
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
          ...SAMPLE_SHAPE,
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

describe("what a request brings along", () => {
  it("reads hear when their asker leaves, and the answer says when to come back where that is known", async () => {
    const left = new AbortController();
    const route = defineRoute("GET /slow", {
      ...SAMPLE_SHAPE,
      id: "slow",
      permission: "read",
      run: async (ctx) => {
        left.abort();
        return { isLeft: ctx.request.signal?.aborted };
      },
    });
    const request = new Request("http://localhost/api/v1/slow", { signal: left.signal });
    const answer = await answerRequest(request, [route], async () => contextOf(ADMINISTRATOR, database.db));
    expect(await answer.json()).toEqual({ isLeft: true });
    expect((await call("GET", "/failures/busy")).headers.get("retry-after")).toBe("7");
  });
});

describe("a file", () => {
  it("is saved under its name, whatever it is, and by no other site", async () => {
    const named = async (name: string) =>
      (await call("GET", `/files/${encodeURIComponent(name)}`)).headers.get("content-disposition");
    expect(await named("audit-2026.csv")).toBe('attachment; filename="audit-2026.csv"');
    expect(await named('a"; x=\r\n(é)*.png')).toBe(
      "attachment; filename=\"a__ x___(_)_.png\"; filename*=UTF-8''a%22%3B%20x%3D%0D%0A%28%C3%A9%29%2A.png",
    );
    const { headers } = await call("GET", "/files/page.html");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
  });
});
