import { asc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";

import { environments, spans, telemetryDrops } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";
import { aService, serve } from "@/lib/delivery/testing";
import type { IntakePlace } from "@/lib/telemetry/contract";
import { type Drop, recordDrops } from "@/lib/telemetry/intake";
import { aSpan } from "@/lib/telemetry/testing";

import { digestOf, GroupCommit } from "./group-commit";

const test = await testDatabase();
const commit = new GroupCommit(contextOf({ type: "job", name: "intake" } as const, test.db), () => 1);
afterAll(async () => {
  await commit.stop();
  await test[Symbol.asyncDispose]();
});
let place: IntakePlace;
beforeAll(async () => {
  const service = await aService(test, "tide-tables", 1);
  await serve(test, service, "production", 1);
  const [environment] = await test.db.select().from(environments).where(eq(environments.name, "production"));
  place = { keyId: "key_1", serviceId: service.id, environmentId: environment!.id };
  await test.client`
    create function refuse_some() returns trigger language plpgsql as $$
    begin
      if new.name = 'bug' then raise exception 'a bug of ours' using errcode = 'XX000'; end if;
      if new.name = 'never' then raise exception 'out of range' using errcode = '22003'; end if;
      return new;
    end $$`;
  await test.client`create trigger refuse_some before insert on spans for each row execute function refuse_some()`;
  await test.client`
    create function refuse_counts() returns trigger language plpgsql as $$
    begin
      if new.items = 666 then raise exception 'a bug of ours' using errcode = 'XX000'; end if;
      return new;
    end $$`;
  await test.client`create trigger refuse_counts before insert on telemetry_drops for each row execute function refuse_counts()`;
});
const submit = (name: string) =>
  commit.submit({
    place,
    digest: digestOf("key_1", "/v1/traces", Buffer.from(name)),
    bytes: 10,
    signal: "spans",
    decode: () => ({ spans: [{ place, resource: { attributes: {} }, spans: [aSpan({ name })] }] }),
  });

it("nobody gives up for a bug of ours, only for what can never be kept; who came with them is kept", async () => {
  const outcomes = await Promise.all(["bug", "never", "good"].map(submit));
  expect(outcomes.map(({ kind }) => kind)).toEqual(["unavailable", "undecodable", "kept"]);
  expect((await test.db.select().from(spans)).map(({ name }) => name)).toEqual(["good"]);
});

it("the same bytes are the same request for some minutes, and news after that", async () => {
  await submit("nightly");
  await submit("nightly");
  await test.client`update intake_requests set taken_at = taken_at - interval '11 minutes'`;
  await submit("nightly");
  await submit("nightly");
  expect(await test.db.$count(spans, eq(spans.name, "nightly"))).toBe(2);
});

it("a count that cannot be written keeps nothing from being taken in, and is not tried for ever", async () => {
  commit.drop({ place, signal: "spans", reason: "overload", items: 666 });
  expect(await submit("beside a count")).toMatchObject({ kind: "kept" });
  const before = await test.db.$count(telemetryDrops);
  commit.drop({ place, signal: "logs", reason: "overload", items: 5 });
  await submit("after it");
  expect(await test.db.$count(telemetryDrops)).toBe(before + 1);
});

it("whoever waits for a count holds none that others may ask for before it gets that one", async () => {
  const places = (await test.db.select().from(environments).orderBy(asc(environments.id)).limit(2)).map(
    ({ id }) => ({ ...place, environmentId: id }),
  );
  const [early = place, late = place] = places;
  const dropOf = (at: IntakePlace): Drop => ({ place: at, signal: "spans", reason: "invalid", items: 1 });
  const count = (at: IntakePlace) => test.db.transaction((tx) => recordDrops(tx, [dropOf(at)]));
  await count(early);
  await count(late);
  const { written } = await test.db.transaction(async (tx) => {
    await recordDrops(tx, [dropOf(early)]);
    const outcome = commit.submit({
      place,
      digest: digestOf("key_1", "/v1/traces", Buffer.from("both")),
      bytes: 10,
      signal: "spans",
      decode: () => ({
        drops: [dropOf(late)],
        spans: [{ place: early, resource: { attributes: {} }, spans: [aSpan({ startNs: 0n })] }],
      }),
    });
    const waiting = sql`select from pg_locks where not granted and locktype = 'transactionid'`;
    await expect.poll(async () => (await tx.execute(waiting)).length, { interval: 5 }).toBe(1);
    // Sooner than the database finds a circle and ends it at the cost of the other.
    await tx.execute(sql`set local lock_timeout = '100ms'`);
    await recordDrops(tx, [dropOf(late)]);
    return { written: outcome };
  });
  expect(await written).toMatchObject({ kind: "kept" });
});
