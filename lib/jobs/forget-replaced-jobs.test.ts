import { sql } from "drizzle-orm";
import { afterAll, beforeEach, expect, it } from "vitest";

import { testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";

import { forgetReplacedJobs } from "./forget-replaced-jobs";

const test = await testDatabase();
const ctx = contextOf({ type: "job", name: "test" } as const, test.db);
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(() =>
  test.db.execute(sql`select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))`),
);

const ask = () =>
  test.db.execute(
    sql`select graphile_worker.add_job('release.build', job_key := 'release:1', max_attempts := 3)`,
  );
const take = () =>
  test.db.execute(
    sql`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'worker_1', attempts = attempts + 1`,
  );
const free = () => test.db.execute(sql`select graphile_worker.force_unlock_workers(array['worker_1'])`);
const jobs = () =>
  test.db.execute(
    sql`select key, attempts, locked_at is not null as held from graphile_worker.jobs order by id`,
  );

it("forgets a job that was asked for again while its worker died, and keeps the new one", async () => {
  await ask();
  await take();
  await ask();
  await forgetReplacedJobs(ctx);
  expect(await jobs()).toHaveLength(2); // the worker may yet end it
  await free();
  await forgetReplacedJobs(ctx);
  expect(await jobs()).toEqual([{ key: "release:1", attempts: 0, held: false }]);
});

it("keeps a job that failed for good by itself", async () => {
  await ask();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await take();
    await free();
  }
  await forgetReplacedJobs(ctx);
  expect(await jobs()).toEqual([{ key: "release:1", attempts: 3, held: false }]);
});
