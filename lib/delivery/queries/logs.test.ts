import { afterAll, expect, test } from "vitest";

import { logChunks } from "@/db/schema";
import { testDatabase } from "@/db/testing";

import { as, aService } from "../testing";
import { getLog } from "./logs";

const database = await testDatabase();
afterAll(() => database[Symbol.asyncDispose]());
const viewer = as(database, "viewer");
const at = new Date().toISOString();

async function aLog(name: string, sizes: number[], text: (line: number) => string) {
  const [subject = ""] = (await aService(database, name, 1)).releaseIds;
  let firstLine = 0;
  for (const size of sizes) {
    const lines = Array.from({ length: size }, (_, index) => ({
      s: "stdout" as const,
      t: text(firstLine + index),
      at,
    }));
    await database.db.insert(logChunks).values({ subject, firstLine, lines });
    firstLine += size;
  }
  return subject;
}

test("every line is read once, from wherever the reader stands, over chunks of any size", async () => {
  const sizes = [1, 700, 3, ...Array.from({ length: 60 }, () => 2), 6_000, 1];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const subject = await aLog("lines", sizes, String);
  for (const start of [0, 1, 700, 701, 705, total - 1]) {
    const seen: string[] = [];
    let page = await getLog(viewer, { subject, after: start });
    seen.push(...page.lines.map(({ text }) => text));
    while (!page.complete) {
      expect(page.lines.length).toBeLessThanOrEqual(5_000);
      page = await getLog(viewer, { subject, after: page.next });
      seen.push(...page.lines.map(({ text }) => text));
    }
    expect(seen).toEqual(Array.from({ length: total - start }, (_, index) => String(start + index)));
  }
  expect(await getLog(viewer, { subject, after: total })).toEqual({ lines: [], next: total, complete: true });
});

test("a page of long lines ends at about a million characters", async () => {
  const subject = await aLog("long", [400, 400], () => "x".repeat(4_000));
  const page = await getLog(viewer, { subject });
  expect(page).toMatchObject({ next: 250, complete: false });
  expect((await getLog(viewer, { subject, after: 750 })).lines).toHaveLength(50);
});
