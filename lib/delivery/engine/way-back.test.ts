import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { createFreeze, endFreeze } from "@/lib/gates";

import { deployRelease } from "../commands/deploy-release";
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

describe("a way back", () => {
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
});
