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

it("two workers that want the same new partition get it, and neither fails", async () => {
  const day = "2031-05-05T00:00Z";
  const made = gate();
  const held = gate();
  const first = test.client.begin(async (tx) => {
    await tx`select make_red_partitions(${day}, ${day})`;
    await tx`select make_evidence_partitions('spans', ${day}, ${day})`;
    made.resolve();
    await held.promise;
  });
  await made.promise;
  const second = test.client`select make_red_partitions(${day}, ${day})`.then(String);
  const third = test.client`select make_evidence_partitions('spans', ${day}, ${day})`.then(String);
  await until(
    () => test.client`select 1 from pg_locks where locktype = 'advisory' and not granted`,
    (waiting) => waiting.length === 2,
  );
  held.resolve();
  await Promise.all([first, second, third]);
  expect(await partitions()).toContain("red_1m_20310505");
});

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

async function until<T>(read: () => Promise<T>, isThere: (value: T) => boolean): Promise<void> {
  while (!isThere(await read())) await new Promise((done) => setTimeout(done, 10));
}
