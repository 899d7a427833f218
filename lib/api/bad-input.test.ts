import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type TestDatabase, testDatabase } from "@/db/testing";

import type { ApiRoute } from "./define-route";
import { inputSchemaOf, type JsonSchema } from "./openapi/json-schema";
import { routes } from "./registry";
import { apiOver, rowCounts } from "./testing";

let database: TestDatabase;
let call: ReturnType<typeof apiOver>;
let serviceId: string;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "slipway-api-"));
  process.env.SLIPWAY_HOME = home;
  process.env.SLIPWAY_SECRET = "x".repeat(32);
  database = await testDatabase();
  process.env.DATABASE_URL = database.url;
  call = apiOver(routes, database);
  const made = await call("POST", "/services", {
    body: { name: "tide-tables", repository: { url: "/srv/tide-tables" } },
  });
  serviceId = String(made.body.id);
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

const SQL = `'; drop table services; --`;
const HUGE = "x".repeat(200_000);

const A_NUMBER_IN_A_LIST = [5];

/** Values that no field of that type takes, but what `allows` says. */
const WRONG: Record<string, readonly unknown[]> = {
  string: [5, true, [], {}, null, "a\u0000b", "\ud800", HUGE],
  integer: [-1, 1.5, "5", Number.MAX_VALUE, [], {}, null, true],
  number: [-1, "5", [], {}, null, true],
  boolean: ["true", 1, 0, [], {}, null],
  array: ["read", {}, 5, null, A_NUMBER_IN_A_LIST, [null], [[]]],
  object: ["{}", 5, [], [{}], null, true],
};

/** Bodies that differ from a good one in one place, and what they differ in. */
function* spoiled(
  schema: JsonSchema,
  good: Record<string, unknown>,
): Generator<[what: string, body: unknown]> {
  for (const body of [[], [good], "text", 5, null, true]) yield [`${JSON.stringify(body)} as the body`, body];
  yield ["an unknown key", { ...good, surprise: 1 }];
  yield ["a key of the prototype", JSON.parse(`{ "__proto__": { "admin": true } }`)];
  for (const name of schema.required ?? []) {
    const { [name]: _, ...rest } = good;
    yield [`without ${name}`, rest];
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const types = [property.type ?? ""].flat();
    for (const value of WRONG[types[0] ?? ""] ?? []) {
      if (allows(property, value) || (value === null && types.includes("null"))) continue;
      yield [`${name} = ${JSON.stringify(value)?.slice(0, 40)}`, { ...good, [name]: value }];
    }
    if (property.type !== "object" || !property.properties) continue;
    const inner = good[name];
    const base: Record<string, unknown> = typeof inner === "object" && inner !== null ? { ...inner } : {};
    for (const [what, body] of spoiled(property, base)) yield [`${name}: ${what}`, { ...good, [name]: body }];
  }
}

/** An id has no longest length, so a huge one is only not found; a whole file may be that long. Numbers may be listed. */
const allows = (property: JsonSchema, value: unknown) =>
  value === HUGE
    ? HUGE.length <= Number(property.maxLength ?? Number.POSITIVE_INFINITY)
    : value === A_NUMBER_IN_A_LIST && property.items?.type === "integer";

/** The example, or the least body the schema takes. */
const goodBody = (route: ApiRoute): Record<string, unknown> => ({ ...route.example });

const pathOf = ({ path }: ApiRoute, value: string) => path.replaceAll(/\{\w+\}/g, encodeURIComponent(value));

const withBody = routes.flatMap((route) =>
  route.body ? [{ ...route, schema: inputSchemaOf(route.body) }] : [],
);

describe("bad input is refused by field, and writes nothing", () => {
  it.each(withBody.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "%s",
    async (_, route) => {
      const before = await rowCounts(database);
      const cases = [...spoiled(route.schema, goodBody(route))];
      expect(cases.length).toBeGreaterThan(6);
      for (const [what, body] of cases) {
        const reply = await call(route.method, pathOf(route, serviceId), { body: JSON.stringify(body) });
        expect({ what, status: reply.status, fields: fieldsOf(reply.body) }).toEqual({
          what,
          status: 422,
          fields: expect.arrayContaining([
            expect.objectContaining({ path: expect.any(String), message: expect.any(String) }),
          ]),
        });
      }
      expect(await rowCounts(database)).toEqual(before);
    },
  );

  it.each(withBody.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "%s: neither JSON nor small enough",
    async (_, route) => {
      const before = await rowCounts(database);
      const path = pathOf(route, serviceId);
      const send = async (body: string, type = "application/json") =>
        (await call(route.method, path, { body, headers: { "content-type": type } })).status;
      expect(await send("{")).toBe(400);
      expect(await send(`{"a":"${"x".repeat(1_100_000)}"}`)).toBe(413);
      expect(await send("a=1", "application/x-www-form-urlencoded")).toBe(415);
      expect(await send("<a/>", "text/xml")).toBe(415);
      expect(await rowCounts(database)).toEqual(before);
    },
  );
});

describe("what only looks dangerous is only text", () => {
  it.each(withBody.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "%s",
    async (_, route) => {
      const names = Object.entries(route.schema.properties ?? {}).filter(([, { type }]) => type === "string");
      for (const [name] of names) {
        const body = { ...goodBody(route), [name]: SQL };
        // Of a service that is not there, so that a text that is allowed is not written either.
        const { status } = await call(route.method, pathOf(route, "no-such-thing"), { body });
        expect(status).toBeLessThan(500);
      }
      expect((await call("GET", "/services")).status).toBe(200);
    },
  );
});

describe("paths and search parameters", () => {
  const reads = routes.filter(({ method, permission }) => method === "GET" && permission !== "public");
  const ODD = [
    "",
    "0",
    SQL,
    "%",
    "\u0000",
    "\ud800",
    "-1",
    "1e309",
    HUGE.slice(0, 3_000),
    "99999999999999999999-1",
  ];

  it.each(reads.map((route) => [route.path, route] as const))(
    "GET %s never fails on what it is asked",
    async (_, route) => {
      const before = await rowCounts(database);
      for (const value of ODD.slice(1).filter((text) => text.isWellFormed())) {
        if (!route.path.includes("{")) continue;
        const { status } = await call("GET", pathOf(route, value));
        expect([200, 404, 422]).toContain(status);
      }
      for (const name of [...Object.keys(route.query?.shape ?? {}), "surprise"]) {
        for (const value of ODD) {
          const query = new URLSearchParams({ [name]: value });
          const { status, body } = await call("GET", `${pathOf(route, serviceId)}?${query}`);
          expect({ name, value: value.slice(0, 30), status, body }).toEqual(
            expect.objectContaining({
              status: expect.toSatisfy((code: number) => [200, 404, 422].includes(code)),
            }),
          );
        }
      }
      // An export is itself an entry of the trail.
      const after = await rowCounts(database);
      if (route.id === "exportAudit") delete after["public.audit_entries"];
      expect(before).toMatchObject(after);
    },
  );

  it.each(routes.filter(({ method }) => method === "DELETE").map((route) => [route.path, route] as const))(
    "DELETE %s of something that is not there writes nothing",
    async (_, route) => {
      const before = await rowCounts(database);
      for (const value of ["no-such-thing", SQL, "\u0000"]) {
        const query = route.query ? "?confirmName=no-such-thing" : "";
        const { status } = await call("DELETE", `${pathOf(route, value)}${query}`);
        expect([404, 422]).toContain(status);
      }
      expect(await rowCounts(database)).toEqual(before);
    },
  );
});

const fieldsOf = (body: Record<string, unknown>) => (Array.isArray(body.errors) ? body.errors : []);
