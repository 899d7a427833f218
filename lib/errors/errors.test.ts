import { eq, isNull } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { auditEntries, errorEvents, errorHashes, errorIssues } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { as, asJob, aService, serve } from "@/lib/delivery/testing";

import { endIgnoring, keepErrors } from "./engine/keep-errors";
import {
  assignIssue,
  getIssue,
  getReleaseHealth,
  ignoreIssue,
  listIssues,
  mergeIssues,
  pinHash,
  reopenIssue,
  resolveIssue,
  splitIssue,
  undoRegrouping,
} from "./index";
import { aFrame, anEvent, anException, record as recordTo } from "./testing";

const test = await testDatabase();
// People are told apart by a keyed digest.
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
process.env.DATABASE_URL = test.url;
afterAll(() => test[Symbol.asyncDispose]());
const [viewer, developer, job] = [as(test, "viewer"), as(test, "developer"), asJob(test)];

let service: Awaited<ReturnType<typeof aService>>;
let [one, two] = ["", ""];
beforeEach(async () => {
  await test.client`truncate services cascade`;
  await test.client`truncate error_events, error_hours, error_users, session_hours, session_users`;
  service = await aService(test, "tide-tables", 3);
  [one, two] = [service.releaseIds[0] ?? "", service.releaseIds[1] ?? ""];
});

const record = (brought: Parameters<typeof recordTo>[3], environment = "production") =>
  recordTo(test, service.id, environment, brought);
const broken = (name: string, more: Parameters<typeof anEvent>[0] = {}) =>
  anEvent({
    exceptions: [
      anException({ type: "TypeError", value: `${name} broke`, frames: [aFrame({ function: name })] }),
    ],
    release: one,
    ...more,
  });
const all = async () => (await listIssues(viewer)).items;
const only = async () => {
  const [issue, ...others] = await all();
  expect(others).toEqual([]);
  return issue!;
};
const user = (id: string) => ({ id, email: null, name: null, ip: null });

describe("taking events in", () => {
  it("a batch with mixed hashes counts each event for its own issue, new and known ones alike", async () => {
    await record({ events: [broken("pay"), broken("ship")] });
    await record({
      events: [broken("ship"), broken("pay"), broken("sail"), broken("pay"), broken("ship"), broken("pay")],
    });
    expect(Object.fromEntries((await all()).map(({ title, count }) => [title, count]))).toEqual({
      "TypeError: pay broke": 4,
      "TypeError: ship broke": 3,
      "TypeError: sail broke": 1,
    });
  });

  it("processes with the same news at the same time make one issue and lose nothing", async () => {
    await Promise.all(
      Array.from({ length: 12 }, (_, index) => {
        const events = [broken("pay"), broken("ship"), broken("sail")];
        return record({ events: index % 2 === 0 ? events : events.toReversed() });
      }),
    );
    expect((await all()).map(({ count }) => count)).toEqual([12, 12, 12]);
    expect(await test.db.$count(errorIssues)).toBe(3);
  });

  it("an issue says where it was seen, by whom, and in which releases first and last", async () => {
    await record(
      { events: [broken("pay", { user: user("a") }), broken("pay", { user: user("b") })] },
      "staging",
    );
    await record({ events: [broken("pay", { user: user("a"), release: two })] });
    const issue = await only();
    expect(issue).toMatchObject({
      count: 3,
      userCount: 2,
      environments: ["staging", "production"],
      firstRelease: { id: one },
      lastRelease: { id: two },
      status: "unresolved",
    });
    expect(issue.trend.at(-1)).toBe(3);
    const view = await getIssue(viewer, issue.id);
    expect(view.seenIn.map(({ release, environment, count }) => [release?.id, environment, count])).toEqual(
      expect.arrayContaining([
        [one, "staging", 2],
        [two, "production", 1],
      ]),
    );
    expect(view.event).toMatchObject({ newerId: null, event: { exceptions: [{ value: "pay broke" }] } });
    const older = await getIssue(viewer, issue.id, { event: view.event?.olderId ?? "" });
    expect(older.event?.newerId).toBe(view.event?.id);
  });

  it("of a flood every event counts, and twenty an hour are kept", async () => {
    await record({ events: Array.from({ length: 30 }, () => broken("pay")) });
    await record({ events: Array.from({ length: 30 }, () => broken("pay")) });
    await record({ events: [broken("pay", { release: two })] });
    expect((await only()).count).toBe(61);
    expect(await test.db.$count(errorEvents)).toBe(21);
  });

  it("filters by service, environment, status and text, and pages through", async () => {
    for (const name of ["pay", "ship", "sail"]) await record({ events: [broken(name)] }, "staging");
    await record({ events: [broken("pay")] });
    const titles = async (input: Parameters<typeof listIssues>[1]) =>
      (await listIssues(viewer, input)).items.map(({ title }) => title.split(" ")[1]);
    expect(await titles({ environment: "production" })).toEqual(["pay"]);
    expect(await titles({ search: "SHIP" })).toEqual(["ship"]);
    expect(await titles({ status: "resolved" })).toEqual([]);
    expect(await titles({ service: "tide-tables" })).toHaveLength(3);
    expect(await titles({ since: "serving" })).toEqual([]);
    await serve(test, service, "dev", 1);
    expect(await titles({ since: "serving" })).toHaveLength(3);
    const first = await listIssues(viewer, { limit: 2 });
    const rest = await listIssues(viewer, { limit: 2, cursor: first.nextCursor ?? "" });
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual((await all()).map(({ id }) => id));
    expect(rest.nextCursor).toBeNull();
    await expect(listIssues(viewer, { cursor: "x" })).rejects.toMatchObject({ code: "invalid" });
  });
});

