import { eq } from "drizzle-orm";
import { afterAll, expect, it } from "vitest";

import type { Role } from "@/db/enums";
import { auditEntries } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { aService } from "@/lib/delivery/testing";

import { routes } from "./registry";
import { apiOver, tokenOf } from "./testing";

const database = await testDatabase();
process.env.DATABASE_URL = database.url;
process.env.SLIPWAY_SECRET = "x".repeat(32);
process.env.SLIPWAY_HOME = "/nonexistent";
afterAll(() => database[Symbol.asyncDispose]());

const call = apiOver(routes, database);
const service = await aService(database, "tide-tables", 1);
const person = (role: Role) => ({ type: "user", id: "usr_1", name: "Ada", role }) as const;
const from = (site: string) => ({ actor: person("administrator"), headers: { "sec-fetch-site": site } });
const OURS = "http://localhost:3000";
type Headers = Record<string, string>;
const fromPage = (headers: Headers) => ({ actor: person("administrator"), headers });
const exported = () => database.db.$count(auditEntries, eq(auditEntries.action, "audit.export"));

it.each(["/audit/export", `/services/${service.id}/commits`, "/repository-preview?url=/srv/x", "/home"])(
  "GET %s is not answered to other sites that borrow a person's cookie",
  async (path) => {
    for (const site of ["cross-site", "same-site"]) {
      expect(await call("GET", path, from(site))).toMatchObject({ status: 403, body: { code: "forbidden" } });
    }
    expect(await exported()).toBe(0);
  },
);

it("is answered to our own pages, the address bar, and clients that send a token or nothing", async () => {
  for (const site of ["same-origin", "none"])
    expect((await call("GET", "/home", from(site))).status).toBe(200);
  expect((await call("GET", "/home", { actor: person("viewer") })).status).toBe(200);
  const token = { actor: tokenOf("operator"), headers: { "sec-fetch-site": "cross-site" } };
  expect((await call("GET", "/home", token)).status).toBe(200);
});

it.each(["/audit/export", "/repository-preview?url=/srv/x", "/home"])(
  "GET %s is not answered to pages elsewhere by a browser that does not say Sec-Fetch-Site",
  async (path) => {
    for (const page of [
      "http://evil.example",
      "http://localhost:4000",
      "null",
      "http://localhost:3000.evil.example",
    ]) {
      for (const headers of [
        { origin: page },
        { referer: page },
        { origin: page, referer: `${OURS}/audit` },
      ] as Headers[]) {
        expect(await call("GET", path, fromPage(headers))).toMatchObject({ status: 403 });
      }
    }
    expect(await exported()).toBe(0);
  },
);

it("is not answered to a page that has the browser hide where it stands, when asking leaves a trace", async () => {
  for (const path of ["/audit/export", `/services/${service.id}/commits`, "/repository-preview?url=/srv/x"]) {
    expect(await call("GET", path, fromPage({}))).toMatchObject({ status: 403 });
  }
  expect(await exported()).toBe(0);
});

it("is answered to our own pages by a browser that only says Origin or Referer", async () => {
  for (const headers of [{ origin: OURS }, { referer: `${OURS}/audit?text=x` }] as Headers[]) {
    expect((await call("GET", "/home", fromPage(headers))).status).toBe(200);
    expect((await call("GET", "/audit/export", fromPage(headers))).status).toBe(200);
  }
  const inside = { host: "10.0.0.5:3000", referer: "http://portal.lan/" };
  expect((await call("GET", "/home", fromPage(inside))).status).toBe(403);
  const passedOn = { ...inside, "x-forwarded-host": "portal.lan" };
  expect((await call("GET", "/home", fromPage(passedOn))).status).toBe(200);
});

it("fetches no repository for those who may not build from it", async () => {
  for (const actor of [tokenOf("viewer"), tokenOf("developer", ["read"]), person("viewer")]) {
    expect((await call("GET", `/services/${service.id}/commits`, { actor })).status).toBe(403);
  }
});
