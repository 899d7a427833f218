import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";

import { workerProcesses } from "@/db/schema";
import { type TestDatabase, testDatabase } from "@/db/testing";

import { ReadinessView } from "./contract";
import { readiness } from "./readiness";

let database: TestDatabase;
let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "slipway-ready-"));
  database = await testDatabase();
  Object.assign(process.env, {
    SLIPWAY_HOME: home,
    SLIPWAY_OTLP_PORT: "1",
    SLIPWAY_SECRET: "x".repeat(32),
    DATABASE_URL: database.url,
  });
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

it("names each part, and what is wrong with it", async () => {
  // A part has little time to answer, and on a busy machine the first connection may take longer.
  await expect.poll(readiness).toMatchObject({
    ok: false,
    database: { ok: true },
    migrations: { ok: true },
    worker: { ok: false, message: expect.stringContaining("No worker") },
    intake: { ok: false, message: expect.stringContaining("Nobody takes telemetry in") },
    target: { ok: false, message: expect.stringContaining("Not reachable") },
  });
  const view = await readiness();
  expect(ReadinessView.parse(view)).toEqual(view);
  expect(JSON.stringify(view)).not.toContain(home);
});

it("counts workers that were heard a moment ago, and no others", async () => {
  await database.db
    .insert(workerProcesses)
    .values([{ id: "alive" }, { id: "silent", heartbeatAt: sql`now() - interval '11 seconds'` }]);
  expect((await readiness()).worker).toMatchObject({ ok: true, message: "One worker is at work." });
});

it("names the migrations that are missing, and accepts a newer schema", async () => {
  const newest = sql`(select max(created_at) from drizzle.__drizzle_migrations)`;
  await database.db.execute(
    sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('newer', ${newest} + 1)`,
  );
  expect((await readiness()).migrations.ok).toBe(true);
  await database.db.execute(sql`delete from drizzle.__drizzle_migrations where created_at >= ${newest} - 1`);
  expect((await readiness()).migrations).toMatchObject({
    ok: false,
    message: expect.stringMatching(/^Not applied/),
  });
});

it("answers, in our own words, when the database is gone", async () => {
  await database.client.unsafe("select 1");
  await database[Symbol.asyncDispose]();
  const view = await readiness();
  expect(view).toMatchObject({
    ok: false,
    database: { ok: false },
    worker: { ok: false },
    target: { ok: false },
  });
  expect(JSON.stringify(view)).not.toMatch(/slipway_[0-9a-f]{12}|127\.0\.0\.1|postgres/);
});
