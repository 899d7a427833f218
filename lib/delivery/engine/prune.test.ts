import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { eq, sql } from "drizzle-orm";
import { afterAll, expect, it } from "vitest";

import { releases, services } from "@/db/schema";
import { testDatabase } from "@/db/testing";

import { asJob, aService } from "../testing";
import { pruneDisk } from "./prune";

const test = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "slipway-prune-"));
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
process.env.SLIPWAY_HOME = home;
afterAll(async () => {
  rmSync(home, { recursive: true });
  await test[Symbol.asyncDispose]();
});

async function onDisk(name: string, count: number) {
  const service = await aService(test, name, count);
  for (const id of service.releaseIds) {
    mkdirSync(join(home, "releases", id), { recursive: true });
    writeFileSync(join(home, "releases", `${id}.json`), "{}");
  }
  const left = () => service.releaseIds.filter((id) => existsSync(join(home, "releases", id)));
  return { ...service, left };
}

it("keeps the newest twenty of each service, and none of a service that is archived", async () => {
  const lives = await onDisk("lives", 23);
  const archived = await onDisk("archived", 3);
  const unknown = join(home, "releases/rel_of_another_database");
  mkdirSync(unknown);
  await test.db
    .update(services)
    .set({ archivedAt: sql`now()` })
    .where(eq(services.id, archived.id));
  const [building = ""] = archived.releaseIds;
  await test.db.update(releases).set({ status: "building" }).where(eq(releases.id, building));
  await pruneDisk(asJob(test));
  expect(lives.left()).toEqual(lives.releaseIds.slice(3));
  expect(archived.left()).toEqual([building]);
  expect(existsSync(unknown)).toBe(true);
});
