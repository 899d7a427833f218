import { spawn } from "node:child_process";
import { once } from "node:events";

import { eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { deployments, events, placements } from "@/db/schema";
import { testDatabase } from "@/db/testing";

import { deployRelease } from "../commands/deploy-release";
import { as, asJob, aService, deploymentRow, FakeTarget } from "../testing";
import { runDeployment } from "./execute";
import { observeTargets } from "./observe";
import { place } from "./owner";
import { sweep } from "./sweep";

const test = await testDatabase();
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
afterAll(() => test[Symbol.asyncDispose]());

const admin = as(test, "administrator");
const shutdown = new AbortController();
const executor = (owner: string, signal = shutdown.signal) => ({
  ctx: asJob(test),
  owner,
  targetOf: () => target,
  shutdown: signal,
});

let count = 0;
let target: FakeTarget;
let service: Awaited<ReturnType<typeof aService>>;
beforeEach(async () => {
  target = await FakeTarget.listen();
  service = await aService(test, `service-${(count += 1)}`, 3);
  return () => target[Symbol.asyncDispose]();
});

const request = async (index: number, environment = "dev") =>
  (await deployRelease(admin, { serviceId: service.id, releaseId: release(index), environment, reason: "" }))
    .id;
const release = (index: number) => service.releaseIds[index] ?? "";
const deploy = async (index: number) => {
  const id = await request(index);
  await runDeployment(executor("one"), id);
  return deploymentRow(test, id);
};
const placement = async () => {
  const [row] = await test.db.select().from(placements).where(eq(placements.serviceId, service.id));
  return row;
};

describe("observeTargets", () => {
  it("takes over what is found serving after a deployment that could not tell", async () => {
    const first = await deploy(0);
    const second = await deploy(1);
    await test.db
      .update(placements)
      .set({ releaseId: release(0), deploymentId: first.id, lastStatus: "errored" })
      .where(eq(placements.serviceId, service.id));
    target.knownAs = (await placement())?.id;
    await observeTargets(asJob(test), () => target);
    expect(await placement()).toMatchObject({
      releaseId: release(1),
      deploymentId: second.id,
      health: "healthy",
    });
  });
});

describe("a serving release that its target starts again", () => {
  it("is told of when that begins and when it is over, once for as long as it goes on", async () => {
    const { id } = await deploy(0);
    target.knownAs = (await placement())?.id;
    const observe = target.observe.bind(target);
    const from = Date.now();
    const told = async () =>
      (await test.db.select().from(events).where(eq(events.subject, id)).orderBy(events.id))
        .filter(({ type }) => type.startsWith("placement."))
        .map(({ type, detail }) => [type, detail.restarts]);
    const look = async (minute: number, restarts: number, minutesUp: number) => {
      const since = new Date(from + (minute - minutesUp) * 60_000).toISOString();
      target.observe = async () =>
        (await observe()).map(({ serving, ...seen }) => ({
          ...seen,
          ...(serving && { serving: { ...serving, restarts, since, problem: "The process ended." } }),
        }));
      const looks = [1, 2].map(() =>
        observeTargets(asJob(test), () => target, new Date(from + minute * 60_000)),
      );
      await Promise.all(looks);
    };
    await look(0, 0, 0);
    expect(await told()).toEqual([]);
    for (const restarts of [1, 2, 7]) await look(restarts, restarts, 0.1);
    expect(await told()).toEqual([["placement.restarted", 1]]);
    for (const minute of [11, 13, 20]) await look(minute, 7, minute - 7);
    expect(await told()).toEqual([
      ["placement.restarted", 1],
      ["placement.recovered", 7],
    ]);
    await look(30, 8, 0.1);
    expect(await told()).toHaveLength(3);
    const [first] = await test.db.select().from(events).where(eq(events.type, "placement.restarted"));
    expect(first).toMatchObject({
      serviceId: service.id,
      releaseId: release(0),
      message: `The process of ${service.name} in dev ended and was started again. The process ended.`,
    });
  });
});

describe("observeTargets beside a deployment", () => {
  it("judges no row by what was seen before a deployment changed it", async () => {
    await deploy(0);
    const row = await placement();
    target.knownAs = row?.id;
    const observe = target.observe.bind(target);
    target.observe = async () => {
      const seen = await observe();
      await deploy(1);
      return seen;
    };
    await observeTargets(asJob(test), () => target);
    expect(await placement()).toMatchObject({
      health: "healthy",
      releaseId: release(1),
      warmReleaseId: release(0),
    });
  });
});

describe("sweep", () => {
  it("asks again for what nobody works on", async () => {
    const id = await request(0);
    await test.client`select graphile_worker.remove_job(${`deployment:${id}`})`;
    await test.db
      .update(deployments)
      .set({ createdAt: sql`now() - interval '1 minute'` })
      .where(eq(deployments.id, id));
    await sweep(asJob(test), "one");
    const jobs = await test.client`select key from graphile_worker.jobs where key = ${`deployment:${id}`}`;
    expect(jobs).toHaveLength(1);
  });

  const holders: [string, () => Promise<string>, boolean][] = [
    ["a process that is gone", async () => `${place()}/${await deadPid()}/wrk_gone`, true],
    ["ourselves, who dropped it", async () => "one", true],
    ["another living process", async () => `${place()}/${process.pid}/wrk_other`, false],
    ["another host", async () => "far-away/1/wrk_far", false],
  ];
  it.each(holders)(
    "knows whether a lease is abandoned that is held by %s",
    async (_, ownerOf, isAbandoned) => {
      const id = await request(0);
      await test.client`select graphile_worker.remove_job(${`deployment:${id}`})`;
      await test.db
        .update(deployments)
        .set({
          status: "running",
          leaseOwner: await ownerOf(),
          leaseExpiresAt: sql`now() + interval '1 hour'`,
        })
        .where(eq(deployments.id, id));
      await sweep(asJob(test), "one");
      const jobs = await test.client`select key from graphile_worker.jobs where key = ${`deployment:${id}`}`;
      expect(jobs).toHaveLength(isAbandoned ? 1 : 0);
    },
  );
});

/** The number of a process that has just ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid ?? 0;
}
