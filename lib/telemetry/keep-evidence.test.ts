import { eq } from "drizzle-orm";
import { afterAll, beforeEach, expect, it } from "vitest";

import { environments, spans, telemetryDrops, traceHours } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";
import { as, aService, serve } from "@/lib/delivery/testing";

import type { IntakePlace, SpanRecord } from "./contract";
import { getTrace } from "./index";
import { recordDrops, recordSpans } from "./intake";
import { HOURS_LOCK } from "./intake/hours-lock";
import { keepEvidence, makeEvidenceAhead, readShare, thin } from "./intake/keep-evidence";
import { hashOfTrace } from "./intake/trace-hours";
import { aSpan } from "./testing";

const test = await testDatabase();
const job = contextOf({ type: "job", name: "test" } as const, test.db);
afterAll(() => test[Symbol.asyncDispose]());
let place: IntakePlace;
let releaseIds: string[];
beforeEach(async () => {
  await test.client`truncate services cascade`;
  await test.client`truncate red_1m, red_1h, red_1d, spans, logs, trace_hours`;
  const service = await aService(test, "tide-tables", 2);
  await serve(test, service, "production", 1);
  releaseIds = service.releaseIds;
  const [environment] = await test.db.select().from(environments).where(eq(environments.name, "production"));
  place = { keyId: "key_1", serviceId: service.id, environmentId: environment!.id };
});
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
const take = (own: SpanRecord[], release = releaseIds[0]) =>
  test.db.transaction(async (tx) => {
    const taken = await recordSpans(tx, [{ place, resource: { attributes: {}, release }, spans: own }]);
    await recordDrops(tx, taken.drops);
  });
const many = (count: number, at: Date) =>
  Array.from({ length: count }, (_, index) =>
    aSpan({
      at,
      durationMs: index,
      traceId: `${"ab".repeat(15)}${(index % 256).toString(16).padStart(2, "0")}`.replace(
        /^.{8}/,
        index.toString(16).padStart(8, "0"),
      ),
    }),
  );
const partitions = async () =>
  (
    await test.client`select inhrelid::regclass::text as name from pg_inherits where inhparent = 'spans'::regclass order by 1`
  ).map(({ name }) => String(name));

it("an hour beyond the budget keeps errors, the slowest, the first of a new release and one trace in ten, which weighs for ten", async () => {
  await take(many(1, hoursAgo(20)));
  await take(many(1_000, hoursAgo(5)));
  const broken = aSpan({ at: hoursAgo(5), status: "error", traceId: "cd".repeat(16) });
  const beside = aSpan({ at: hoursAgo(5), kind: "internal", traceId: broken.traceId });
  await take([broken, beside]);
  const firsts = Array.from({ length: 30 }, () =>
    aSpan({ at: hoursAgo(5), traceId: `${aSpan().traceId.slice(0, 30)}ff` }),
  );
  await take(firsts, releaseIds[1]);
  const fresh = aSpan();
  await take([fresh]);
  // As it is, less one byte: the two closed hours are thinned, and then there is room enough.
  await test.client`truncate trace_hours`;
  const [size] = await test.client`
    select sum(pg_total_relation_size(inhrelid))::float8 as bytes from pg_inherits where inhparent in ('spans'::regclass, 'logs'::regclass, 'trace_hours'::regclass)`;
  await test.client`comment on table ${test.client((await partitions())[0] ?? "")} is 'thinned'`;
  await keepEvidence(job, { megabytes: (Number(size?.bytes) - 1) / 1_048_576, days: 30 });
  const kept = await test.db.select().from(spans);
  const ids = new Set(kept.map(({ spanId }) => spanId.toString("hex")));
  expect([broken, beside, fresh].every(({ spanId }) => ids.has(spanId))).toBe(true);
  expect(firsts.filter(({ spanId }) => ids.has(spanId)).length).toBeGreaterThanOrEqual(20);
  expect(kept.length).toBeGreaterThan(100);
  expect(kept.length).toBeLessThan(250);
  expect(kept.filter(({ weight }) => weight > 9).length).toBeGreaterThan(50);
  const [drop] = await test.db.select().from(telemetryDrops);
  expect(drop).toMatchObject({ signal: "spans", reason: "budget", items: 1_034 - kept.length });
});

it("what is older than its days goes, and when nothing is left to thin the oldest goes first", async () => {
  await take(many(20, hoursAgo(23)));
  await take(many(20, hoursAgo(4)));
  const all = await partitions();
  await keepEvidence(job, { megabytes: 10_000, days: 1 });
  expect(await partitions()).toEqual(all);
  await test.client`select make_evidence_partitions('spans', now() - interval '3 days', now() - interval '3 days')`;
  await keepEvidence(job, { megabytes: 10_000, days: 1 });
  expect(await partitions()).toEqual(all);
  await keepEvidence(job, { megabytes: 0, days: 1 });
  expect(await test.db.$count(spans)).toBe(0);
  await makeEvidenceAhead(job);
  expect((await partitions()).length).toBeGreaterThanOrEqual(4);
});

