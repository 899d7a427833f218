import { afterAll, expect, test, vi } from "vitest";

import { testDatabase } from "@/db/testing";
import { asJob } from "@/lib/delivery/testing";

import { ingest } from "./ingest";

const database = await testDatabase();
afterAll(() => database[Symbol.asyncDispose]());

test("a burst is announced at once and once more when it is over, however many batches it has", async () => {
  let heard = 0;
  const listening = await database.client.listen("live", (topic) => {
    if (topic === "log:burst") heard += 1;
  });
  const ctx = asJob(database);
  for (let batch = 0; batch < 10; batch += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as a log writes them
    await ingest(ctx, "log:burst", async () => {});
  }
  await vi.waitFor(() => expect(heard).toBe(2), { timeout: 5_000 });
  await listening.unlisten();
});
