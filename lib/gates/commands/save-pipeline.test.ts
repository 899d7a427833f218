import { afterAll, expect, test } from "vitest";

import { pipelines } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { createTeam, deleteTeam } from "@/lib/auth";
import type { Context } from "@/lib/core/context";
import { as, aService } from "@/lib/delivery/testing";

import { resetPipeline, savePipeline } from "./save-pipeline";

const database = await testDatabase();
afterAll(() => database[Symbol.asyncDispose]());
const admin = as(database, "administrator");

/** Keys of the jobs that were promised, which are taken away. */
async function promised(): Promise<unknown[]> {
  const rows = await database.client`select key from graphile_worker.jobs order by key`;
  await database.client`delete from graphile_worker._private_jobs`;
  return rows.map(({ key }) => key);
}

test("taking a pipeline away promises to look again at what waits, as writing one does", async () => {
  const { id: serviceId } = await aService(database, "shop", 1);
  const text = "stages:\n  - environment: dev\n";
  await promised();
  await savePipeline(admin, { serviceId, text });
  expect(await promised()).toEqual([`reconsider:${serviceId}`]);
  await resetPipeline(admin, { serviceId });
  expect(await promised()).toEqual([`reconsider:${serviceId}`]);
  await savePipeline(admin, { text });
  await promised();
  await resetPipeline(admin, {});
  expect(await promised()).toEqual(["patrol"]);
});

test("a team that is asked for approvals in this moment cannot be deleted in the same", async () => {
  const { id } = await createTeam(admin, { name: "web", title: "", description: "" });
  const text = "stages:\n  - environment: dev\n    approvals: { count: 1, team: web }\n";
  let deletion: Promise<unknown> | undefined;
  const slow: Context = {
    ...admin,
    transaction: (run, config) =>
      admin.transaction(async (tx) => {
        const result = await run(tx);
        deletion = deleteTeam(admin, { id, confirmName: "web" }).catch((error: unknown) => error);
        const waiting = () => database.client`select 1 from pg_locks where not granted`;
        await expect.poll(waiting).toHaveLength(1);
        return result;
      }, config),
  };
  await savePipeline(slow, { text });
  expect(await deletion).toMatchObject({
    code: "conflict",
    message: expect.stringContaining("the template"),
  });

  await database.db.delete(pipelines);
  await deleteTeam(admin, { id, confirmName: "web" });
  await expect(
    savePipeline(admin, { text: text.replace("- environment: dev", "- environment: moon") }),
  ).rejects.toThrow(/no environment "moon".*no team "web"/);
});
