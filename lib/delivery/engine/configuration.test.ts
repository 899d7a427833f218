import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import {
  configurationVersions,
  deploymentPhases,
  deployments,
  events,
  logChunks,
  releases,
} from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { compareConfigurations, setVariable } from "@/lib/configuration";
import type { VariableRule } from "@/lib/configuration/contract";

import { deployRelease } from "../commands/deploy-release";
import { rollBack } from "../commands/roll-back";
import { getService } from "../queries/board";
import { getDeployment } from "../queries/deployment";
import { planPromotion, planRollback } from "../queries/plans";
import { listRollbackProblems, listVariableProblems } from "../queries/variable-problems";
import { ReleaseRejected } from "../targets/target";
import { as, asJob, aService, deploymentRow, FakeTarget, gate } from "../testing";
import { runDeployment } from "./execute";

const test = await testDatabase();
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
const home = mkdtempSync(join(tmpdir(), "slipway-configuration-"));
process.env.SLIPWAY_HOME = home;
afterAll(async () => {
  rmSync(home, { recursive: true });
  await test[Symbol.asyncDispose]();
});

const admin = as(test, "administrator");
const shutdown = new AbortController();
const executor = { ctx: asJob(test), owner: "one", targetOf: () => target, shutdown: shutdown.signal };

let count = 0;
let target: FakeTarget;
let service: Awaited<ReturnType<typeof aService>>;
beforeEach(async () => {
  target = await FakeTarget.listen();
  service = await aService(test, `service-${(count += 1)}`, 3);
  for (const id of service.releaseIds) {
    mkdirSync(join(home, "releases", id), { recursive: true });
    writeFileSync(join(home, "releases", `${id}.json`), "{}");
  }
  return () => target[Symbol.asyncDispose]();
});

const release = (index: number) => service.releaseIds[index] ?? "";
const set = (value: string | undefined, key = "TOKEN", secret = true) =>
  setVariable(admin, { serviceId: service.id, environment: "dev", key, value, secret });
const request = async (index: number) =>
  (
    await deployRelease(admin, {
      serviceId: service.id,
      releaseId: release(index),
      environment: "dev",
      reason: "",
    })
  ).id;
const run = async (id: string) => {
  await runDeployment(executor, id);
  return deploymentRow(test, id);
};
const deploy = async (index: number) => run(await request(index));
const goBack = async (configuration?: "restored" | "current") => {
  const input = { serviceId: service.id, environment: "dev", reason: "it is bad", configuration };
  return run((await rollBack(admin, input)).id);
};
const numberOf = async ({ configurationVersionId }: { configurationVersionId: string | null }) => {
  const [row] = await test.db
    .select()
    .from(configurationVersions)
    .where(eq(configurationVersions.id, configurationVersionId ?? ""));
  return row?.number;
};
const declare = (index: number, variables: VariableRule[]) =>
  test.db
    .update(releases)
    .set({ plan: sql`${releases.plan} || ${JSON.stringify({ variables })}::jsonb` })
    .where(eq(releases.id, release(index)));
const changeIn = async (environment: string) =>
  (await getService(admin, service.id)).environments.find(({ name }) => name === environment)
    ?.configurationChange;

