import { afterAll, expect, test } from "vitest";

import { testDatabase } from "@/db/testing";

import { getLog } from "../queries/logs";
import { as, asJob, aService } from "../testing";
import { openLog } from "./log-writer";

const database = await testDatabase();
afterAll(() => database[Symbol.asyncDispose]());
const viewer = as(database, "viewer");

test("what two executors write at the same time is kept, each in its own order", async () => {
  const [subject = ""] = (await aService(database, "two-writers", 1)).releaseIds;
  const writers = { dead: openLog(asJob(database), subject), alive: openLog(asJob(database), subject) };
  for (let round = 0; round < 5; round += 1) {
    for (const [name, log] of Object.entries(writers))
      log.write({ stream: "system", text: `${name} ${round}` });
    // oxlint-disable-next-line no-await-in-loop -- each round is a batch of its own, and both batches meet
    await Promise.all(Object.values(writers).map((log) => log.close()));
  }
  const texts = (await getLog(viewer, { subject })).lines.map(({ text }) => text);
  for (const name of Object.keys(writers)) {
    expect(texts.filter((text) => text.startsWith(name))).toEqual([0, 1, 2, 3, 4].map((n) => `${name} ${n}`));
  }
});
