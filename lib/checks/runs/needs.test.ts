import { eq } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";

import { environments, releases } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { setDependencies } from "@/lib/catalog";
import { required } from "@/lib/core/errors";
import { as, asJob, aService, serve } from "@/lib/delivery/testing";

import { readNeeds } from "./needs";

const database = await testDatabase();
process.env.DATABASE_URL = database.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
afterAll(() => database[Symbol.asyncDispose]());

test("what a service needs is followed to the end, in the same environment, with the health that each release declares", async () => {
  const [shop, tides, buoys] = [
    await aService(database, "shop"),
    await aService(database, "tides"),
    await aService(database, "buoys"),
  ];
  const probing = { readiness: { probe: { kind: "http", path: "/health", expect: "success" } } };
  const release = required(buoys.releaseIds[0], "a release");
  await database.db.update(releases).set({ plan: probing }).where(eq(releases.id, release));
  const developer = as(database, "developer");
  await setDependencies(developer, { id: shop.id, dependsOn: ["tides"] });
  await setDependencies(developer, { id: tides.id, dependsOn: ["buoys"] });
  await serve(database, buoys, "staging", 1, { url: "http://buoys-staging.localhost:4001" });
  await serve(database, tides, "dev", 1, { url: "http://tides-dev.localhost:4001" });
  const [staging] = await database.db.select().from(environments).where(eq(environments.name, "staging"));
  const needs = await readNeeds(asJob(database), shop.id, required(staging, "staging").id);
  expect(needs).toMatchObject({
    of: "shop",
    services: [
      { name: "tides", isKnown: true, url: undefined },
      { name: "buoys", url: "http://buoys-staging.localhost:4001", health: { path: "/health", below: 400 } },
    ],
  });
});
