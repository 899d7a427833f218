import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { auditEntries, deployments, events, migrationRuns, releases, releaseSets } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import type { Context, JobActor } from "@/lib/core/context";
import { required } from "@/lib/core/errors";

import { cancelDeployment } from "../commands/cancel-deployment";
import { runDeployment } from "../engine/execute";
import { sweep } from "../engine/sweep";
import { asJob, FakeTarget } from "../testing";
import { continueReleaseSet } from "./continue-release-set";
import { planSetRollback } from "./plan-set-rollback";
import { getReleaseSet } from "./queries";
import { rollBackReleaseSet } from "./roll-back-release-set";
import {
  aFleet,
  aPerson,
  bring,
  configuredWith,
  end,
  onDisk,
  releaseOf,
  setsIn,
  type Service,
} from "./testing";

const home = await mkdtemp(join(tmpdir(), "slipway-sets-"));
const test = await testDatabase();
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
process.env.SLIPWAY_HOME = home;
afterAll(async () => {
  await test[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});
const ada = await aPerson(test, "operator");
const sets = setsIn(test, ada);

let count = 0;
let shop: Service, tides: Service, buoys: Service;
beforeEach(async () => {
  count += 1;
  ({ shop, tides, buoys } = await aFleet(test, count));
});

describe("a rollback", () => {
  it("goes back in reverse to exactly what served before, also out of a stopped set", async () => {
    const { id } = await sets.start([shop, tides, buoys]);
    await sets.advance(id);
    await sets.endMember(id, "buoys");
    await sets.endMember(id, "tides");
    await sets.endMember(id, "shop", "failed");
    for (const service of [tides, buoys]) await onDisk(home, releaseOf(service, 1));
    const configured = await configuredWith(test, tides);
    const back = await rollBackReleaseSet(ada, { id, reason: "prices are wrong" });
    expect(await sets.row(id)).toMatchObject({ status: "failed" });
    await sets.advance(back.id);
    expect(await sets.standings(back.id)).toBe("tides requested, buoys pending");
    const [restored] = await test.db
      .select()
      .from(deployments)
      .where(eq(deployments.id, await sets.deploymentOf(back.id, "tides")));
    expect(restored).toMatchObject({ kind: "rollback", configurationVersionId: configured });
    await sets.endMember(back.id, "tides");
    await sets.endMember(back.id, "buoys");
    expect(await sets.row(back.id)).toMatchObject({
      status: "succeeded",
      kind: "rollback",
      rollbackOfId: id,
    });
    expect(await Promise.all([shop, tides, buoys].map(sets.serves))).toEqual([1, 1, 1]);
    await expect(rollBackReleaseSet(ada, { id: back.id, reason: "x" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("takes back what serves though nobody could tell, also when it was tried again or deployed once more", async () => {
    const { id } = await sets.start([tides, buoys]);
    await onDisk(home, releaseOf(buoys, 1));
    const configurationVersionId = await configuredWith(test, buoys);
    await sets.advance(id);
    const wayBack = async () => {
      expect(await getReleaseSet(ada, id)).toMatchObject({ hasWayBack: true });
      return (await planSetRollback(ada, id)).map(({ release, whyNot }) => [release?.number, whyNot]);
    };
    await sets.endMember(id, "buoys", "errored", true);
    expect(await wayBack()).toEqual([[1, null]]);
    await continueReleaseSet(ada, { id, failed: "retry" });
    await sets.advance(id);
    await sets.endMember(id, "buoys", "failed");
    expect(await wayBack()).toEqual([[1, null]]);
    await bring(test, buoys, 2, "production");
    expect(await wayBack()).toEqual([[1, null]]);
    const back = await rollBackReleaseSet(ada, { id, reason: "prices are wrong" });
    await sets.advance(back.id);
    const [restored] = await test.db
      .select()
      .from(deployments)
      .where(eq(deployments.id, await sets.deploymentOf(back.id, "buoys")));
    expect(restored).toMatchObject({ releaseId: releaseOf(buoys, 1), configurationVersionId });
  });

  it("leaves what somebody deployed since, and cancels what is under way", async () => {
    const { id } = await sets.start([shop, tides, buoys]);
    await sets.advance(id);
    await sets.endMember(id, "buoys");
    expect(await getReleaseSet(ada, id)).toMatchObject({ hasWayBack: true });
    await bring(test, buoys, 3, "production");
    expect(await getReleaseSet(ada, id)).toMatchObject({ hasWayBack: false });
    const underWay = await sets.deploymentOf(id, "tides");
    await expect(rollBackReleaseSet(ada, { id, reason: "stop" })).rejects.toThrow(
      /nothing to take back. buoys-\d+: It was deployed again since: #3 serves/,
    );
    const [row] = await test.db.select().from(deployments).where(eq(deployments.id, underWay));
    expect(row?.status).toBe("canceled");
    expect(await sets.serves(buoys)).toBe(3);
    // The set has ended all the same, and its trail tells of that and of no rollback.
    expect(await sets.row(id)).toMatchObject({ status: "failed" });
    const trail = await test.db
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.subject, id))
      .orderBy(auditEntries.id);
    expect(trail.map(({ action }) => action)).toEqual(["release_set.start", "release_set.cancel"]);
    const told = await test.db.select().from(events).where(eq(events.subject, id)).orderBy(events.id);
    expect(told.map(({ type }) => type)).toEqual(["release_set.started", "release_set.canceled"]);
  });

  it("cancels the next wave too when that begins in the same moment", async () => {
    const { id } = await sets.start([tides, buoys]);
    await sets.advance(id);
    await end(test, await sets.deploymentOf(id, "buoys"));
    await onDisk(home, releaseOf(buoys, 1));
    const late: typeof ada = {
      ...ada,
      transaction: async (run, config) => {
        // A worker is faster.
        await sets.advance(id);
        return ada.transaction(run, config);
      },
    };
    const back = await rollBackReleaseSet(late, { id, reason: "prices are wrong" });
    const begun = await sets.deploymentOf(id, "tides");
    const [row] = await test.db.select().from(deployments).where(eq(deployments.id, begun));
    expect(row?.status).toBe("canceled");
    expect(await sets.standings(back.id)).toBe("buoys pending");
  });

  it("takes no more migrations back than somebody agreed to", async () => {
    const { id } = await sets.start([buoys]);
    await sets.advance(id);
    await sets.endMember(id, "buoys");
    await onDisk(home, releaseOf(buoys, 1));
    const deploymentId = await sets.deploymentOf(id, "buoys");
    const back = await rollBackReleaseSet(ada, { id, reason: "prices are wrong" });
    const releaseId = releaseOf(buoys, 2);
    const contract = {
      name: "3_gone",
      checksum: "",
      class: "contract" as const,
      why: [],
      hasDown: true,
      isNew: true,
      isEdited: false,
      isDeclared: false,
    };
    await test.db
      .update(releases)
      .set({ migrationClass: "none" })
      .where(eq(releases.id, releaseOf(buoys, 1)));
    await test.db
      .update(releases)
      .set({
        migrationClass: "contract",
        migrations: [contract],
        plan: sql`${releases.plan} || '{"migrateCommand": "up", "migrateDownCommand": "down"}'`,
      })
      .where(eq(releases.id, releaseId));
    await test.db.insert(migrationRuns).values({
      serviceId: buoys.id,
      environmentId: sql`(select id from environments where name = 'production')`,
      releaseId,
      deploymentId,
      direction: "up",
      command: "up",
      status: "passed",
      finishedAt: sql`now()`,
    });
    await sets.advance(back.id);
    expect(await sets.row(back.id)).toMatchObject({
      status: "stopped",
      trouble: expect.stringContaining("going back would take migrations back"),
    });
  });

  it("leaves out what its database would not go along with, and says so before the click", async () => {
    const { id } = await sets.start([shop, tides, buoys]);
    await sets.advance(id);
    await sets.endMember(id, "buoys");
    await sets.endMember(id, "tides");
    const deploymentId = await sets.deploymentOf(id, "tides");
    const releaseId = releaseOf(tides, 2);
    await test.db
      .update(releases)
      .set({ plan: sql`${releases.plan} || '{"migrateCommand": "up"}'` })
      .where(eq(releases.id, releaseId));
    await test.db.insert(migrationRuns).values({
      serviceId: tides.id,
      environmentId: sql`(select id from environments where name = 'production')`,
      releaseId,
      deploymentId,
      direction: "up",
      command: "up",
      status: "passed",
      finishedAt: sql`now()`,
    });
    const planned = async () =>
      (await planSetRollback(ada, id)).map(({ service, whyNot }) => [service.name.split("-")[0], whyNot]);
    const unsafe = expect.stringMatching(/^#1 may not work with its database as it is now/);
    const gone = expect.stringMatching(/^The files of #1 are gone/);
    expect(await planned()).toEqual([
      ["tides", unsafe],
      ["buoys", gone],
    ]);
    await onDisk(home, releaseOf(buoys, 1));
    expect(await planned()).toEqual([
      ["tides", unsafe],
      ["buoys", null],
    ]);
    const back = await rollBackReleaseSet(ada, { id, reason: "prices are wrong" });
    expect(await sets.standings(back.id)).toBe("buoys pending");
  });
});

describe("a crash", () => {
  it("at any moment between and inside of waves leads to each deployment exactly once", async () => {
    const { id } = await sets.start([tides, buoys]);
    for (let fatal = 1; (await sets.row(id)).status === "running"; fatal += 1) {
      expect(fatal).toBeLessThan(40);
      // This worker dies after so many transactions; the next one comes after it, twice at once.
      let left = fatal % 4;
      const job = asJob(test);
      const dying: Context<JobActor> = {
        ...job,
        transaction: (run, config) => {
          left -= 1;
          return left < 0 ? Promise.reject(new Error("killed")) : job.transaction(run, config);
        },
      };
      await sets.advance(id, dying).catch(() => {});
      await Promise.all([sets.advance(id), sets.advance(id)]);
      for (const { status, deploymentId } of await sets.members(id))
        if (status === "requested") await end(test, required(deploymentId, "its deployment"));
    }
    const asked = await test.db
      .select({ releaseId: deployments.releaseId })
      .from(deployments)
      .where(and(eq(deployments.kind, "promote"), eq(deployments.reason, "the spring menu")));
    for (const service of [tides, buoys])
      expect(asked.filter(({ releaseId }) => releaseId === releaseOf(service, 2))).toHaveLength(1);
  });

  it("that loses the job is made good by the sweep, and so is an end that no executor saw", async () => {
    const jobsOf = (id: string) => test.client`select 1 from graphile_worker.jobs where key = ${`set:${id}`}`;
    const { id } = await sets.start([shop, tides]);
    const loseJob = async () => {
      await test.client`delete from graphile_worker._private_jobs where key = ${`set:${id}`}`;
      await test.db
        .update(releaseSets)
        .set({ updatedAt: sql`now() - interval '1 minute'` })
        .where(eq(releaseSets.id, id));
    };
    await loseJob();
    await sweep(asJob(test), "worker");
    expect(await jobsOf(id)).toHaveLength(1);
    await sets.advance(id);
    await loseJob();
    await sweep(asJob(test), "worker");
    expect(await jobsOf(id)).toHaveLength(0);
    const underWay = await sets.deploymentOf(id, "tides");
    await cancelDeployment(ada, { id: underWay, reason: "not now" });
    await test.db
      .update(deployments)
      .set({ finishedAt: sql`now() - interval '1 minute'` })
      .where(eq(deployments.id, underWay));
    await sweep(asJob(test), "worker");
    expect(await jobsOf(id)).toHaveLength(1);
    await sets.advance(id);
    expect(await sets.row(id)).toMatchObject({ status: "stopped" });
  });

  it("is not needed: the end of a deployment wakes its set at once", async () => {
    await using target = await FakeTarget.listen();
    const { id } = await sets.start([buoys]);
    await sets.advance(id);
    await test.client`delete from graphile_worker._private_jobs where key = ${`set:${id}`}`;
    const executor = {
      ctx: asJob(test),
      owner: "one",
      targetOf: () => target,
      shutdown: new AbortController().signal,
    };
    await runDeployment(executor, await sets.deploymentOf(id, "buoys"));
    expect(await test.client`select 1 from graphile_worker.jobs where key = ${`set:${id}`}`).toHaveLength(1);
    await sets.advance(id);
    expect(await sets.row(id)).toMatchObject({ status: "succeeded" });
  });
});