describe("a deployment", () => {
  it("runs with what is set when it is taken up, and keeps that", async () => {
    await set("one-one");
    const id = await request(0);
    await set("two-two");
    const first = await run(id);
    expect(target.variablesOf.get(id)).toEqual({ TOKEN: "two-two" });
    await set("three-three");
    expect(await numberOf(await deploymentRow(test, first.id))).toBe(2);
    expect(await getDeployment(admin, id)).toMatchObject({ configuration: { number: 2 } });
  });

  it("tells that it ran without any variable from that nobody knows", async () => {
    const bare = await deploy(0);
    expect(await numberOf(bare)).toBe(1);
    expect(target.variablesOf.get(bare.id)).toEqual({});
  });

  it("goes on with the same version after its executor died, whatever was set in between", async () => {
    await set("one-one");
    const id = await request(0);
    const stopped = gate();
    const revived = gate();
    target.once("start", async () => {
      stopped.open();
      await revived.opened;
    });
    const dead = runDeployment({ ...executor, owner: "dead" }, id);
    await stopped.opened;
    await set("two-two");
    await test.db
      .update(deployments)
      .set({ leaseOwner: "dead and gone", leaseExpiresAt: sql`now() - interval '1 second'` })
      .where(eq(deployments.id, id));
    const resumed = await run(id);
    expect(resumed).toMatchObject({ status: "succeeded", attempts: 2 });
    expect(await numberOf(resumed)).toBe(1);
    expect(target.variablesOf.get(id)).toEqual({ TOKEN: "one-one" });
    revived.open();
    await dead;
  });

  it("that fails brings the one before back with what that one served with", async () => {
    await set("one-one");
    const good = await deploy(0);
    await set("two-two");
    target.once("watch", () => {
      target.goDark();
      throw new ReleaseRejected("exited_after_ready", "It died.");
    });
    expect(await deploy(1)).toMatchObject({ status: "failed" });
    expect(target.variablesOf.get(good.id)).toEqual({ TOKEN: "one-one" });
  });
});

describe("a rollback", () => {
  it("restores the configuration that the release served with, in the process that is still warm", async () => {
    await set("one-one");
    await deploy(0);
    await set("two-two");
    await deploy(1);
    const { candidates } = await planRollback(admin, { serviceId: service.id, environment: "dev" });
    expect(candidates[0]).toMatchObject({ configuration: { number: 1, isCurrent: false } });
    const back = await goBack();
    expect(back).toMatchObject({ status: "succeeded", reusedWarm: true });
    expect(await numberOf(back)).toBe(1);
    expect(target.variablesOf.get(back.id)).toEqual({ TOKEN: "one-one" });
    expect(await changeIn("dev")).toEqual({ deployed: 1, current: 2 });
  });

  it("runs with what is set now when it is told to, and never in a process that has something else", async () => {
    await set("one-one");
    await deploy(0);
    await set("two-two");
    await deploy(1);
    const back = await goBack("current");
    expect(back).toMatchObject({ status: "succeeded", reusedWarm: false });
    expect(await numberOf(back)).toBe(2);
    expect(target.variablesOf.get(back.id)).toEqual({ TOKEN: "two-two" });
    expect(await changeIn("dev")).toBeNull();
  });

  it("takes what is set now where nobody knows what the release served with", async () => {
    const old = await deploy(0);
    await set("two-two");
    await deploy(1);
    await test.db.update(deployments).set({ configurationVersionId: null }).where(eq(deployments.id, old.id));
    expect(await numberOf(await goBack())).toBe(2);
  });
});

describe("what serves", () => {
  it("is marked when something else is configured by now, and not when it was set back", async () => {
    await set("one-one");
    const first = await deploy(0);
    expect(await changeIn("dev")).toBeNull();
    await set("two-two");
    expect(await changeIn("dev")).toEqual({ deployed: 1, current: 2 });
    await set("one-one");
    expect(await changeIn("dev")).toBeNull();
    await set("info", "LEVEL", false);
    const second = await deploy(1);
    const diff = await compareConfigurations(admin, { serviceId: service.id, from: first.id, to: second.id });
    expect(diff.changes).toEqual([
      { key: "LEVEL", change: "added", secret: false, before: null, after: "info" },
    ]);
  });
});

