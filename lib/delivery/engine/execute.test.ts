import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { deploymentPhases, deployments, environments, events, placements, releases } from "@/db/schema";
import { testDatabase } from "@/db/testing";

import { cancelDeployment } from "../commands/cancel-deployment";
import { deployRelease } from "../commands/deploy-release";
import { rollBack } from "../commands/roll-back";
import { ReleaseRejected, TargetUnavailable } from "../targets/target";
import { as, asJob, aService, deploymentRow, FakeTarget, gate } from "../testing";
import { runDeployment } from "./execute";

const test = await testDatabase();
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
const home = mkdtempSync(join(tmpdir(), "slipway-execute-"));
process.env.SLIPWAY_HOME = home;
afterAll(async () => {
  rmSync(home, { recursive: true });
  await test[Symbol.asyncDispose]();
});

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
  // Only what is on disk can be gone back to.
  for (const id of service.releaseIds) {
    mkdirSync(join(home, "releases", id), { recursive: true });
    writeFileSync(join(home, "releases", `${id}.json`), "{}");
  }
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
/** Asks for a rollback in dev, as a person does. */
const goBack = async () =>
  (await rollBack(admin, { serviceId: service.id, environment: "dev", reason: "it is bad" })).id;
const jobKeys = async () =>
  (await test.db.execute<{ key: string }>(sql`select key from graphile_worker.jobs`)).map(({ key }) => key);
const forgetJobs = () =>
  test.db.execute(sql`select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))`);
const placement = async () => {
  const [row] = await test.db.select().from(placements).where(eq(placements.serviceId, service.id));
  return row;
};
/** What a killed executor leaves behind: nobody renews for it any more. */
const expireLease = (id: string, interval = "1 second") =>
  test.db
    .update(deployments)
    .set({ leaseOwner: "dead and gone", leaseExpiresAt: sql`now() - ${interval}::interval` })
    .where(eq(deployments.id, id));

