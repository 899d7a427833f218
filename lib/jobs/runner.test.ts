import postgres from "postgres";
import { afterAll, expect, test } from "vitest";

import { testDatabase } from "@/db/testing";

import { startRunner } from "./runner";

const database = await testDatabase();
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
process.env.DATABASE_URL = database.url;
afterAll(() => database[Symbol.asyncDispose]());

test("a worker that could not say that its job has ended is on the list no more", async () => {
  // From beside the database, which lets nobody in while the job ends.
  const admin = postgres(process.env.TEST_DATABASE_URL ?? "", { max: 1, onnotice: () => {} });
  const name = new URL(database.url).pathname.slice(1);
  const roster = new Set<string>();
  const runner = await startRunner(
    {
      "test.cut": async () => {
        await admin.unsafe(`alter database ${name} with allow_connections false`);
        await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`;
      },
    },
    1,
    roster,
  );
  const ended = runner.promise.catch(() => {});
  const [first] = roster;
  expect(first).toBeDefined();
  await database.client`select graphile_worker.add_job('test.cut')`;
  await expect.poll(() => roster.has(first ?? ""), { timeout: 15_000 }).toBe(false);
  await admin.unsafe(`alter database ${name} with allow_connections true`);
  await runner.stop().catch(() => {});
  await ended;
  await admin.end();
});
