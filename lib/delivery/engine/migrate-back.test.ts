import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { auditEntries, deployments, migrationRuns } from "@/db/schema";
import { required } from "@/lib/core/errors";

import { deployRelease } from "../commands/deploy-release";
import { rollBack } from "../commands/roll-back";
import { planDeployment } from "../queries/plan-deployment";
import { as, asJob, deploymentRow } from "../testing";
import { reconsiderWaiting } from "./reconsider";
import { A, B, C, openMigrationBench } from "./testing-migrations";

const bench = await openMigrationBench();
const { test } = bench;
afterAll(() => bench[Symbol.asyncDispose]());

let at: Awaited<ReturnType<typeof bench.begin>>;
beforeEach(async () => {
  at = await bench.begin();
  return () => at.target[Symbol.asyncDispose]();
});

describe("going back", () => {
  it("leaves the database as it is when it was only extended", async () => {
    await at.bring(0, [A]);
    await at.bring(1, [A, B]);
    await at.deploy(0);
    await at.deploy(1);
    const back = await at.carryOut((await at.goBack(0)).id);
    expect(back).toMatchObject({ status: "succeeded", migrationVerdict: "safe" });
    expect(at.database).toEqual(["1_a", "2_b"]);
    expect(at.ran).toEqual(["up", "up"]);
  });

  it("is refused when it is unsafe, with the reasons, unless that is accepted, which the trail keeps", async () => {
    await at.bring(0, [A]);
    await at.bring(2, [A, B, C]);
    await at.deploy(0);
    await at.deploy(2);
    await expect(at.goBack(0)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("3_c is contract (contract)."),
    });
    const { id } = await at.goBack(0, true);
    expect(await at.carryOut(id)).toMatchObject({ status: "succeeded", migrationVerdict: "unsafe" });
    expect(at.ran).toEqual(["up", "up"]);
    const [entry] = await test.db.select().from(auditEntries).where(eq(auditEntries.subject, id));
    expect(entry?.after).toMatchObject({ migrations: "unsafe", reason: "it is bad" });
    expect(entry?.after?.["acceptedUnsafe"]).toContain("3_c is contract (contract).");
  });

  it("takes migrations back first with the newer release's command, and applies them again when it returns", async () => {
    await at.bring(0, [A]);
    await at.bring(2, [A, B, C], { migrateDownCommand: "down", migrateStatusCommand: "status" });
    await at.deploy(0);
    await at.deploy(2);
    const back = await at.carryOut((await at.goBack(0)).id);
    expect(back).toMatchObject({ status: "succeeded", migrationVerdict: "safe_with_down" });
    expect(await at.detailOf(back.id)).toBe("Ran down: took back 2_b, 3_c.");
    expect(at.database).toEqual(["1_a"]);
    const [, up, down] = await at.runs();
    expect(down).toMatchObject({
      direction: "down",
      releaseId: at.release(2),
      migrateTo: "1_a",
      status: "passed",
    });
    expect(up).toMatchObject({ revertedBy: required(down, "the way back").id });
    await expect(at.goBack(2)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("were taken back here, and a rollback does not apply them again"),
    });
    await at.deploy(2);
    expect(at.database).toEqual(["1_a", "2_b", "3_c"]);
    expect(at.ran).toEqual(["up", "up", "down 1_a.sql", "up"]);
  });

  it("by deploying the older release is refused just as well, unless an operator overrides it with a reason", async () => {
    await at.bring(0, [A]);
    await at.bring(2, [A, B, C]);
    await at.deploy(0);
    await at.deploy(2);
    await expect(at.request(0)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(
        /^#1 may not work with the database of dev as it is now\. .*3_c is contract/,
      ),
    });
    const wish = { serviceId: at.service.id, releaseId: at.release(0), environment: "dev" };
    expect((await planDeployment(as(test, "developer"), wish)).blockers).toMatchObject([
      { code: "database", refuses: true, override: { role: "operator", allowed: false } },
    ]);
    const override = { gates: ["database" as const], reason: "the column was never used" };
    const { id } = await deployRelease(as(test, "operator"), { ...wish, reason: "", override });
    expect(await at.carryOut(id)).toMatchObject({ status: "succeeded", override: [{ codes: ["database"] }] });
  });

  it("is refused as well when the newer release migrated and never came to serve", async () => {
    await at.bring(0, [A]);
    await at.bring(1, [A, B]);
    await at.bring(2, [A, B, C]);
    await at.deploy(0);
    at.target.rejectNext("exited", "It does not start.");
    expect(await at.deploy(2)).toMatchObject({ status: "failed" });
    expect(at.database).toContain("3_c");
    await expect(at.request(1)).rejects.toMatchObject({
      code: "conflict",
      message: "#2 may not work with the database of dev as it is now. 3_c is contract (contract).",
    });
    // What serves runs with that database already, and the newer one knows what it did.
    expect(await at.deploy(0)).toMatchObject({ status: "succeeded" });
    expect(await at.deploy(2)).toMatchObject({ status: "succeeded" });
  });

  it("that was asked for before the newer release migrated is judged again before it begins", async () => {
    await at.bring(0, [A]);
    await at.bring(1, [A, B]);
    await at.bring(2, [A, B, C]);
    await at.deploy(0);
    await at.deploy(1);
    const next = await at.request(2);
    let older = "";
    at.target.once("ping", async () => {
      older = await at.request(0);
    });
    at.target.rejectNext("exited", "It does not start.");
    await at.carryOut(next);
    expect(at.database).toContain("3_c");
    expect(await at.carryOut(older)).toMatchObject({ status: "waiting", waitingFor: [{ code: "database" }] });
    await reconsiderWaiting(asJob(test), at.service.id);
    expect(await deploymentRow(test, older)).toMatchObject({
      status: "canceled",
      failure: { code: "database" },
    });
  });

  it("is not for automation to ask for where migrations would be taken back", async () => {
    await at.bring(0, [A]);
    await at.bring(2, [A, B, C], { migrateDownCommand: "down" });
    await at.deploy(0);
    await at.deploy(2);
    const asked = rollBack(asJob(test), {
      serviceId: at.service.id,
      environment: "dev",
      reason: "an outage",
    });
    await expect(asked).rejects.toThrow("which only a person decides");
  });

  it("does not go on when the database has changed since it was agreed to", async () => {
    await at.bring(0, [A]);
    await at.bring(1, [A, B]);
    await at.bring(2, [A, B, C]);
    await at.deploy(0);
    await at.deploy(1);
    const next = await at.request(2);
    let back = "";
    at.target.once("start", async (signal) => {
      // The newer release has migrated by now, and is stopped by the rollback.
      await test.db
        .update(migrationRuns)
        .set({ startedAt: new Date(0) })
        .where(eq(migrationRuns.deploymentId, next));
      back = (await at.goBack(0)).id;
      await test.db
        .update(migrationRuns)
        .set({ startedAt: new Date() })
        .where(eq(migrationRuns.deploymentId, next));
      await expect.poll(() => signal?.aborted).toBe(true);
    });
    await at.carryOut(next);
    expect(await at.carryOut(back)).toMatchObject({
      status: "failed",
      failure: { code: "migration_unsafe", message: expect.stringContaining("3_c is contract") },
    });
    expect(at.target.serving).toBe(at.release(1));
  });

  it("says that migrations were taken back when it fails after that, and applies them when told to", async () => {
    await at.bring(0, [A]);
    await at.bring(1, [A, C], { migrateDownCommand: "down" });
    await at.deploy(0);
    await at.deploy(1);
    const { id } = await at.goBack(0);
    at.target.rejectNext("exited", "It died.");
    const failed = await at.carryOut(id);
    expect(failed.failure?.message).toContain("Migrations were taken back before");
    expect(at.target.serving).toBe(at.release(1));
    await at.deploy(1);
    expect(at.ran).toEqual(["up", "up", "down 1_a", "up"]);
  });

  it("that was queued before verdicts existed still goes back", async () => {
    await at.bring(0, [A]);
    await at.bring(2, [A, B, C]);
    await at.deploy(0);
    await at.deploy(2);
    const { id } = await at.goBack(0, true);
    await test.db.update(deployments).set({ migrationVerdict: null }).where(eq(deployments.id, id));
    expect(await at.carryOut(id)).toMatchObject({ status: "succeeded" });
  });
});
