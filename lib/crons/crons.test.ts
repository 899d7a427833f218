import { afterAll, beforeEach, expect, it } from "vitest";

import { auditEntries, cronMonitors, cronRuns } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { as, asJob, aService } from "@/lib/delivery/testing";
import { keepSpans } from "@/lib/telemetry/testing-spans";

import { findLate } from "./engine/find-late";
import { keepRuns } from "./engine/keep-runs";
import { getMonitor, listMonitors, listRuns, removeMonitor } from "./index";
import { aCheckIn, HOURLY, record } from "./testing";

const test = await testDatabase();
afterAll(() => test[Symbol.asyncDispose]());
const viewer = as(test, "viewer");

let service: Awaited<ReturnType<typeof aService>>;
let made = 0;
beforeEach(async () => {
  await test.client`delete from cron_monitors`;
  made += 1;
  // Another one for each, because telemetry remembers the sources of services.
  service = await aService(test, `tide-tables-${made}`, 1);
});

const HOUR_MS = 3_600_000;
/** The last full hour that is over for a while. */
const hour = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS);
const after = (minutes: number) => new Date(hour.getTime() + minutes * 60_000);
const told = (checkIns: Parameters<typeof record>[3], at?: Date, environment = "production") =>
  record(test, service.id, environment, checkIns, at);
const one = async () => (await listMonitors(viewer, service.id)).items[0];

it("a run that begins and ends is one row, with the release that ran and how long it took", async () => {
  const [checkInId, traceId] = ["a".repeat(32), "b".repeat(32)];
  const release = service.releaseIds[0] ?? null;
  const begun = aCheckIn({ checkInId, traceId, release, status: "in_progress", config: HOURLY });
  expect(await told([begun], after(0))).toEqual({ topics: [`cron-monitors:${service.id}`], refused: [0] });
  expect(await one()).toMatchObject({
    slug: "nightly",
    environment: "production",
    status: "waiting",
    schedule: { expression: "0 * * * *", words: "Every hour", timeZone: "UTC", isReadable: true },
    marginMinutes: 5,
    runningSince: after(0).toISOString(),
    nextExpectedAt: after(60).toISOString(),
    release: { id: release },
    recent: [{ status: "in_progress" }],
  });
  await told([aCheckIn({ checkInId, release, status: "ok" })], after(2));
  const monitor = await one();
  expect(monitor).toMatchObject({ status: "ok", runningSince: null, lastCheckInAt: after(2).toISOString() });
  const runs = async () => (await listRuns(viewer, service.name, monitor?.id ?? "")).items;
  expect((await runs())[0]?.traceId).toBe(null);
  await keepSpans(test, [{ service: service.id, environment: "production", traceId, at: after(1) }]);
  expect(await runs()).toMatchObject([
    {
      status: "ok",
      startedAt: after(0).toISOString(),
      durationMs: 120_000,
      release: { id: release },
      traceId,
    },
  ]);
  // As for a day whose hours of traces had to go, because they took too much room.
  await test.client`truncate trace_hours`;
  expect(await runs()).toMatchObject([{ traceId }]);
  expect(await getMonitor(viewer, service.name, monitor?.id ?? "")).toEqual(monitor);
});

it("check-ins of one request, with and without an id, end the run that is under way", async () => {
  const checkInId = "c".repeat(32);
  await told([
    aCheckIn({ checkInId, status: "in_progress" }),
    aCheckIn({ checkInId, status: "error" }),
    aCheckIn({ slug: "other", checkInId: null, status: "in_progress" }),
  ]);
  await told([aCheckIn({ slug: "other", checkInId: null, status: "ok", durationMs: 5 })]);
  const { items } = await listMonitors(viewer, service.id);
  expect(items.map(({ slug, status, recent }) => [slug, status, recent.length])).toEqual([
    ["nightly", "error", 1],
    ["other", "ok", 1],
  ]);
});

it("a run that does not begin is missed once, however many look, and one that does not end runs too long", async () => {
  await told([aCheckIn({ config: HOURLY })], after(-30));
  await told([aCheckIn({ slug: "long", status: "in_progress" })], after(-25));
  await findLate(asJob(test), after(4));
  expect(await test.db.$count(cronRuns)).toBe(2);
  await Promise.all([findLate(asJob(test), after(5.5)), findLate(asJob(test), after(5.5))]);
  const { items } = await listMonitors(viewer, service.id);
  expect(items.map(({ slug, status, nextExpectedAt }) => [slug, status, nextExpectedAt])).toEqual([
    ["nightly", "missed", after(60).toISOString()],
    ["long", "overrun", null],
  ]);
  expect(items[0]?.recent.map(({ status, startedAt }) => [status, startedAt])).toEqual([
    ["ok", after(-30).toISOString()],
    ["missed", after(0).toISOString()],
  ]);
  expect(items[1]?.recent).toMatchObject([{ status: "overrun" }]);
  await told([aCheckIn()], after(7));
  expect(await one()).toMatchObject({ slug: "long" });
});