describe("runDeployment", () => {
  it("takes a release through every phase and records what serves and what was replaced", async () => {
    const first = await deploy(0);
    expect(first).toMatchObject({ status: "succeeded", outcome: "live", leaseOwner: null, attempts: 1 });

    const second = await deploy(1);
    expect(second).toMatchObject({ status: "succeeded", previousReleaseId: release(0) });
    expect(await deploymentRow(test, first.id)).toMatchObject({ outcome: "replaced" });
    expect(await placement()).toMatchObject({
      releaseId: release(1),
      deploymentId: second.id,
      lastStatus: "succeeded",
    });
    const phases = await test.db
      .select()
      .from(deploymentPhases)
      .where(eq(deploymentPhases.deploymentId, second.id));
    expect(phases.map(({ phase, status }) => `${phase} ${status}`)).toEqual([
      "prepare passed",
      "migrate skipped",
      "roll_out passed",
      "switch passed",
      "verify passed",
      "watch passed",
    ]);
  });

  it("fails with the reason of a bad release, leaves the old one serving and nothing of the new one", async () => {
    await deploy(0);
    target.rejectNext("exited", "The process exited with code 3: cannot read the flux table");
    const failed = await deploy(1);
    expect(failed).toMatchObject({
      status: "failed",
      failure: { code: "exited", message: "The process exited with code 3: cannot read the flux table" },
    });
    expect(target.serving).toBe(release(0));
    expect(target.running).not.toContain(release(1));
    expect(await placement()).toMatchObject({ releaseId: release(0), lastStatus: "failed" });
  });

  it("brings the old release back when the new one dies after the switch", async () => {
    const first = await deploy(0);
    target.rejectNext("exited_after_ready", "It died 3 s after it was ready.", "watch");
    const failed = await deploy(1);
    expect(failed).toMatchObject({ status: "failed", failure: { code: "exited_after_ready" } });
    expect(target.serving).toBe(release(0));
    expect(await placement()).toMatchObject({ releaseId: release(0), deploymentId: first.id });
  });

  it("takes everything down when the first deployment dies after the switch", async () => {
    target.rejectNext("exited_after_ready", "It died.", "watch");
    expect(await deploy(0)).toMatchObject({ status: "failed" });
    expect(target.serving).toBeUndefined();
    expect(await placement()).toMatchObject({ releaseId: null, url: null });
  });

  it("starts the old release again when the target found nothing to fall back to", async () => {
    await deploy(0);
    target.once("watch", () => {
      target.goDark();
      throw new ReleaseRejected("exited_after_ready", "It died.");
    });
    expect(await deploy(1)).toMatchObject({ status: "failed" });
    expect(target.serving).toBe(release(0));
  });

  it("ends with its cause when a release cannot be described any more, and can be rolled on from there", async () => {
    await deploy(0);
    await test.db
      .update(releases)
      .set({ plan: { from: "the future" } })
      .where(eq(releases.id, release(1)));
    expect(await deploy(1)).toMatchObject({ status: "errored", failure: { code: "cannot_be_described" } });
    expect(await deploy(2)).toMatchObject({ status: "succeeded" });
  });

  it("obeys a cancel that comes in the last moment", async () => {
    await deploy(0);
    const id = await request(1);
    target.once("watch", async () => {
      // Straight into the row, so that no signal reaches the executor before it ends.
      await test.db.update(deployments).set({ cancelRequestedAt: new Date() }).where(eq(deployments.id, id));
    });
    await runDeployment(executor("one"), id);
    expect(await deploymentRow(test, id)).toMatchObject({ status: "canceled" });
    expect(target.serving).toBe(release(0));
  });

  it("does not undo a success when a rollback is asked for in the same moment", async () => {
    await deploy(0);
    const id = await request(1);
    // The request holds the placement and then wants the deployment; the ending must not hold them the other way.
    const endings = Promise.all([
      runDeployment(executor("one"), id),
      ...Array.from({ length: 20 }, () => goBack().catch(() => "")),
    ]);
    await endings;
    expect(["succeeded", "canceled", "superseded"]).toContain((await deploymentRow(test, id)).status);
  });

  it("tries again while the target restarts", async () => {
    target.once("start", () => {
      throw new TargetUnavailable("The local target does not answer.");
    });
    expect(await deploy(0)).toMatchObject({ status: "succeeded" });
  });

  it("is carried out by one executor only, however many take it up", async () => {
    const id = await request(0);
    const before = target.calls.filter((call) => call === "switch").length;
    await Promise.all(["one", "two", "three"].map((owner) => runDeployment(executor(owner), id)));
    expect(target.calls.filter((call) => call === "switch").length - before).toBe(1);
    expect(await deploymentRow(test, id)).toMatchObject({ status: "succeeded", attempts: 1 });
  });

  it.each(["ping", "start", "switch", "watch"] as const)(
    "goes on where a dead executor stopped in %s, and the dead one may not write any more",
    async (step) => {
      await deploy(0);
      const id = await request(1);
      const stopped = gate();
      const revived = gate();
      target.once(step, async () => {
        stopped.open();
        await revived.opened;
      });
      const dead = runDeployment(executor("dead"), id);
      await stopped.opened;
      await expireLease(id);
      await runDeployment(executor("living"), id);
      expect(await deploymentRow(test, id)).toMatchObject({ status: "succeeded", attempts: 2 });
      revived.open();
      await dead;
      expect(await deploymentRow(test, id)).toMatchObject({ status: "succeeded", attempts: 2 });
      expect(target.serving).toBe(release(1));
      const resumed = await test.db.select().from(events).where(eq(events.subject, id));
      expect(resumed.map(({ type }) => type)).toContain("deployment.resumed");
    },
  );

  it("marks as interrupted what was left alone too long, and what served before serves", async () => {
    await deploy(0);
    const id = await request(1);
    const stopped = gate();
    const revived = gate();
    target.once("watch", async () => {
      stopped.open();
      await revived.opened;
    });
    const dead = runDeployment(executor("dead"), id);
    await stopped.opened;
    await expireLease(id, "20 minutes");
    await runDeployment(executor("living"), id);
    revived.open();
    await dead;
    expect(await deploymentRow(test, id)).toMatchObject({ status: "interrupted" });
    expect(target.serving).toBe(release(0));
    expect(await placement()).toMatchObject({ releaseId: release(0) });
  });

  it("hands over at once when the worker stops", async () => {
    await deploy(0);
    const id = await request(1);
    const stop = new AbortController();
    target.once("start", (signal) => {
      stop.abort();
      signal?.throwIfAborted();
    });
    await runDeployment(executor("stopping", stop.signal), id);
    expect(await deploymentRow(test, id)).toMatchObject({ status: "running" });
    await runDeployment(executor("next"), id);
    expect(await deploymentRow(test, id)).toMatchObject({ status: "succeeded", attempts: 2 });
  });

  it.each(["ping", "start", "watch"] as const)(
    "is canceled during %s with the old release serving",
    async (step) => {
      await deploy(0);
      const id = await request(1);
      target.once(step, async (signal) => {
        await cancelDeployment(admin, { id, reason: "wrong one" });
        await expect.poll(() => signal?.aborted).toBe(true);
      });
      await runDeployment(executor("one"), id);
      expect(await deploymentRow(test, id)).toMatchObject({
        status: "canceled",
        failure: { message: "Ada the administrator canceled it: wrong one" },
      });
      expect(target.serving).toBe(release(0));
      expect(target.running).not.toContain(release(1));
      expect(await placement()).toMatchObject({ releaseId: release(0) });
    },
  );

  it("waits for its turn, and the next in line is asked for when one ends", async () => {
    const first = await request(0);
    const second = await request(1, "dev");
    // The default policy: the newer one takes the place of the one that waits.
    expect(await deploymentRow(test, first)).toMatchObject({ status: "superseded" });
    await runDeployment(executor("one"), second);
    expect(await deploymentRow(test, second)).toMatchObject({ status: "succeeded" });

    await test.db.update(environments).set({ queuePolicy: "fifo" }).where(eq(environments.name, "staging"));
    const running = await request(0, "staging");
    const next = await request(1, "staging");
    target.once("watch", async () => {
      await runDeployment(executor("two"), next);
      expect(await deploymentRow(test, next)).toMatchObject({ status: "queued", attempts: 0 });
      await forgetJobs();
    });
    await runDeployment(executor("one"), running);
    expect(await jobKeys()).toContain(`deployment:${next}`);
  });

  it("lets a rollback go first and stops what is under way", async () => {
    await deploy(0);
    const bad = await deploy(1);
    const next = await request(2);
    let back = "";
    target.once("start", async (signal) => {
      back = await goBack();
      await expect.poll(() => signal?.aborted).toBe(true);
    });
    await runDeployment(executor("one"), next);
    expect(await deploymentRow(test, next)).toMatchObject({ status: "canceled" });
    expect(target.serving).toBe(bad.releaseId);
    await runDeployment(executor("one"), back);
    expect(await deploymentRow(test, back)).toMatchObject({ status: "succeeded", kind: "rollback" });
    expect(target.serving).toBe(release(0));
    expect(await deploymentRow(test, bad.id)).toMatchObject({ outcome: "rolled_back" });
  });
});
