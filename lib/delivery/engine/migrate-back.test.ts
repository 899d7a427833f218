import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { auditEntries, deployments, migrationRuns } from "@/db/schema";
import { required } from "@/lib/core/errors";
import { createFreeze, endFreeze } from "@/lib/gates";

import { deployRelease } from "../commands/deploy-release";
import { rollBack } from "../commands/roll-back";
import { planDeployment } from "../queries/plan-deployment";
import { as, asJob, deploymentRow } from "../testing";
import { LeaseLost } from "./lease";
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

  it("speaks of migrations as the status command does, and names what is to be taken back", async () => {
    await at.bring(0, [A]);
    await at.bring(2, [A, B, C], { migrateDownCommand: "down", migrateStatusCommand: "status" });
    await at.deploy(0);
    await at.deploy(2);
    const told: Record<string, string>[] = [];
    const { onCommand } = at.target;
    at.target.onCommand = (command, rollout, say) => {
      if (command === "status") return at.database.forEach((name) => say(`${name}.up.sql`));
      told.push(rollout.environmentVariables);
      return onCommand?.(command, rollout, say);
    };
    await at.carryOut((await at.goBack(0)).id);
    expect(told).toMatchObject([
      { SLIPWAY_MIGRATE_TO: "1_a.up.sql", SLIPWAY_MIGRATE_BACK: "3_c.up.sql 2_b.up.sql" },
    ]);
  });

  it.each([
    ["more than was agreed to", ["1_a", "2_b", "3_c"], /It took back 1_a as well, which nobody agreed to/],
    ["less than it has to", ["3_c"], /It ended well, and 2_b is applied still/],
  ])(
    "fails when the command takes back %s, and the migrations are applied again",
    async (_how, taken, why) => {
      await at.bring(0, [A]);
      await at.bring(2, [A, B, C], { migrateDownCommand: "down", migrateStatusCommand: "status" });
      await at.deploy(0);
      await at.deploy(2);
      const { onCommand } = at.target;
      at.target.onCommand = (command, rollout, say) => {
        if (command !== "down") return onCommand?.(command, rollout, say);
        at.database.splice(0, at.database.length, ...at.database.filter((name) => !taken.includes(name)));
      };
      const back = await at.carryOut((await at.goBack(0)).id);
      expect(back).toMatchObject({
        status: "failed",
        failure: { code: "migration_unsafe", message: expect.stringMatching(why) },
      });
      expect(at.target.serving).toBe(at.release(2));
      expect((await at.runs()).at(-1)).toMatchObject({ direction: "down", status: "failed" });
      await at.deploy(2);
      expect(at.database.toSorted()).toEqual(["1_a", "2_b", "3_c"]);
    },
  );

  it("that was cut off in the middle of taking too much is judged by what was there before", async () => {
    await at.bring(0, [A]);
    await at.bring(2, [A, B, C], { migrateDownCommand: "down", migrateStatusCommand: "status" });
    await at.deploy(0);
    await at.deploy(2);
    const { id } = await at.goBack(0);
    const { onCommand } = at.target;
    at.target.onCommand = (command, rollout, say) => {
      if (command !== "down") return onCommand?.(command, rollout, say);
      at.database.length = 0;
      throw new LeaseLost("The executor was killed.");
    };
    await at.carryOut(id).catch(() => undefined);
    await at.expireLease(id);
    expect(await at.carryOut(id, "two")).toMatchObject({
      status: "failed",
      failure: { message: expect.stringContaining("It took back 1_a as well") },
    });
  });

  it("is what the engine does by itself when a release fails after traffic moved, unless it is unsafe", async () => {
    await at.bring(0, [A]);
    await at.bring(1, [A, B]);
    await at.bring(2, [A, B, C]);
    await at.deploy(0);
    at.target.rejectNext("exited", "It does not stay up.", "watch");
    expect(await at.deploy(1)).toMatchObject({ status: "failed", outcome: "rolled_back_auto" });
    expect(at.target.serving).toBe(at.release(0));
    at.target.rejectNext("exited", "It does not stay up.", "watch");
    expect(await at.deploy(2)).toMatchObject({
      status: "failed",
      outcome: "live",
      failure: {
        message: expect.stringMatching(
          /^It does not stay up\. It serves still, .*3_c is contract .*Roll forward/,
        ),
      },
    });
    expect(at.target.serving).toBe(at.release(2));
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

  it("takes back no more than was agreed to, whatever was migrated since, also by what failed", async () => {
    const taking: typeof B = { ...B, class: "contract", why: ["is contract"] };
    await at.bring(0, [A]);
    await at.bring(1, [A, taking], { migrateDownCommand: "down" });
    await at.bring(2, [A, taking, C], { migrateDownCommand: "down" });
    await at.deploy(0);
    await at.deploy(1);
    const { id: freeze } = await createFreeze(as(test, "operator"), {
      name: "Stock taking",
      service: at.service.id,
      window: { kind: "once", from: "2020-01-01 00:00", until: "2100-01-01 00:00" },
      timeZone: "UTC",
      blocksRollbacks: true,
    });
    const back = (await at.goBack(0)).id;
    expect(await deploymentRow(test, back)).toMatchObject({
      status: "waiting",
      migrationVerdict: "safe_with_down",
    });
    const { id } = await deployRelease(as(test, "operator"), {
      serviceId: at.service.id,
      releaseId: at.release(2),
      environment: "dev",
      reason: "",
      override: { gates: ["freeze"], reason: "the fix" },
    });
    at.target.rejectNext("exited", "It died.");
    expect(await at.carryOut(id)).toMatchObject({ status: "failed" });
    await endFreeze(as(test, "operator"), { id: freeze });
    await reconsiderWaiting(asJob(test), at.service.id);
    await at.carryOut(back);
    expect(at.database).toEqual(["1_a", "2_b", "3_c"]);
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
