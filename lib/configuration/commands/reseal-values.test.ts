import { randomBytes } from "node:crypto";

import { eq } from "drizzle-orm";
import { afterAll, beforeEach, expect, it, vi } from "vitest";

import { auditEntries, configurationVersions, environments } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";
import { required } from "@/lib/core/errors";

const test = await testDatabase();
afterAll(() => test[Symbol.asyncDispose]());

const developer = contextOf(
  { type: "token", id: "tok_dev", name: "CI", role: "developer", scopes: ["admin"] },
  test.db,
);
const job = contextOf({ type: "job", name: "prepare" }, test.db);
const newSecret = () => randomBytes(32).toString("base64url");

/** What a process knows that is started with these secrets. */
async function startedWith(secret: string, previous?: string) {
  vi.resetModules();
  Object.assign(process.env, { DATABASE_URL: test.url, SLIPWAY_SECRET: secret });
  if (previous) process.env.SLIPWAY_SECRET_PREVIOUS = previous;
  else delete process.env.SLIPWAY_SECRET_PREVIOUS;
  const { createService } = await import("@/lib/catalog");
  return { createService, ...(await import("..")) };
}

let place = { serviceId: "", environmentId: "" };
const secrets = { first: newSecret(), second: newSecret() };
beforeEach(async () => {
  const portal = await startedWith(secrets.first);
  const { id: serviceId } = await portal.createService(developer, {
    name: `tides-${randomBytes(3).toString("hex")}`,
    description: "",
    repository: { url: "/srv/tides" },
    settings: {},
  });
  const [dev] = await test.db.select().from(environments).where(eq(environments.name, "dev"));
  place = { serviceId, environmentId: required(dev, "dev").id };
  for (const value of ["one", "two"]) {
    // oxlint-disable-next-line no-await-in-loop -- one version after the other
    await portal.setVariable(developer, { serviceId, environment: "dev", key: "A", value });
  }
});

const digests = async () =>
  (
    await test.db
      .select()
      .from(configurationVersions)
      .where(eq(configurationVersions.serviceId, place.serviceId))
      .orderBy(configurationVersions.number)
  ).map(({ digest }) => digest);

it("opens under the previous secret what is not sealed anew yet", async () => {
  const portal = await startedWith(secrets.second, secrets.first);
  expect((await portal.readConfiguration(job, place, undefined)).values).toEqual({ A: "two" });
});

it("seals every version anew, after which the previous secret is not needed", async () => {
  const before = await digests();
  const portal = await startedWith(secrets.second, secrets.first);
  expect(await portal.resealValues(job)).toMatchObject({ lost: 0 });
  expect(await portal.resealValues(job)).toMatchObject({ resealed: 0 });
  expect(await digests()).not.toEqual(before);
  const later = await startedWith(secrets.second);
  expect((await later.readConfiguration(job, place, undefined)).values).toEqual({ A: "two" });
  const versions = await later.listConfigurationVersions(developer, {
    serviceId: place.serviceId,
    environment: "dev",
    cursor: undefined,
    limit: 10,
  });
  expect(versions.items.map(({ changes }) => changes.map(({ change }) => change))).toEqual([
    ["changed"],
    ["added"],
  ]);
  // The hashes are of the new secret as well: the same value is the same, and no version is written.
  expect(
    await later.setVariable(developer, {
      serviceId: place.serviceId,
      environment: "dev",
      key: "A",
      value: "two",
    }),
  ).toMatchObject({ changed: false });
  const trail = await test.db
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.action, "configuration.reseal"));
  expect(trail.filter(({ subject }) => subject === place.serviceId)).toHaveLength(2);
});

it("loses no change that is made while it is at work", async () => {
  const portal = await startedWith(secrets.second, secrets.first);
  const { serviceId } = place;
  await Promise.all([
    portal.resealValues(job),
    ...["B", "C", "D"].map((key) =>
      portal.setVariable(developer, { serviceId, environment: "dev", key, value: key }),
    ),
  ]);
  const later = await startedWith(secrets.second);
  expect((await later.readConfiguration(job, place, undefined)).values).toEqual({
    A: "two",
    B: "B",
    C: "C",
    D: "D",
  });
});

it("leaves alone and counts what neither secret opens", async () => {
  const portal = await startedWith(secrets.second, newSecret());
  expect((await portal.resealValues(job)).lost).toBeGreaterThanOrEqual(2);
  const back = await startedWith(secrets.first);
  expect((await back.readConfiguration(job, place, undefined)).values).toEqual({ A: "two" });
});
