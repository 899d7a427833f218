import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, expect, it } from "vitest";

import { checkResults, checkRuns, deploymentPhases, deployments, events, holds, releases } from "@/db/schema";
import { testDatabase } from "@/db/testing";

import { deployRelease } from "../commands/deploy-release";
import { rollBack } from "../commands/roll-back";
import { getLog } from "../queries/logs";
import { as, asJob, aService, deploymentRow, FakeTarget, gate } from "../testing";
import { runDeployment } from "./execute";

const test = await testDatabase();
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
const home = mkdtempSync(join(tmpdir(), "slipway-gates-"));
process.env.SLIPWAY_HOME = home;
afterAll(async () => {
  rmSync(home, { recursive: true });
  await test[Symbol.asyncDispose]();
});

const admin = as(test, "administrator");
let count = 0;
let target: FakeTarget;
let service: Awaited<ReturnType<typeof aService>>;
beforeEach(async () => {
  target = await FakeTarget.listen();
  service = await aService(test, `gated-${(count += 1)}`, 3);
  for (const id of service.releaseIds) {
    mkdirSync(join(home, "releases", id), { recursive: true });
    writeFileSync(join(home, "releases", `${id}.json`), "{}");
  }
  return () => target[Symbol.asyncDispose]();
});

const run = (id: string, shutdown = new AbortController().signal) =>
  runDeployment({ ctx: asJob(test), owner: "one", targetOf: () => target, shutdown }, id);
const request = async (index: number) =>
  (
    await deployRelease(admin, {
      serviceId: service.id,
      releaseId: service.releaseIds[index] ?? "",
      environment: "dev",
      reason: "",
    })
  ).id;
const deploy = async (index: number) => {
  const id = await request(index);
  await run(id);
  return deploymentRow(test, id);
};
const declare = (index: number, ...checks: object[]) =>
  test.db
    .update(releases)
    .set({ checks })
    .where(eq(releases.id, service.releaseIds[index] ?? ""));
const runsOf = (deploymentId: string) =>
  test.db.select().from(checkRuns).where(eq(checkRuns.deploymentId, deploymentId)).orderBy(checkRuns.id);
const smoke = { name: "smoke", http: { url: "/smoke" } };

it("asks the instance before traffic and the public route after it, and links the results", async () => {
  await declare(0, smoke, {
    ...smoke,
    name: "before only",
    when: ["before_traffic"],
    http: { url: "/first" },
  });
  const deployment = await deploy(0);
  expect(deployment).toMatchObject({ status: "succeeded" });
  const asked = target.asked.filter((line) => line !== "public /");
  expect(asked.toSorted()).toEqual(["instance /first", "instance /smoke", "public /smoke"]);
  const runs = await runsOf(deployment.id);
  expect(runs).toMatchObject([
    { moment: "before_traffic", status: "passed", total: 2, releaseId: service.releaseIds[0] },
    { moment: "after_traffic", status: "passed", total: 1 },
  ]);
  const results = await test.db
    .select()
    .from(checkResults)
    .where(eq(checkResults.runId, runs[0]?.id ?? ""));
  expect(results).toMatchObject([
    { name: "smoke", status: "passed", serviceId: service.id },
    { name: "before only" },
  ]);
  const [phase] = await test.db
    .select()
    .from(deploymentPhases)
    .where(eq(deploymentPhases.deploymentId, deployment.id))
    .offset(2);
  expect(phase).toMatchObject({ phase: "roll_out", detail: expect.stringContaining("2 checks passed.") });
});

it("fails before traffic when the new release does not hold, with expected and actual in the first sentence", async () => {
  await deploy(0);
  await declare(1, smoke);
  target.statusOf = (path) => (path === "/smoke" ? 500 : 200);
  const failed = await deploy(1);
  expect(failed).toMatchObject({
    status: "failed",
    switchedAt: null,
    failure: {
      code: "check_failed",
      message: 'The check "smoke" failed: expected status 2xx, but it was status 500.',
    },
  });
  expect(target.serving).toBe(service.releaseIds[0]);
  expect(target.running).not.toContain(service.releaseIds[1]);
});

it("puts traffic back when a check fails through the public route", async () => {
  await deploy(0);
  await declare(1, smoke);
  target.statusOf = (path, way) => (path === "/smoke" && way === "public" ? 404 : 200);
  const failed = await deploy(1);
  expect(failed).toMatchObject({ status: "failed", failure: { code: "check_failed" } });
  expect(failed.switchedAt).not.toBeNull();
  expect(target.serving).toBe(service.releaseIds[0]);
});