describe("deciding", () => {
  it("is recorded, and refused to those who may not", async () => {
    await record({ events: [broken("pay")] });
    const { id: issueId } = await only();
    for (const run of [
      () => assignIssue(viewer, { issueId, userId: "usr_developer" }),
      () => resolveIssue(viewer, { issueId }),
      () => ignoreIssue(viewer, { issueId }),
      () => reopenIssue(viewer, { issueId }),
      () => mergeIssues(viewer, { issueId, others: [] }),
      () => splitIssue(viewer, { issueId, hashIds: [1] }),
      () => pinHash(viewer, { issueId, hashId: 1, isPinned: true }),
      () => undoRegrouping(viewer, { regroupingId: "rgp_x" }),
    ])
      await expect(run()).rejects.toMatchObject({ code: "forbidden" });
    await assignIssue(developer, { issueId, userId: "usr_developer" });
    await resolveIssue(developer, { issueId });
    await reopenIssue(developer, { issueId });
    const view = await getIssue(viewer, issueId);
    expect(view).toMatchObject({ assigneeName: "developer", status: "unresolved", resolved: null });
    expect(view.activity.map(({ action, byName }) => [action, byName])).toEqual([
      ["error_issue.reopened", "Ada the developer"],
      ["error_issue.resolved", "Ada the developer"],
      ["error_issue.assigned", "Ada the developer"],
    ]);
    expect(await test.db.select().from(auditEntries).where(eq(auditEntries.subject, issueId))).toHaveLength(
      3,
    );
    await expect(assignIssue(developer, { issueId, userId: "usr_x" })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(resolveIssue(developer, { issueId, inRelease: "rel_x" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("an ignored issue comes back with its count, its newer release, or its time", async () => {
    await record({ events: [broken("pay")] });
    const { id: issueId } = await only();
    const status = async () => (await only()).status;
    await ignoreIssue(developer, { issueId, forEvents: 2 });
    await record({ events: [broken("pay")] });
    expect(await status()).toBe("ignored");
    await record({ events: [broken("pay")] });
    expect(await status()).toBe("unresolved");

    await test.client`update releases set number = number + 10 where id = ${two}`;
    await ignoreIssue(developer, { issueId, untilNextRelease: true });
    await record({ events: [broken("pay", { release: two })] });
    expect(await status()).toBe("ignored");
    await test.client`update releases set number = number + 20 where id = ${two}`;
    await record({ events: [broken("pay", { release: two })] });
    expect(await status()).toBe("unresolved");

    await ignoreIssue(developer, { issueId, forHours: 1 });
    await endIgnoring(job);
    expect(await status()).toBe("ignored");
    await test.client`update error_issues set ignored_until = now() - interval '1 second'`;
    await endIgnoring(job);
    expect(await status()).toBe("unresolved");
  });
});

describe("regrouping", () => {
  it("a merge takes past and future events along, and is undone to the last one", async () => {
    await record({ events: [broken("pay", { user: user("a") }), broken("ship", { user: user("a") })] });
    const [pay, ship] = ["pay", "ship"].map(async (name) =>
      (await all()).find(({ title }) => title.includes(name))!,
    );
    const [issueId, other] = [(await pay!).id, (await ship!).id];
    const { regroupingId } = await mergeIssues(developer, { issueId, others: [other] });
    await record({ events: [broken("ship"), broken("pay")] });
    expect(await only()).toMatchObject({ id: issueId, count: 4, userCount: 1 });
    await expect(resolveIssue(developer, { issueId: other })).rejects.toMatchObject({ code: "conflict" });
    expect((await getIssue(viewer, issueId)).regroupings).toMatchObject([{ kind: "merge", undone: false }]);
    await undoRegrouping(developer, { regroupingId });
    expect((await all()).map(({ count }) => count)).toEqual([2, 2]);
    await expect(undoRegrouping(developer, { regroupingId })).rejects.toMatchObject({ code: "not_found" });
    expect(await test.db.$count(auditEntries, isNull(auditEntries.subjectName))).toBe(0);
  });

  it("a split makes a group an issue of its own, which its undoing takes back", async () => {
    await record({ events: [broken("pay"), broken("ship")] });
    const [first, second] = await all();
    await mergeIssues(developer, { issueId: first!.id, others: [second!.id] });
    const { hashes } = await getIssue(viewer, first!.id);
    const { issueId, regroupingId } = await splitIssue(developer, {
      issueId: first!.id,
      hashIds: [hashes[1]!.id],
    });
    await record({ events: [broken("pay"), broken("ship")] });
    expect((await all()).map(({ count }) => count)).toEqual([2, 2]);
    expect((await all()).map(({ id }) => id)).toContain(issueId);
    await undoRegrouping(developer, { regroupingId });
    expect((await only()).count).toBe(4);
    await expect(
      splitIssue(developer, { issueId: first!.id, hashIds: hashes.map(({ id }) => id) }),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("a pinned group stays where it is", async () => {
    await record({ events: [broken("pay"), broken("ship")] });
    const [first, second] = await all();
    const [hash] = await test.db.select().from(errorHashes).where(eq(errorHashes.issueId, second!.id));
    await pinHash(developer, { issueId: second!.id, hashId: hash!.id, isPinned: true });
    const merge = () => mergeIssues(developer, { issueId: first!.id, others: [second!.id] });
    await expect(merge()).rejects.toMatchObject({ code: "conflict" });
    await pinHash(developer, { issueId: second!.id, hashId: hash!.id, isPinned: false });
    await merge();
    expect((await only()).count).toBe(2);
  });
});

describe("the health of a release", () => {
  const session = (id: string | null, more = {}) => ({
    sessionId: id,
    userId: null,
    startedMs: Date.now(),
    isFirst: true,
    outcome: "healthy" as const,
    quantity: 1,
    release: one,
    ...more,
  });

  it("a session counts once, as the worst that was said of it, in whatever order that arrives", async () => {
    await record({
      sessions: [
        session("s1", { userId: "a" }),
        session("s2", { userId: "b" }),
        session(null, { quantity: 6 }),
      ],
    });
    await record({ sessions: [session("s1", { userId: "a", isFirst: false, outcome: "crashed" })] });
    await record({ sessions: [session("s1", { isFirst: false, outcome: "errored" })] });
    await record({ sessions: [session("s3", { isFirst: false, outcome: "errored" })] });
    const health = async () => (await getReleaseHealth(viewer, one)).items[0];
    expect(await health()).toMatchObject({
      sessions: 8,
      crashed: 1,
      errored: 1,
      users: 2,
      crashFreeUsers: 0.5,
    });
    await record({ sessions: [session("s3")] });
    expect(await health()).toMatchObject({
      environment: "production",
      sessions: 9,
      errored: 2,
      crashFreeSessions: 8 / 9,
    });
  });

  it("counts the issues that came with it", async () => {
    await serve(test, service, "production", 1);
    await record({ events: [broken("pay"), broken("ship", { release: two })] });
    await record({ events: [broken("ship")] });
    expect((await getReleaseHealth(viewer, one)).items).toMatchObject([
      { newIssues: 1, crashFreeSessions: null },
    ]);
  });
});

it("what is older than it is kept goes with its partition", async () => {
  await record({ events: [broken("pay")], receivedAtMs: Date.now() - 40 * 86_400_000 });
  await record({ events: [broken("pay")] });
  await keepErrors(job);
  expect(await test.db.$count(errorEvents)).toBe(1);
  expect((await only()).count).toBe(2);
});
