import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { auditEntries, deployments, environments, events, placements, regions, releases } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { violates } from "@/lib/core/postgres-error";

import { planPromotion } from "../queries/plans";
import { as, aService, deploymentRow } from "../testing";
import { cancelDeployment } from "./cancel-deployment";
import { deployRelease } from "./deploy-release";
import { promoteRelease } from "./promote-release";
import { requestRelease } from "./request-release";

const test = await testDatabase();
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
process.env.SLIPWAY_HOME = "/nonexistent";
afterAll(() => test[Symbol.asyncDispose]());

const [viewer, developer, operator] = [as(test, "viewer"), as(test, "developer"), as(test, "operator")];
let count = 0;
let service: Awaited<ReturnType<typeof aService>>;
beforeEach(async () => {
  service = await aService(test, `service-${(count += 1)}`, 3);
  await test.db.update(environments).set({ queuePolicy: "supersede" });
});

const release = (index: number) => service.releaseIds[index] ?? "";
const deploy = (index: number, environment = "dev", ctx = developer) =>
  deployRelease(ctx, { serviceId: service.id, releaseId: release(index), environment, reason: "because" });
const serve = (environment: string, index: number) =>
  test.db.insert(placements).values({
    serviceId: service.id,
    environmentId: sql`(select id from environments where name = ${environment})`,
    regionId: sql`(select r.id from regions r join environments e on e.id = r.environment_id where e.name = ${environment})`,
    releaseId: release(index),
  });
const auditOf = (subject: string) =>
  test.db.select().from(auditEntries).where(eq(auditEntries.subject, subject)).orderBy(auditEntries.at);
const jobs = (id: string) =>
  test.client`select key from graphile_worker.jobs where key = ${`deployment:${id}`}`;