it("ends failed once when what a release said was cut through a character", async () => {
  await deploy(0);
  target.rejectNext("exited", "It said \uD83D.", "watch");
  expect(await deploy(1)).toMatchObject({
    status: "failed",
    attempts: 1,
    failure: { code: "exited", message: "It said \uFFFD." },
  });
  expect(target.serving).toBe(service.releaseIds[0]);
});

it("ends errored, never as a success, when a check cannot tell", async () => {
  await deploy(0);
  await declare(1, { name: "ledger", http: { url: "/${LEDGER}" } });
  expect(await deploy(1)).toMatchObject({
    status: "errored",
    failure: { code: "check_errored", message: expect.stringContaining("LEDGER is not set in dev") },
  });
  expect(target.serving).toBe(service.releaseIds[0]);
  await declare(2, { name: "from another version", quantum: {} });
  expect(await deploy(2)).toMatchObject({ status: "errored", failure: { code: "check_errored" } });
});

it("leaves traffic where it is and asks people when nobody could tell through the public route", async () => {
  const before = await deploy(0);
  await declare(1, {
    name: "ledger",
    when: ["after_traffic"],
    http: { url: "/${LEDGER}" },
  });
  const unclear = await deploy(1);
  expect(unclear).toMatchObject({
    status: "errored",
    outcome: "live",
    failure: { code: "check_errored", message: expect.stringMatching(/It serves: keep it, or roll back\.$/) },
  });
  expect(target.serving).toBe(service.releaseIds[1]);
  expect(await deploymentRow(test, before.id)).toMatchObject({ outcome: "replaced" });
  const [hold] = await test.db.select().from(holds).where(eq(holds.serviceId, service.id));
  expect(hold).toMatchObject({ deploymentId: unclear.id, endedAt: null });
});

it("runs them again when its executor was killed in the middle, and leaves no run behind", async () => {
  await declare(0, smoke);
  const { open, opened } = gate();
  const reached = gate();
  target.statusOf = (path) => {
    if (path === "/smoke") reached.open();
    return 200;
  };
  const id = await request(0);
  const dying = new AbortController();
  // The first executor stops while its check is on the way.
  await declare(
    0,
    { name: "slow", command: { run: "true" } },
    { name: "smoke", retries: 5, http: { url: "/smoke", status: 503 } },
  );
  const first = run(id, dying.signal);
  await reached.opened;
  dying.abort();
  open();
  await Promise.all([first, opened]);
  expect(await runsOf(id)).toMatchObject([
    { status: "errored", trouble: expect.stringContaining("stopped") },
  ]);

  await declare(0, smoke);
  await test.db
    .update(checkRuns)
    .set({ status: "running", finishedAt: null })
    .where(eq(checkRuns.deploymentId, id));
  await test.db
    .update(deployments)
    .set({ leaseExpiresAt: sql`now() - interval '1 second'` })
    .where(eq(deployments.id, id));
  await run(id);
  expect(await deploymentRow(test, id)).toMatchObject({ status: "succeeded", attempts: 2 });
  expect((await runsOf(id)).map(({ moment, status }) => `${moment} ${status}`)).toEqual([
    "before_traffic errored",
    "before_traffic passed",
    "after_traffic passed",
  ]);
});

it("tells what the release printed while it was asked, for that mostly says why", async () => {
  await declare(0, smoke);
  target.statusOf = (path) => {
    if (path !== "/smoke") return 200;
    target.prints = ['column "weight" does not exist'];
    return 500;
  };
  const { status, failure, id } = await deploy(0);
  expect({ status, failure }).toMatchObject({
    status: "failed",
    failure: { code: "check_failed", logTail: ['column "weight" does not exist'] },
  });
  const { lines } = await getLog(admin, { subject: id });
  expect(lines.map(({ text }) => text)).toContain('column "weight" does not exist');
});

it("does not hold up a rollback: nothing before traffic, and one that fails after it serves and is no success", async () => {
  await declare(0, smoke);
  await deploy(0);
  await deploy(1);
  target.asked.length = 0;
  target.statusOf = (path) => (path === "/smoke" ? 500 : 200);
  const { id } = await rollBack(admin, { serviceId: service.id, environment: "dev", reason: "it is bad" });
  await run(id);
  expect(await deploymentRow(test, id)).toMatchObject({
    status: "failed",
    outcome: "live",
    failure: { code: "check_failed", message: expect.stringContaining("It serves all the same") },
  });
  expect(target.serving).toBe(service.releaseIds[0]);
  expect(target.asked).not.toContain("instance /smoke");
  expect(await runsOf(id)).toMatchObject([{ moment: "after_traffic", status: "failed" }]);
  const said = await test.db.select({ type: events.type }).from(events).where(eq(events.subject, id));
  expect(said.map(({ type }) => type)).toContain("deployment.failed");
});
