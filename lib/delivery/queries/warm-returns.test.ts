import { and, eq } from "drizzle-orm";
import { afterAll, beforeEach, expect, it } from "vitest";

import { deployments, placements } from "@/db/schema";
import { quarantineRelease } from "@/lib/gates";

import { A, B, C, openMigrationBench } from "../engine/testing-migrations";
import { as } from "../testing";
import { getService } from "./board";

const bench = await openMigrationBench();
const { test } = bench;
afterAll(() => bench[Symbol.asyncDispose]());
const viewer = as(test, "viewer");

let at: Awaited<ReturnType<typeof bench.begin>>;
beforeEach(async () => {
  at = await bench.begin();
  return () => at.target[Symbol.asyncDispose]();
});

/** What the board says can come back at once, while a release is warm. */
async function offered(warmIndex: number, minutes = 60) {
  const warmUntil = new Date(Date.now() + minutes * 60_000);
  await test.db
    .update(placements)
    .set({ warmReleaseId: at.release(warmIndex), warmUntil })
    .where(eq(placements.serviceId, at.service.id));
  const { environments } = await getService(viewer, at.service.id);
  return environments.find(({ environment }) => environment === "dev")?.warm?.release.number;
}

it("what is warm is offered while the database was only extended, and not when something was taken away", async () => {
  await at.bring(0, [A]);
  await at.bring(1, [A, B]);
  await at.bring(2, [A, B, C], { migrateDownCommand: "down" });
  await at.deploy(0);
  await at.deploy(1);
  expect(await offered(0)).toBe(1);
  expect(await offered(0, -1)).toBeUndefined();
  await at.deploy(2);
  expect(await offered(1)).toBeUndefined();
});

it("neither is what came before a migration that failed and may have been applied", async () => {
  await at.bring(0, [A]);
  await at.bring(1, [A, C]);
  await at.deploy(0);
  at.target.rejectNext("exited", "It does not migrate.", "runCommand");
  expect((await at.deploy(1)).status).toBe("failed");
  await at.deploy(2);
  expect(await offered(0)).toBeUndefined();
});

it("what is in quarantine or was rolled back from is not offered, and the rest is without any migrations", async () => {
  await at.deploy(0);
  await at.deploy(1);
  expect(await offered(0)).toBe(1);
  await quarantineRelease(as(test, "developer"), { releaseId: at.release(0), reason: "loses orders" });
  expect(await offered(0)).toBeUndefined();
  await at.deploy(2);
  expect(await offered(1)).toBe(2);
  await test.db
    .update(deployments)
    .set({ outcome: "rolled_back" })
    .where(and(eq(deployments.serviceId, at.service.id), eq(deployments.releaseId, at.release(1))));
  expect(await offered(1)).toBeUndefined();
});
