import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { deployments, migrationRuns } from "@/db/schema";

import { getDeployment } from "../queries/deployment";
import { ReleaseRejected, TargetUnavailable } from "../targets/target";
import { as, deploymentRow, gate } from "../testing";
import { A, B, openMigrationBench } from "./testing-migrations";

const bench = await openMigrationBench();
const { test } = bench;
afterAll(() => bench[Symbol.asyncDispose]());

let at: Awaited<ReturnType<typeof bench.begin>>;
beforeEach(async () => {
  at = await bench.begin();
  return () => at.target[Symbol.asyncDispose]();
});

describe("going forward", () => {
  it("migrates once per environment and release, and records what was applied before and after", async () => {
    await at.bring(0, [A], { migrateStatusCommand: "status" });
    await at.bring(1, [A, B], { migrateStatusCommand: "status" });
    await at.deploy(0);
    const second = await at.deploy(1);
    expect(await at.detailOf(second.id)).toBe("Ran up: applied 2_b.");
    expect((await getDeployment(as(test, "viewer"), second.id)).migrationRuns).toMatchObject([
      { direction: "up", command: "up", status: "passed", appliedAfter: ["1_a", "2_b"] },
    ]);
    await at.deploy(0);
    expect(await at.detailOf((await at.deploy(1)).id)).toBe("This release has migrated dev already.");
    expect(at.ran).toEqual(["up", "up"]);
    expect(await at.runs()).toMatchObject([
      {
        status: "passed",
        direction: "up",
        appliedBefore: [],
        appliedAfter: ["1_a"],
        releaseId: at.release(0),
      },
      { status: "passed", appliedBefore: ["1_a"], appliedAfter: ["1_a", "2_b"], deploymentId: second.id },
    ]);
  });

  it("is not repeated by a retry after it succeeded and something later failed", async () => {
    await at.bring(0, [A]);
    at.target.rejectNext("exited", "It died.");
    expect(await at.deploy(0)).toMatchObject({ status: "failed" });
    expect(await at.deploy(0)).toMatchObject({ status: "succeeded" });
    expect(at.ran).toEqual(["up"]);
  });

  it("that fails ends the deployment with what the command said, is recorded, and may be tried again", async () => {
    await at.bring(0, [A], { migrateStatusCommand: "status" });
    at.target.once("ranCommand", () => {
      at.target.once("ranCommand", () => {
        throw new ReleaseRejected("command_failed", '"up" exited with code 1: relation a exists');
      });
    });
    expect(await at.deploy(0)).toMatchObject({
      status: "failed",
      failure: { code: "command_failed", message: '"up" exited with code 1: relation a exists' },
    });
    expect(await at.runs()).toMatchObject([{ status: "failed", appliedAfter: ["1_a"] }]);
    expect(await at.deploy(0)).toMatchObject({ status: "succeeded" });
    expect((await at.runs()).map(({ status }) => status)).toEqual(["failed", "passed"]);
  });

  it.each([
    ["had done its work", "ranCommand", "so it did not run again."],
    ["had not begun", "runCommand", "Ran blind again, for it was cut off: applied 1_a."],
  ] as const)("asks the status command after a crash, when it %s", async (_what, step, detail) => {
    await at.bring(0, [A], { migrateCommand: "blind", migrateStatusCommand: "status" });
    const id = await at.request(0);
    const [stopped, revived] = [gate(), gate()];
    // The first command is the status; the second one is cut off.
    at.target.once("ranCommand", () =>
      at.target.once(step, async () => {
        stopped.open();
        await revived.opened;
      }),
    );
    const dead = at.carryOut(id, "dead");
    await stopped.opened;
    await at.expireLease(id);
    expect(await at.carryOut(id, "living")).toMatchObject({ status: "succeeded", attempts: 2 });
    revived.open();
    await dead;
    expect(at.database).toEqual(["1_a"]);
    expect(at.ran.length).toBe(1);
    expect(await at.detailOf(id)).toContain(detail);
    expect(await at.runs()).toMatchObject([{ status: "passed" }]);
  });

  it("runs again after a crash without a status command, and says so", async () => {
    await at.bring(0, [A]);
    const id = await at.request(0);
    const [stopped, revived] = [gate(), gate()];
    at.target.once("ranCommand", async () => {
      stopped.open();
      await revived.opened;
    });
    const dead = at.carryOut(id, "dead");
    await stopped.opened;
    await at.expireLease(id);
    await at.carryOut(id, "living");
    revived.open();
    await dead;
    expect(at.ran).toEqual(["up", "up"]);
    expect(await at.detailOf(id)).toBe("Ran up again, for it was cut off.");
  });

  it("asks the status command when the target went away while it ran", async () => {
    await at.bring(0, [A], { migrateCommand: "blind", migrateStatusCommand: "status" });
    const id = await at.request(0);
    at.target.once("ranCommand", () =>
      at.target.once("ranCommand", () => {
        throw new TargetUnavailable("The local target went away during the call.");
      }),
    );
    expect(await at.carryOut(id)).toMatchObject({ status: "succeeded", attempts: 1 });
    expect(at.database).toEqual(["1_a"]);
    expect(await at.detailOf(id)).toContain("so it did not run again");
  });

  it("waits while another deployment migrates the same database, and takes over from one that is over", async () => {
    await at.bring(0, [A]);
    await at.bring(1, [A, B]);
    const other = await at.request(0, "staging");
    const { environmentId } = await deploymentRow(test, other);
    const id = await at.request(1, "dev");
    const dev = (await deploymentRow(test, id)).environmentId;
    expect(dev).not.toBe(environmentId);
    // As a deployment of another region of dev would have it.
    await test.db.insert(migrationRuns).values({
      serviceId: at.service.id,
      environmentId: dev,
      releaseId: at.release(0),
      deploymentId: other,
      direction: "up",
      command: "up",
    });
    const waiting = at.carryOut(id);
    await expect.poll(async () => (await deploymentRow(test, id)).phase).toBe("migrate");
    expect(at.ran).toEqual([]);
    await test.db
      .update(deployments)
      .set({ status: "canceled", finishedAt: new Date() })
      .where(eq(deployments.id, other));
    expect(await waiting).toMatchObject({ status: "succeeded" });
    expect((await at.runs()).map(({ status }) => status)).toEqual(["interrupted", "passed"]);
  });
});
