import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import type { CountedAs } from "@/db/enums";
import { quarantines, services, teams } from "@/db/schema";
import { testDatabase } from "@/db/testing";

import { as } from "../testing";
import { listDeployments } from "./deployments";
import { getDora } from "./dora";
import { aHistory, type Happened } from "./testing-history";

const test = await testDatabase();
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(async () => {
  await test.client`truncate services cascade`;
});

const { aPlacedService, happened, brings } = aHistory(test);
const viewer = as(test, "viewer");
const NOW = new Date("2026-11-27T12:00:00Z");
const at = (text: string) => new Date(text);

describe("getDora", () => {
  it("says that nothing is known where nothing happened", async () => {
    expect(await getDora(viewer, {}, NOW)).toMatchObject({
      days: 90,
      frequency: { deliveries: 0, perDay: 0 },
      leadTime: { commits: 0, medianMs: null, p95Ms: null, waitingShare: null },
      changeFailure: { changes: 0, failures: 0, rate: null },
      recovery: { failures: 0, medianMs: null },
    });
  });

  const cases: [string, Happened, CountedAs[]][] = [
    ["a success with another release", { number: 2, before: 1 }, ["delivery", "change"]],
    ["the first release of all", { number: 1 }, ["delivery", "change"]],
    ["the same release again", { number: 1, before: 1 }, []],
    ["a success in dev", { number: 2, before: 1, environment: "dev" }, []],
    ["a rollback", { number: 1, before: 2, kind: "rollback" }, []],
    ["what failed before traffic", { number: 2, before: 1, status: "failed", switchedAt: null }, []],
    ["what failed with traffic", { number: 2, before: 1, status: "failed" }, ["change", "failure"]],
    ["what errored with traffic", { number: 2, before: 1, status: "errored" }, []],
    ["what was canceled with traffic", { number: 2, before: 1, status: "canceled" }, []],
    [
      "what was rolled back from",
      { number: 2, before: 1, outcome: "rolled_back", replacedAt: NOW },
      ["delivery", "change", "failure"],
    ],
    [
      "what was rolled back from by itself",
      { number: 2, before: 1, outcome: "rolled_back_auto", replacedAt: NOW },
      ["delivery", "change", "failure"],
    ],
    [
      "a rollback that was taken back",
      { number: 1, before: 2, kind: "rollback", outcome: "rolled_back" },
      [],
    ],
  ];
  it.each(cases)("%s", async (_, one, counted) => {
    const service = await aPlacedService("tide-tables");
    await happened(service, { switchedAt: at("2026-11-20T10:00:00Z"), ...one });
    const { frequency, changeFailure, ...view } = await getDora(viewer, {}, NOW);
    const numbers: Record<string, number> = {
      delivery: frequency.deliveries,
      change: changeFailure.changes,
      failure: changeFailure.failures,
    };
    for (const what of ["delivery", "change", "failure"] as const) {
      expect([what, numbers[what]]).toEqual([what, counted.includes(what) ? 1 : 0]);
      const list = await listDeployments(viewer, { counts: what, from: view.from, to: view.to });
      expect([what, list.items.length]).toEqual([what, numbers[what]]);
    }
  });

  it("measures recovery from the switch until what served before serves again", async () => {
    const service = await aPlacedService("tide-tables");
    const switchedAt = at("2026-11-20T10:00:00Z");
    const undone = { number: 2, before: 1, status: "failed" as const, switchedAt };
    await happened(service, { ...undone, finishedAt: at("2026-11-20T10:01:00Z") });
    const taken = { number: 3, before: 1, outcome: "rolled_back" as const, switchedAt };
    await happened(service, { ...taken, replacedAt: at("2026-11-20T10:09:00Z") });
    await happened(service, { ...taken, replacedAt: at("2026-11-20T12:00:00Z") });
    expect((await getDora(viewer, {}, NOW)).recovery).toEqual({
      failures: 3,
      recovered: 3,
      medianMs: 9 * 60_000,
      p95Ms: null,
    });
  });

  it("counts a change whose release is in quarantine as failed, and as over once something else serves", async () => {
    const service = await aPlacedService("tide-tables");
    const switchedAt = at("2026-11-20T10:00:00Z");
    await happened(service, { number: 2, before: 1, switchedAt, replacedAt: at("2026-11-20T11:00:00Z") });
    await happened(service, { number: 3, before: 2, outcome: "live", switchedAt });
    const by = { createdBy: "user:usr_ada", createdByName: "Ada" };
    const quarantine = (number: number, more: object = {}) =>
      test.db
        .insert(quarantines)
        .values({ releaseId: service.releaseIds[number - 1] ?? "", reason: "wrong totals", ...by, ...more });
    await quarantine(2);
    await quarantine(3, { endedAt: NOW });
    const counted = async () => (await getDora(viewer, {}, NOW)).recovery;
    expect(await counted()).toMatchObject({ failures: 1, recovered: 1, medianMs: 3_600_000 });
    await quarantine(3);
    expect(await counted()).toMatchObject({ failures: 2, recovered: 1, medianMs: 3_600_000 });
    expect((await listDeployments(viewer, { counts: "failure" })).items).toHaveLength(2);
  });

  it("counts the lead time of each commit once, with the first production traffic that had it", async () => {
    const service = await aPlacedService("tide-tables");
    await brings(service, 1, { a: "2026-11-10T00:00:00Z" });
    await brings(service, 2, { b: "2026-11-11T00:00:00Z", c: "2026-11-12T00:00:00Z" });
    await brings(service, 3, { d: "2026-11-13T00:00:00Z" });
    await brings(service, 4, { e: "2026-11-14T00:00:00Z" });
    const deploy = (number: number, before: number, day: string, more: Partial<Happened> = {}) =>
      happened(service, { number, before, switchedAt: at(`2026-11-${day}T00:00:00Z`), ...more });
    await deploy(2, 1, "12", { environment: "dev" });
    await deploy(3, 1, "15"); // brings a, b, c and d: 2 was never in production itself
    await deploy(2, 3, "16");
    await deploy(3, 2, "17", { kind: "rollback" });
    await deploy(4, 3, "18", { status: "failed" }); // e had its first traffic, also if it was taken away again
    await deploy(4, 3, "20");
    const { leadTime, from, to } = await getDora(viewer, {}, NOW);
    const days = 24 * 3_600_000;
    expect(leadTime).toMatchObject({ commits: 5, deployments: 2, medianMs: 4 * days });
    const list = await listDeployments(viewer, { counts: "first_traffic", from, to });
    expect(list.items).toHaveLength(2);
  });

  it("tells how much of the lead time a finished release waited", async () => {
    const service = await aPlacedService("tide-tables");
    await brings(service, 1, { a: "2026-10-31T00:00:00Z" }); // built on the 1st
    const [switchedAt, startedAt] = [at("2026-11-11T00:00:00Z"), at("2026-11-10T00:00:00Z")];
    await happened(service, { number: 1, switchedAt, startedAt });
    expect((await getDora(viewer, {}, NOW)).leadTime.waitingShare).toBeCloseTo(9 / 11);
  });

  it("narrows down to a service and to what a team owns, and refuses names that nobody has", async () => {
    const [tides, notes] = [await aPlacedService("tide-tables"), await aPlacedService("harbour-notes")];
    const [team] = await test.db.insert(teams).values({ name: "harbour" }).onConflictDoNothing().returning();
    await test.db
      .update(services)
      .set({ ownerTeamId: team?.id ?? null })
      .where(eq(services.id, notes.id));
    for (const service of [tides, notes, notes])
      await happened(service, { number: 2, before: 1, switchedAt: at("2026-11-20T10:00:00Z") });
    const changes = async (scope: object) => (await getDora(viewer, scope, NOW)).changeFailure.changes;
    expect(await changes({})).toBe(3);
    expect(await changes({ service: "tide-tables" })).toBe(1);
    expect(await changes({ team: "harbour" })).toBe(2);
    expect((await listDeployments(viewer, { counts: "change", team: "harbour" })).items).toHaveLength(2);
    await expect(changes({ team: "nobody" })).rejects.toMatchObject({ code: "not_found" });
    await expect(changes({ service: "nothing" })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("days", () => {
  const bucketOf = async (switchedAt: string, timeZone: string, now: string, days: 30 | 90 = 30) => {
    const service = await aPlacedService("tide-tables");
    await happened(service, { number: 2, before: 1, switchedAt: at(switchedAt) });
    const { buckets } = await getDora(viewer, { days, timeZone }, at(now));
    const found = buckets.find(({ changes }) => changes > 0);
    return found && [found.from, found.to];
  };
  const H = (hours: string) => `${hours}:00.000Z`;

  it.each([
    ["UTC", "2026-11-20T23:30:00Z", H("2026-11-20T00:00"), H("2026-11-21T00:00")],
    ["Europe/Berlin", "2026-11-20T23:30:00Z", H("2026-11-20T23:00"), H("2026-11-21T23:00")],
    ["Asia/Kathmandu", "2026-11-20T18:14:59Z", H("2026-11-19T18:15"), H("2026-11-20T18:15")],
    // The clocks went back: that day has 25 hours, and an hour of it comes twice.
    ["Europe/Berlin", "2026-10-25T22:59:59Z", H("2026-10-24T22:00"), H("2026-10-25T23:00")],
    ["America/New_York", "2026-11-02T04:59:59Z", H("2026-11-01T04:00"), H("2026-11-02T05:00")],
  ])("begin and end where the viewer's do: %s, %s", async (timeZone, switchedAt, from, to) => {
    expect(await bucketOf(switchedAt, timeZone, "2026-11-21T12:00:00Z")).toEqual([from, to]);
  });

  it("have 23 hours when the clocks go forward", async () => {
    const day = await bucketOf("2026-03-29T21:59:59Z", "Europe/Berlin", "2026-04-02T12:00:00Z");
    expect(day).toEqual([H("2026-03-28T23:00"), H("2026-03-29T22:00")]);
  });

  it("are counted back from today, in weeks for what is longer", async () => {
    const { from, to, buckets } = await getDora(viewer, { days: 90, timeZone: "Europe/Berlin" }, NOW);
    expect([from, to]).toEqual([H("2026-08-29T22:00"), H("2026-11-27T23:00")]);
    expect(buckets).toHaveLength(13);
    expect(buckets.at(-1)).toMatchObject({ from: H("2026-11-20T23:00"), to });
    expect(buckets.every((bucket, index) => index === 0 || bucket.from === buckets[index - 1]?.to)).toBe(
      true,
    );
    expect((await getDora(viewer, { days: 365 }, NOW)).buckets).toHaveLength(53);
  });

  it("leave out what was before the first and count what is on its edge", async () => {
    expect(await bucketOf("2026-10-22T23:59:59.999Z", "UTC", "2026-11-21T12:00:00Z")).toBeUndefined();
    await test.client`truncate services cascade`;
    expect(await bucketOf("2026-10-23T00:00:00Z", "UTC", "2026-11-21T12:00:00Z")).toBeDefined();
  });

  it.each(["+02:00", "Mars/Olympus", "", "UTC'--"])("take no %j for a zone", async (timeZone) => {
    await expect(getDora(viewer, { timeZone }, NOW)).rejects.toThrow(/time zone/);
  });
});