it("the hours in which a trace has spans are known as long as there are spans of their day", async () => {
  const own = { traceId: "ab".repeat(16) };
  await take([aSpan({ ...own, at: hoursAgo(20) }), aSpan({ ...own, at: hoursAgo(20) }), aSpan()]);
  await take([aSpan({ ...own, at: hoursAgo(2) })]);
  const viewer = as(test, "viewer");
  expect((await getTrace(viewer, own.traceId)).spans).toHaveLength(3);
  const known = await test.db
    .select()
    .from(traceHours)
    .where(eq(traceHours.hash, hashOfTrace(own.traceId)));
  expect(known.map(({ at }) => at.getTime() / 3_600_000).toSorted((a, b) => a - b)).toEqual(
    [20, 2].map((hours) => Math.floor(hoursAgo(hours).getTime() / 3_600_000)),
  );
  await test.client`select make_evidence_partitions('trace_hours', now() - interval '9 days', now() - interval '9 days')`;
  await keepEvidence(job, { megabytes: 10_000, days: 30 });
  const [old] = await test.client`
    select count(*)::int as partitions from pg_inherits where inhparent = 'trace_hours'::regclass
      and right(inhrelid::regclass::text, 10) < to_char(now() - interval '8 days', 'YYYYMMDDHH24')`;
  expect(old?.partitions).toBe(0);
  await test.client`delete from spans`;
  await expect(getTrace(viewer, own.traceId)).rejects.toMatchObject({ code: "not_found" });
});

it("the hours of traces drive out no evidence, and a trace is found without them", async () => {
  const own = { traceId: "cd".repeat(16) };
  await take([aSpan({ ...own, at: hoursAgo(3) })]);
  const bytes = async () => {
    const [row] = await test.client<{ bytes: number }[]>`
      select sum(pg_total_relation_size(inhrelid))::float8 as bytes from pg_inherits
      where inhparent in ('spans'::regclass, 'logs'::regclass, 'trace_hours'::regclass)`;
    return row?.bytes ?? 0;
  };
  const megabytes = (await bytes()) / 1_048_576 + 1;
  await test.client`insert into trace_hours select n, ${hoursAgo(3).toISOString()} from generate_series(1, 30000) as n`;
  expect(await bytes()).toBeGreaterThan(megabytes * 1_048_576);
  const before = await partitions();
  await keepEvidence(job, { megabytes, days: 30 });
  expect(await partitions()).toEqual(before);
  expect(await test.db.$count(traceHours)).toBe(0);
  expect((await getTrace(as(test, "viewer"), own.traceId)).spans).toHaveLength(1);
});

it("a day of the hours of traces that somebody reads for long keeps no room from being made", async () => {
  await take([aSpan({ at: hoursAgo(5) })]);
  const [day] = await test.client`select distinct tableoid::regclass::text as name from trace_hours`;
  // What PostgreSQL says when it has waited long enough for a reader.
  await test.client`
    create function is_read() returns trigger language plpgsql as $$
    begin raise exception using errcode = 'lock_not_available'; end $$`;
  await test.client`
    create trigger is_read before truncate on ${test.client(day?.name)} execute function is_read()`;
  await keepEvidence(job, { megabytes: 0, days: 30 });
  await test.client`drop function is_read cascade`;
  expect(await test.db.$count(traceHours)).toBe(1);
  expect(await test.db.$count(spans)).toBe(0);
});

it("spans that come late for an hour that is being thinned are counted and not waited for", async () => {
  await take(many(300, hoursAgo(5)));
  const hour = Math.floor(hoursAgo(5).getTime() / 3_600_000);
  await test.client.begin(async (thinning) => {
    await thinning`select pg_advisory_xact_lock(${HOURS_LOCK}, ${hour})`;
    await thinning`lock table ${thinning((await partitions())[0] ?? "")} in exclusive mode`;
    await take([aSpan({ at: hoursAgo(5) }), aSpan()]);
  });
  expect(await test.db.$count(spans)).toBe(301);
  const [requests] = await test.client`select sum(requests)::int as n from red_1m where operation_id = -1`;
  expect(requests?.n).toBe(302);
  expect(await test.db.select().from(telemetryDrops)).toMatchObject([{ reason: "budget", items: 1 }]);
});

it("two workers thin an hour once", async () => {
  await take(many(1_000, hoursAgo(5)));
  const name = (await partitions())[0] ?? "";
  await Promise.all([thin(job, name), thin(job, name)]);
  const [most] = await test.client`select max(weight) as weight from spans`;
  expect(most?.weight).toBeLessThan(10);
});

it("an hour that cannot be thinned is dropped rather than kept for ever, and the rest is tidied up all the same", async () => {
  await take(many(300, hoursAgo(5)));
  await test.client`insert into intake_requests values ('\\x00', now() - interval '1 day')`;
  // A full disk, or one that is too slow: the copy cannot be written.
  await test.client`alter table ${test.client((await partitions())[0] ?? "")} add constraint no_copy check (weight < 2)`;
  await keepEvidence(job, { megabytes: 0.01, days: 30 });
  expect(await test.db.$count(spans)).toBe(0);
  expect(await test.db.select().from(telemetryDrops)).toMatchObject([{ reason: "budget", items: 300 }]);
  expect(await test.client`select from intake_requests`).toHaveLength(0);
});

it("an hour stays when the database goes down while it is thinned, and is thinned later", async () => {
  await take(many(300, hoursAgo(5)));
  const hour = test.client((await partitions())[0] ?? "");
  await test.client`
    create function go_down() returns trigger language plpgsql as $$
    begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$`;
  await test.client`create trigger go_down before insert on ${hour} for each row execute function go_down()`;
  await expect(keepEvidence(job, { megabytes: 0.01, days: 30 })).rejects.toThrow(Error);
  await test.client`drop function go_down cascade`;
  expect(await test.db.$count(spans)).toBe(300);
  expect(await test.db.$count(telemetryDrops)).toBe(0);
});

it("the intake samples only when what can neither be thinned nor dropped takes half of the room", async () => {
  await take(many(500, new Date()));
  expect(await readShare(job, 10_000)).toBe(1);
  const share = await readShare(job, 0.1);
  expect(share).toBeGreaterThan(0);
  expect(share).toBeLessThan(1);
});
