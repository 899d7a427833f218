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

it("fetches no repository for those who may not build from it", async () => {
  for (const actor of [tokenOf("viewer"), tokenOf("developer", ["read"]), person("viewer")]) {
    expect((await call("GET", `/services/${service.id}/commits`, { actor })).status).toBe(403);
  }
});
