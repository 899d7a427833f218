import { sql } from "drizzle-orm";
import { afterAll, expect, it } from "vitest";

import { workerProcesses } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";

import { beat } from "./heartbeat";

const test = await testDatabase();
const ctx = contextOf({ type: "job", name: "test" } as const, test.db);
afterAll(() => test[Symbol.asyncDispose]());

const takenBy = async (worker: string, agoSeconds: number) => {
  await test.db.execute(sql`select graphile_worker.add_job('release.build', job_key := ${worker})`);
  await test.db.execute(sql`
    update graphile_worker._private_jobs set locked_by = ${worker}, locked_at = now() - make_interval(secs => ${agoSeconds})
    where key = ${worker}`);
};
const held = async () =>
  (
    await test.db.execute<{ key: string }>(
      sql`select key from graphile_worker.jobs where locked_at is not null order by key`,
    )
  ).map(({ key }) => key);

it("frees the jobs of the silent and of those that died before their first beat, and nobody else's", async () => {
  await test.db.insert(workerProcesses).values([
    { id: "wrk_lives", jobWorkers: ["lives"], heartbeatAt: new Date(Date.now() - 3_000) },
    { id: "wrk_silent", jobWorkers: ["silent"], heartbeatAt: new Date(Date.now() - 60_000) },
  ]);
  for (const [worker, agoSeconds] of [
    ["lives", 3_600],
    ["self", 3_600],
    ["just-started", 1],
    ["never-beat", 30],
    ["silent", 3_600],
  ] as const)
    // oxlint-disable-next-line no-await-in-loop -- one row after the other
    await takenBy(worker, agoSeconds);
  await beat(ctx, "wrk_self", ["self"]);
  expect(await held()).toEqual(["just-started", "lives", "self"]);
  expect(await test.db.$count(workerProcesses)).toBe(2);
});
