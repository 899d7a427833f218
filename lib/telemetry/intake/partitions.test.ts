import { afterAll, expect, it } from "vitest";

import { placements } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { as, asJob, aService, serve } from "@/lib/delivery/testing";

import { getRed, recordTraffic } from "../index";
import { aBatch, aCount } from "../testing";

const test = await testDatabase();
afterAll(() => test[Symbol.asyncDispose]());

const partitions = async () =>
  (
    await test.client`select inhrelid::regclass::text as name from pg_inherits where inhparent = 'red_1m'::regclass`
  ).map(({ name }) => String(name));

it.each(["make_red_partitions(", "make_evidence_partitions('spans', ", "make_error_partitions("])(
  "two processes that want the same new partition get it, and neither fails: %s…)",
  async (make) => {
    const statement = `select ${make}'2031-05-05T00:00Z', '2031-05-05T00:00Z')`;
    const made = gate();
    const held = gate();
    const first = test.client.begin(async (tx) => {
      await tx.unsafe(statement);
      made.resolve();
      await held.promise;
    });
    await made.promise;
    const second = test.client.unsafe(statement).then(String);
    await until(
      () => test.client`select 1 from pg_locks where locktype = 'advisory' and not granted`,
      (waiting) => waiting.length === 1,
    );
    held.resolve();
    await Promise.all([first, second]);
    expect(await partitions()).toContain("red_1m_20310505");
  },
);

it("a gateway whose clock is ahead counts now, and makes no partition of a time to come", async () => {
  const now = new Date();
  const service = await aService(test, "tide-tables");
  await serve(test, service, "production", 1);
  const [place] = await test.db.select({ id: placements.id }).from(placements);
  const count = aCount({ placementId: place?.id ?? "", durationsMs: [10, 20, 30] });
  const before = await partitions();
  await recordTraffic(asJob(test), [aBatch("2093-01-01T00:00:00Z", [count])], now);
  expect(await partitions()).toEqual(before);
  expect((await getRed(as(test, "viewer"), service.id, { range: "1h" }, now)).total.requests).toBe(3);
});

function gate() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

const until = async <T>(read: () => Promise<T>, isThere: (value: T) => boolean): Promise<void> =>
  expect.poll(async () => isThere(await read()), { timeout: 10_000, interval: 10 }).toBe(true);
