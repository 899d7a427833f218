import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { and, desc, eq, sql } from "drizzle-orm";

import { deployments, environments, users } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { createFreeze, savePipeline } from "@/lib/gates";

import { deployRelease } from "../commands/deploy-release";
import { promoteRelease } from "../commands/promote-release";
import { as, asJob, aService, deploymentRow, FakeTarget } from "../testing";
import { automateService } from "./automate";
import { runDeployment } from "./execute";
import { reconsiderWaiting } from "./reconsider";

/** An installation in which everybody may deploy everywhere, with what a test does to a service's way through it. */
export async function openInstallation() {
  const test = await testDatabase();
  process.env.DATABASE_URL = test.url;
  process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
  const home = mkdtempSync(join(tmpdir(), "slipway-gates-"));
  process.env.SLIPWAY_HOME = home;
  await test.db.update(environments).set({ deployRole: "developer" });
  const people = (["developer", "operator", "administrator"] as const).map((role) => ({
    id: `usr_${role}`,
    email: `${role}@example.com`,
    name: role,
    role,
  }));
  await test.db.insert(users).values(people);
  return {
    test,
    developer: as(test, "developer"),
    operator: as(test, "operator"),
    admin: as(test, "administrator"),
    ctx: asJob(test),
    async service(name: string) {
      const service = await aService(test, name, 4);
      // Only what is on disk can be gone back to.
      for (const id of service.releaseIds) {
        mkdirSync(join(home, "releases", id), { recursive: true });
        writeFileSync(join(home, "releases", `${id}.json`), "{}");
      }
      return { ...service, ...wayOf(test, service), target: await FakeTarget.listen() };
    },
    async [Symbol.asyncDispose]() {
      rmSync(home, { recursive: true });
      await test[Symbol.asyncDispose]();
    },
  };
}

type Test = Awaited<ReturnType<typeof testDatabase>>;

function wayOf(test: Test, service: { id: string; releaseIds: string[] }) {
  const [developer, operator, ctx] = [as(test, "developer"), as(test, "operator"), asJob(test)];
  const release = (index: number) => service.releaseIds[index] ?? "";
  const request = async (index: number, environment: string, more = {}) => {
    const wish = { serviceId: service.id, releaseId: release(index), environment, reason: "because" };
    return (await deployRelease(developer, { ...wish, ...more })).id;
  };
  async function run(this: { target: FakeTarget }, id: string) {
    const { target } = this;
    const shutdown = new AbortController().signal;
    await runDeployment({ ctx, owner: "one", targetOf: () => target, shutdown }, id);
    return deploymentRow(test, id);
  }
  return {
    release,
    request,
    run,
    async deploy(this: { target: FakeTarget }, index: number, environment: string) {
      return run.call(this, await request(index, environment));
    },
    promote: (from: string, to: string) =>
      promoteRelease(developer, { serviceId: service.id, from, to, reason: "" }),
    pipeline: (text: string) => savePipeline(operator, { serviceId: service.id, text }),
    freeze: (more: Partial<Parameters<typeof createFreeze>[1]> = {}) =>
      createFreeze(operator, {
        name: "Holidays",
        service: service.id,
        window: { kind: "once", from: "2020-01-01 00:00", until: "2100-01-01 00:00" },
        timeZone: "UTC",
        blocksRollbacks: false,
        ...more,
      }),
    /** What the worker does when something happened. */
    async look() {
      await reconsiderWaiting(ctx, service.id);
      await automateService(ctx, service.id);
    },
    async newestIn(environment: string) {
      const [row] = await test.db
        .select({
          id: deployments.id,
          status: deployments.status,
          releaseId: deployments.releaseId,
          by: deployments.requestedBy,
        })
        .from(deployments)
        .innerJoin(environments, eq(environments.id, deployments.environmentId))
        .where(and(eq(deployments.serviceId, service.id), eq(environments.name, environment)))
        .orderBy(desc(deployments.id))
        .limit(1);
      return row;
    },
    codes: async (id: string) => (await deploymentRow(test, id)).waitingFor.map(({ code }) => code),
    /** Lets time pass for what serves in an environment. */
    age: (environment: string, interval: string) =>
      test.db
        .update(deployments)
        .set({ switchedAt: sql`${deployments.switchedAt} - ${interval}::interval` })
        .where(
          and(
            eq(deployments.serviceId, service.id),
            sql`${deployments.environmentId} = (select id from environments where name = ${environment})`,
          ),
        ),
  };
}
