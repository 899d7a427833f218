import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { eq } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";

import type { Role, TokenScope } from "@/db/enums";
import { deployments, environments, services, users } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";
import { required } from "@/lib/core/errors";

import { loadSampleWorkspace } from "../commands/load-sample-workspace";
import { asJob, aService } from "../testing";
import { populateSample } from "./populate-sample";

const test = await testDatabase();
const home = await mkdtemp(join(tmpdir(), "slipway-sample-"));
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
process.env.SLIPWAY_HOME = home;
afterAll(async () => {
  await test[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

let count = 0;
async function aPerson(role: Role) {
  const email = `ada-${(count += 1)}@example.test`;
  const [row] = await test.db.insert(users).values({ name: "Ada", email, role }).returning({ id: users.id });
  return { type: "user" as const, id: required(row, "a person").id };
}

const ci = (scopes: TokenScope[]) =>
  contextOf({ type: "token", id: "tok_ci", name: "CI", role: "developer", scopes }, test.db);

/** Runs the job until it has nothing left to do, with every deployment a success. */
async function populate(serviceId: string, requester: Awaited<ReturnType<typeof aPerson>>) {
  for (let round = 0; round < 10; round += 1) {
    await populateSample(asJob(test), { serviceIds: [serviceId], requester });
    await test.db
      .update(deployments)
      .set({ status: "succeeded", finishedAt: new Date() })
      .where(eq(deployments.serviceId, serviceId));
  }
  return test.db
    .select({
      environment: environments.name,
      by: deployments.requestedBy,
      name: deployments.requestedByName,
    })
    .from(deployments)
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .where(eq(deployments.serviceId, serviceId))
    .orderBy(deployments.id);
}

describe("the sample workspace is deployed as whoever asked for it", () => {
  it("reaches production for an operator, and says who it was", async () => {
    const operator = await aPerson("operator");
    const made = await populate((await aService(test, "by-operator")).id, operator);
    expect(made.map(({ environment }) => environment)).toContain("production");
    expect(new Set(made.map(({ by, name }) => `${by} ${name}`))).toEqual(
      new Set([`user:${operator.id} Ada`]),
    );
  });

  it("stops before production for a developer", async () => {
    const made = await populate((await aService(test, "by-developer")).id, await aPerson("developer"));
    expect(made.length).toBeGreaterThan(0);
    expect(made.map(({ environment }) => environment)).not.toContain("production");
  });

  it("goes by the role of now, not of then", async () => {
    const person = await aPerson("operator");
    await test.db.update(users).set({ role: "viewer" }).where(eq(users.id, person.id));
    expect(await populate((await aService(test, "demoted")).id, person)).toEqual([]);
    await test.db
      .update(users)
      .set({ role: "operator", disabledAt: new Date() })
      .where(eq(users.id, person.id));
    expect(await populate((await aService(test, "disabled")).id, person)).toEqual([]);
  });

  it("leaves a service alone that only has a sample's name", async () => {
    const { services: first } = await loadSampleWorkspace(ci(["admin"]));
    const [mine] = first;
    if (!mine) throw new Error("There are samples.");
    await test.db.update(services).set({ repositoryUrl: "/srv/theirs" }).where(eq(services.id, mine.id));
    const { services: again } = await loadSampleWorkspace(ci(["admin"]));
    expect(again.map(({ id }) => id)).toEqual(first.slice(1).map(({ id }) => id));
  });

  it("writes nothing for a token that may not build", async () => {
    const before = await test.db.$count(services);
    await expect(loadSampleWorkspace(ci(["services:write"]))).rejects.toMatchObject({ code: "forbidden" });
    expect(await test.db.$count(services)).toBe(before);
  });
});