it("what nobody could take in is not known, and leaves how the monitor stands", async () => {
  await told([aCheckIn({ config: HOURLY }), aCheckIn({ slug: "long", status: "in_progress" })], after(-30));
  await findLate(asJob(test), after(50));
  expect((await listMonitors(viewer, service.id)).items.map(({ slug, status }) => [slug, status])).toEqual([
    ["long", "waiting"],
    ["nightly", "ok"],
  ]);
  const rows = await test.db.select({ status: cronRuns.status }).from(cronRuns).orderBy(cronRuns.status);
  expect(rows.map(({ status }) => status)).toEqual(["ok", "unseen", "unseen"]);
});

it("nobody looks for the tasks of an archived service", async () => {
  await told([aCheckIn({ config: HOURLY })], after(-30));
  await test.client`update services set archived_at = now() where id = ${service.id}`;
  await findLate(asJob(test), after(6));
  expect(await test.db.$count(cronRuns)).toBe(1);
});

it("what needs somebody stands first, page by page, narrowed by environment and state", async () => {
  const names = ["a", "b_1", "b%", "c"];
  await told(names.map((slug) => aCheckIn({ slug, status: slug === "c" ? "error" : "ok" })));
  await told([aCheckIn({ slug: "a" })], undefined, "staging");
  const seen: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await listMonitors(viewer, service.id, { cursor, limit: 2 });
    seen.push(...page.items.map(({ slug }) => slug));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  expect(seen[0]).toBe("c");
  expect(seen.toSorted()).toEqual(["a", "a", "b%", "b_1", "c"]);
  const narrowed = await listMonitors(viewer, service.id, { environment: "staging", status: "ok,missed" });
  expect(narrowed.items.map(({ slug, environment }) => [slug, environment])).toEqual([["a", "staging"]]);
  await expect(listMonitors(viewer, service.id, { cursor: "none" })).rejects.toThrow("This is no cursor.");
});

it("a service may have 500, and what comes on top is counted as refused", async () => {
  const many = Array.from({ length: 501 }, (_, index) => aCheckIn({ slug: `run-${index}` }));
  expect((await told(many)).refused).toEqual([1]);
  expect((await told([aCheckIn({ slug: "late" }), aCheckIn({ slug: "run-1" })])).refused).toEqual([1]);
  expect(await test.db.$count(cronMonitors)).toBe(500);
});

it("one that is removed is gone with its runs, on record, until it checks in again", async () => {
  await told([aCheckIn()]);
  const monitorId = (await one())?.id ?? "";
  const removal = { serviceId: service.id, monitorId };
  await expect(removeMonitor(viewer, removal)).rejects.toMatchObject({ code: "forbidden" });
  const developer = as(test, "developer");
  await removeMonitor(developer, removal);
  await expect(removeMonitor(developer, removal)).rejects.toMatchObject({ code: "not_found" });
  expect([await test.db.$count(cronMonitors), await test.db.$count(cronRuns)]).toEqual([0, 0]);
  expect(await test.db.select().from(auditEntries)).toMatchObject([
    { action: "cron_monitor.removed", subjectName: `nightly of ${service.name}` },
  ]);
  await told([aCheckIn()]);
  expect(await one()).toMatchObject({ slug: "nightly" });
});

it("runs are kept by number and by age, and a monitor that went silent is forgotten", async () => {
  const longAgo = new Date(Date.now() - 92 * 86_400_000);
  const config = (unit: "day" | "year") => ({
    ...HOURLY,
    schedule: { type: "interval", value: 1, unit } as const,
  });
  await told([aCheckIn({ slug: "silent" }), aCheckIn({ slug: "daily", config: config("day") })], longAgo);
  await told([aCheckIn({ slug: "yearly", config: config("year") })], longAgo);
  await told(Array.from({ length: 502 }, () => aCheckIn()));
  await test.client`update cron_runs set started_at = now() - interval '91 days'
    where id = (select max(id) from cron_runs)`;
  await keepRuns(asJob(test));
  expect((await listMonitors(viewer, service.id)).items.map(({ slug }) => slug)).toEqual([
    "nightly",
    "yearly",
  ]);
  expect(await test.db.$count(cronRuns)).toBe(499);
});