describe("deployRelease", () => {
  it("queues a deployment with its job, its event and its audit entry, and signals watchers", async () => {
    const signals: string[] = [];
    await test.client.listen("live", (topic) => signals.push(topic));
    const { id, status } = await deploy(0);
    expect(status).toBe("queued");
    expect(await auditOf(id)).toMatchObject([
      {
        action: "deployment.create",
        actor: "user:usr_developer",
        after: { environment: "dev", reason: "because" },
      },
    ]);
    expect(await jobs(id)).toHaveLength(1);
    expect(await test.db.select().from(events).where(eq(events.subject, id))).toMatchObject([
      { type: "deployment.requested", releaseId: release(0) },
    ]);
    await expect.poll(() => signals).toContain(`service:${service.id}`);
  });

  it("keeps production for operators, and everything from viewers", async () => {
    await expect(deploy(0, "production")).rejects.toMatchObject({ code: "forbidden" });
    await expect(deploy(0, "dev", viewer)).rejects.toMatchObject({ code: "forbidden" });
    expect(await test.db.$count(deployments, eq(deployments.serviceId, service.id))).toBe(0);
    await expect(deploy(0, "production", operator)).resolves.toMatchObject({ status: "queued" });
  });

  it("refuses a release that is not built, is another service's, or an environment that does not exist", async () => {
    const other = await aService(test, `other-${count}`);
    await test.db
      .update(releases)
      .set({ status: "failed" })
      .where(eq(releases.id, release(1)));
    await expect(deploy(1)).rejects.toMatchObject({ code: "invalid" });
    await expect(deploy(0, "moon")).rejects.toMatchObject({ code: "not_found" });
    const foreign = {
      serviceId: service.id,
      releaseId: other.releaseIds[0] ?? "",
      environment: "dev",
      reason: "",
    };
    await expect(deployRelease(developer, foreign)).rejects.toMatchObject({ code: "not_found" });
  });

  it("refuses an address that another service has: hyphens make two names one", async () => {
    const [shop, shopDev] = [await aService(test, `shop-${count}`), await aService(test, `shop-${count}-x`)];
    await test.db.insert(environments).values({ id: `env_${count}`, name: "x-dev", position: 90 });
    await test.db
      .insert(regions)
      .values({ environmentId: `env_${count}`, targetId: "tgt_00000000000000000000000001", name: "local" });
    const request = (from: typeof shop, environment: string) =>
      deployRelease(developer, {
        serviceId: from.id,
        releaseId: from.releaseIds[0] ?? "",
        environment,
        reason: "",
      });
    await request(shop, "x-dev");
    await expect(request(shopDev, "dev")).rejects.toMatchObject({ code: "conflict" });
  });

  it.each([
    ["supersede", ["superseded", "queued"]],
    ["fifo", ["queued", "queued"]],
  ] as const)("follows the queue policy %s", async (queuePolicy, expected) => {
    await test.db.update(environments).set({ queuePolicy });
    const ids = [(await deploy(0)).id, (await deploy(1)).id];
    expect(await Promise.all(ids.map(async (id) => (await deploymentRow(test, id)).status))).toEqual(
      expected,
    );
  });

  it("refuses a second one under the policy reject, however many ask at once", async () => {
    await test.db.update(environments).set({ queuePolicy: "reject" });
    const answers = await Promise.allSettled([0, 1, 2].map((index) => deploy(index)));
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("refuses when something else serves there than was reviewed, and takes what is as it was", async () => {
    const expecting = (expectedReleaseId: string | null) =>
      deployRelease(developer, {
        serviceId: service.id,
        releaseId: release(2),
        environment: "dev",
        expectedReleaseId,
        reason: "",
      });
    await expect(expecting(release(0))).rejects.toMatchObject({ code: "conflict" });
    await serve("dev", 1);
    await expect(expecting(null)).rejects.toMatchObject({ code: "conflict" });
    await expect(expecting(release(0))).rejects.toMatchObject({ code: "conflict" });
    await expect(expecting(release(1))).resolves.toMatchObject({ status: "queued" });
  });

  it("takes a double click for one request", async () => {
    const answers = await Promise.allSettled([deploy(0), deploy(0)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  it("cannot have two running in one place: the index says no", async () => {
    const { id } = await deploy(0);
    const row = await deploymentRow(test, id);
    await test.db.update(deployments).set({ status: "running" }).where(eq(deployments.id, id));
    const { id: _id, createdAt: _createdAt, ...copy } = row;
    await expect(test.db.insert(deployments).values({ ...copy, status: "running" })).rejects.toSatisfy(
      (error) => violates(error, "deployments_one_in_flight_idx"),
    );
  });
});

describe("promoteRelease", () => {
  const promote = (releaseId?: string, ctx = operator) =>
    promoteRelease(ctx, {
      serviceId: service.id,
      from: "staging",
      to: "production",
      reason: "",
      ...(releaseId && { releaseId }),
    });

  it("queues what runs in the environment before, and says where it comes from", async () => {
    await serve("staging", 1);
    const { id } = await promote();
    const row = await deploymentRow(test, id);
    expect(row).toMatchObject({ kind: "promote", releaseId: release(1) });
    expect(row.fromEnvironmentId).not.toBeNull();
    expect(await auditOf(id)).toMatchObject([{ action: "release.promote" }]);
  });

  it("refuses when something else runs there than the person saw", async () => {
    await serve("staging", 1);
    await expect(promote(release(0))).rejects.toMatchObject({ code: "conflict" });
  });

  it("refuses, and plans so, when something else serves in the goal than the person saw", async () => {
    await serve("staging", 2);
    await serve("production", 1);
    const input = { serviceId: service.id, from: "staging", to: "production", reason: "" };
    const stale = { ...input, expectedReleaseId: release(0) };
    expect(await planPromotion(operator, stale)).toMatchObject({
      allowed: false,
      blockers: [{ code: "moved" }],
    });
    await expect(promoteRelease(operator, stale)).rejects.toMatchObject({ code: "conflict" });
    const fresh = { ...input, expectedReleaseId: release(1) };
    await expect(promoteRelease(operator, fresh)).resolves.toMatchObject({ status: "queued" });
  });

  it("refuses when nothing runs there, when it is there already, and from the same environment", async () => {
    await expect(promote()).rejects.toMatchObject({ code: "conflict" });
    await serve("staging", 1);
    await serve("production", 1);
    await expect(promote()).rejects.toMatchObject({ code: "conflict" });
    const same = { serviceId: service.id, from: "staging", to: "staging", reason: "" };
    await expect(promoteRelease(operator, same)).rejects.toMatchObject({ code: "invalid" });
  });

  it("is planned with the same answer as the command gives", async () => {
    await serve("staging", 1);
    const input = { serviceId: service.id, from: "staging", to: "production" };
    expect(await planPromotion(developer, input)).toMatchObject({
      allowed: false,
      blockers: [{ code: "forbidden" }],
    });
    expect(await planPromotion(operator, input)).toMatchObject({ allowed: true, direction: "first" });
    await expect(promote(undefined, developer)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("cancelDeployment", () => {
  it("ends what waits at once, records it, and refuses what is over", async () => {
    const { id } = await deploy(0);
    await expect(cancelDeployment(viewer, { id, reason: "" })).rejects.toMatchObject({ code: "forbidden" });
    expect(await cancelDeployment(developer, { id, reason: "wrong one" })).toMatchObject({
      status: "canceled",
    });
    expect(await auditOf(id)).toMatchObject([
      { action: "deployment.create" },
      { action: "deployment.cancel", before: { status: "queued" } },
    ]);
    await expect(cancelDeployment(developer, { id, reason: "" })).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("requestRelease", () => {
  it("numbers releases one after the other, also when they are asked for at once", async () => {
    const input = { serviceId: service.id, ref: "main" };
    await Promise.all([1, 2, 3, 4].map(() => requestRelease(developer, input)));
    const rows = await test.db
      .select({ number: releases.number })
      .from(releases)
      .where(and(eq(releases.serviceId, service.id), eq(releases.status, "building")))
      .orderBy(releases.number);
    expect(rows.map(({ number }) => number)).toEqual([4, 5, 6, 7]);
    await expect(requestRelease(viewer, input)).rejects.toMatchObject({ code: "forbidden" });
    await expect(requestRelease(developer, { ...input, serviceId: "svc_none" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
