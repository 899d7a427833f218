import { afterAll, beforeAll, expect, it } from "vitest";

import { type TestDatabase, testDatabase } from "@/db/testing";

import { apiOver, SAMPLE_ROUTES } from "./testing";

let database: TestDatabase;
let call: ReturnType<typeof apiOver>;
beforeAll(async () => {
  database = await testDatabase();
  call = apiOver(SAMPLE_ROUTES, database);
});
afterAll(() => database[Symbol.asyncDispose]());

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
  expect((await post({ name: "a" }, { "content-type": "application/json; charset=utf-8" })).status).toBe(200);
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
