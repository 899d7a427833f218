import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { A, B, C, openMigrationBench } from "../engine/testing-migrations";
import { planReleaseSet } from "../sets/plan-release-set";
import { as } from "../testing";
import { getDeployment } from "./deployment";
import { planDeployment } from "./plan-deployment";
import { planPromotion } from "./plans";

const bench = await openMigrationBench();
const { test } = bench;
afterAll(() => bench[Symbol.asyncDispose]());
const viewer = as(test, "viewer");

let at: Awaited<ReturnType<typeof bench.begin>>;
beforeEach(async () => {
  at = await bench.begin();
  return () => at.target[Symbol.asyncDispose]();
});

const plan = (index: number, environment = "dev") =>
  planDeployment(viewer, { serviceId: at.service.id, releaseId: at.release(index), environment });
const MEANWHILE =
  "While it is applied and until traffic moves, the old release (#1) runs against the changed database and may fail.";

describe("the plan of a release that is two ahead", () => {
  const two = async () => {
    await at.bring(0, [A]);
    await at.bring(1, [A, { ...C, name: "2_gone" }]);
    // Only 3_b came with it, and it only extends; what takes something away came with the release before.
    await at.bring(2, [A, { ...C, name: "2_gone", isNew: false }, { ...B, name: "3_b" }]);
    await at.deploy(0);
    await at.carryOut(await at.request(0, "staging"));
  };

  it("names what came with both, and promises no way back that the database would not stand", async () => {
    await two();
    const { migrations, steps } = await plan(2);
    expect(migrations).toMatchObject({
      command: "up",
      migrations: [{ name: "2_gone", class: "contract" }, { name: "3_b" }],
      class: "contract",
      mayBreak: true,
      wayBack: "unsafe",
      consequences: [MEANWHILE, expect.stringMatching(/^There will be no way back to #1 .*2_gone/)],
    });
    expect(steps[0]).toBe("Migrate the database: 2_gone (contract), 3_b.");
    const words = steps.join(" ");
    expect(words).toContain("until then #1 has the traffic, on the changed database");
    expect(words).toContain("going back to it is unsafe for the database");
    expect(words).not.toMatch(/instant rollback|until then #1 serves/);
  });

  it("is told to whoever promotes it, alone or in a set, and to whoever approves it, by what the environment has", async () => {
    await two();
    await at.deploy(2);
    const expected = { migrations: [{ name: "2_gone" }, { name: "3_b" }], wayBack: "unsafe" };
    const promotion = { serviceId: at.service.id, from: "dev", to: "staging" };
    expect((await planPromotion(viewer, promotion)).migrations).toMatchObject(expected);
    const set = await planReleaseSet(viewer, { from: "dev", to: "staging", services: [at.service.id] });
    expect(set.waves.flat()).toMatchObject([{ migrations: expected }]);
    const unbegun = await at.request(2, "staging");
    expect((await getDeployment(viewer, unbegun)).plannedMigrations).toMatchObject(expected);
    await at.carryOut(unbegun);
    expect((await getDeployment(viewer, unbegun)).plannedMigrations).toBeNull();
    // Where it has migrated already nothing is pending, but going back is as it is.
    expect((await plan(2)).migrations).toBeNull();
  });
});

it("says which are taken back first where there is a way down, and nothing of it where they only extend", async () => {
  await at.bring(0, [A]);
  await at.bring(1, [A, B]);
  await at.bring(2, [A, B, C], { migrateDownCommand: "down" });
  await at.deploy(0);
  const extended = await plan(1);
  expect(extended.migrations).toMatchObject({ mayBreak: false, wayBack: "safe" });
  expect(extended.steps.join(" ")).toMatch(/until then #1 serves.*for an instant rollback/);
  expect((await plan(2)).migrations).toMatchObject({
    mayBreak: true,
    wayBack: "safe_with_down",
    consequences: [MEANWHILE, "Going back to #1 takes 2_b, 3_c back first."],
  });
});

it("says that the command runs and that nobody knows what it does, where no files were found", async () => {
  await at.bring(0, []);
  expect((await plan(0)).migrations).toMatchObject({ isSeen: false, migrations: [], wayBack: null });
  expect((await plan(0)).steps[0]).toBe(
    "Migrate the database: up runs, and what it does is not known before.",
  );
  await at.deploy(0);
  expect((await plan(0)).migrations).toBeNull();
});

it("says nothing of a database to a service that has none", async () => {
  await at.deploy(0);
  expect((await plan(1)).migrations).toBeNull();
});
