import { sql } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";

import { testDatabase } from "@/db/testing";
import { as } from "@/lib/delivery/testing";

import { readWithinLimits, refuseDear } from "./within-limits";

const database = await testDatabase();
afterAll(() => database[Symbol.asyncDispose]());
const viewer = as(database, "viewer");
const watched = (signal: AbortSignal) => ({ ...viewer, request: { ...viewer.request, signal } });

/** What the database is asked right now that nobody would wait for. */
const endless = () =>
  database.client`select pid from pg_stat_activity where datname = current_database() and state = 'active'
    and query like '%pg_sleep(60)%' and pid <> pg_backend_pid()`;

test("a question whose asker leaves ends in the database, and its connection goes on to be used", async () => {
  const left = new AbortController();
  const asked = readWithinLimits(watched(left.signal), (tx) => tx.execute(sql`select pg_sleep(60)`));
  await expect.poll(endless).toHaveLength(1);
  left.abort();
  await expect(asked).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("Nobody"),
  });
  expect(await endless()).toHaveLength(0);
  const next = await readWithinLimits(viewer, (tx) => tx.execute(sql`select 1 as one`));
  expect([...next]).toEqual([{ one: 1 }]);
});

test("several can be left at once", async () => {
  const left = new AbortController();
  const asked = Array.from({ length: 3 }, () =>
    readWithinLimits(watched(left.signal), (tx) => tx.execute(sql`select pg_sleep(60)`)),
  );
  await expect.poll(endless).toHaveLength(3);
  left.abort();
  for (const end of await Promise.allSettled(asked))
    expect(end).toMatchObject({ status: "rejected", reason: { code: "unavailable" } });
});

test("whoever has the connection next is not what a late leave cancels", async () => {
  const left = new AbortController();
  await readWithinLimits(watched(left.signal), (tx) => tx.execute(sql`select 1`));
  left.abort();
  const after = Array.from({ length: 4 }, () =>
    readWithinLimits(viewer, (tx) => tx.execute(sql`select pg_sleep(0.02)`)),
  );
  await expect(Promise.all(after)).resolves.toHaveLength(4);
});

test("who left before it began asks the database nothing", async () => {
  const read = async () => {
    throw new Error("It read.");
  };
  await expect(readWithinLimits(watched(AbortSignal.abort()), read)).rejects.toMatchObject({
    code: "unavailable",
  });
});

test("what takes too long is stopped, and says what to narrow", async () => {
  await expect(
    readWithinLimits(viewer, (tx) => tx.execute(sql`select pg_sleep(60)`), 20),
  ).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("was stopped. Filter by"),
  });
});

test("what would cost too much is refused before it costs anything", () => {
  expect(() => refuseDear(2_000_000)).not.toThrow();
  expect(() => refuseDear(3_100_000)).toThrow("about 3 million rows, and 2 million are the limit");
});