describe("a variable that the release declares", () => {
  const required = { key: "TOKEN", required: true };

  it("stops the request when it is missing, and says where to set it", async () => {
    await declare(0, [required]);
    await expect(request(0)).rejects.toMatchObject({
      code: "conflict",
      message: `TOKEN is required and not set in dev. Set it under Settings → Variables of ${service.name}.`,
    });
    await set("one-one");
    expect(await deploy(0)).toMatchObject({ status: "succeeded" });
    const plan = await planPromotion(admin, { serviceId: service.id, from: "dev", to: "staging" });
    expect(plan.allowed).toBe(false);
    expect(plan.blockers).toEqual([
      expect.objectContaining({
        code: "variable_missing",
        refuses: true,
        message: expect.stringContaining("staging"),
      }),
    ]);
  });

  it("is told for the settings and for a rollback before anybody asks for one", async () => {
    await set("one-one");
    await declare(0, [required]);
    await deploy(0);
    await deploy(1);
    await declare(2, [{ key: "OTHER", required: true, description: "A thing." }]);
    await set(undefined);
    const problems = await listVariableProblems(admin, service.id);
    expect(problems.map(({ environment }) => environment)).toEqual(["dev", "staging", "production"]);
    expect(problems[0]?.problems).toMatchObject([
      { code: "variable_missing", key: "OTHER", release: { number: 3 }, serves: false },
    ]);
    expect(await listRollbackProblems(admin, { serviceId: service.id, environment: "dev" })).toMatchObject([
      { releaseId: release(0), restored: [], current: [{ code: "variable_missing", key: "TOKEN" }] },
    ]);
    await set("", "OTHER");
    expect((await listVariableProblems(admin, service.id))[0]?.problems).toMatchObject([{ key: "OTHER" }]);
  });

  it("fails the deployment before anything starts when it was removed while that waited", async () => {
    await set("one-one");
    await deploy(0);
    await declare(1, [required, { key: "OTHER", required: false }]);
    const id = await request(1);
    await set(undefined);
    const starts = target.calls.filter((call) => call === "start").length;
    expect(await run(id)).toMatchObject({
      status: "failed",
      failure: {
        code: "variable_missing",
        message: expect.stringContaining("TOKEN is required and not set in dev"),
      },
    });
    expect(target.calls.filter((call) => call === "start")).toHaveLength(starts);
    expect(target.calls).not.toContain("runCommand");
    expect(target.serving).toBe(release(0));
    const phases = await test.db.select().from(deploymentPhases).where(eq(deploymentPhases.deploymentId, id));
    expect(phases.map(({ phase, status }) => [phase, status])).toEqual([["prepare", "failed"]]);
  });

  it("has its secret looked at by the engine only, so that no plan can be asked for it letter by letter", async () => {
    await set("hunter2-hunter2");
    await declare(0, [{ key: "TOKEN", required: true, pattern: "h.*" }]);
    await declare(1, [{ key: "TOKEN", required: true, pattern: "x.*" }]);
    expect(await deploy(0)).toMatchObject({ status: "succeeded" });
    const failed = await deploy(1);
    expect(failed).toMatchObject({ status: "failed", failure: { code: "variable_invalid" } });
    expect(JSON.stringify(failed)).not.toContain("hunter2");
    await set("debug", "TOKEN", false);
    await expect(request(1)).rejects.toThrow("TOKEN in dev does not match x.*");
  });
});

describe("a secret", () => {
  it("is in no log, failure, phase or event, however the release lets it out", async () => {
    await set("hunter2-hunter2");
    await set("shown-value", "LEVEL", false);
    await set("declared-secret", "DECLARED", false);
    await declare(0, [{ key: "DECLARED", required: true, secret: true }]);
    target.prints = ["starting with hunter2-hunter2 at shown-value, declared-secret"];
    target.once("start", () => {
      throw new ReleaseRejected("exited", "The process exited with code 1: bad token hunter2-hunter2", [
        "bad token hunter2-hunter2",
      ]);
    });
    const failed = await deploy(0);
    expect(failed.failure).toMatchObject({
      message: "The process exited with code 1: bad token •••",
      logTail: ["bad token •••"],
    });
    const kept = [
      failed,
      await test.db.select().from(logChunks).where(eq(logChunks.subject, failed.id)),
      await test.db.select().from(deploymentPhases).where(eq(deploymentPhases.deploymentId, failed.id)),
      await test.db.select().from(events).where(eq(events.subject, failed.id)),
    ];
    expect(JSON.stringify(kept)).not.toContain("hunter2");
    expect(JSON.stringify(kept)).toContain("starting with ••• at shown-value, •••");
  });
});
