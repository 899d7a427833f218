import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { auditEntries, checkMonitors, checkResults, checkRuns, placements, releases } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { setVariable } from "@/lib/configuration";
import { contextOf } from "@/lib/core/context";
import { required } from "@/lib/core/errors";
import { as, aService } from "@/lib/delivery/testing";

import { getChecks } from "../queries/checks";
import { getCheckRun, listCheckRuns } from "../queries/runs";
import { carryOutRun } from "../runs/carry-out";
import { alignMonitors, askMonitors } from "../runs/monitors";
import { pruneRuns } from "../runs/prune";
import { endAbandonedRuns } from "../runs/record";
import { TestServer } from "../testing";
import { runChecks } from "./run-checks";
import { saveCheck } from "./save-check";

const test = await testDatabase();
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
process.env.SLIPWAY_HOME = "/nonexistent";
const [viewer, developer, operator] = [as(test, "viewer"), as(test, "developer"), as(test, "operator")];
const worker = contextOf({ type: "job", name: "checks" } as const, test.db);
const never = new AbortController().signal;

let server: TestServer;
let count = 0;
let service: Awaited<ReturnType<typeof aService>>;
let isWell = true;
beforeAll(async () => {
  server = await TestServer.listen((_, response) => {
    response.statusCode = isWell ? 200 : 503;
    response.end("{}");
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await test[Symbol.asyncDispose]();
});
beforeEach(async () => {
  isWell = true;
  service = await aService(test, `checked-${(count += 1)}`, 1);
  await test.db
    .update(releases)
    .set({ checks: [{ name: "home", every: "5m", http: { url: "/" } }] })
    .where(eq(releases.id, service.releaseIds[0] ?? ""));
  await test.db.insert(placements).values({
    serviceId: service.id,
    environmentId: sql`(select id from environments where name = 'dev')`,
    regionId: sql`(select r.id from regions r join environments e on e.id = r.environment_id where e.name = 'dev')`,
    releaseId: service.releaseIds[0],
    url: server.url,
  });
});

const ask = (ctx = developer, environment = "dev", name?: string) =>
  runChecks(ctx, { serviceId: service.id, environment, ...(name && { name }) });
const carriedOut = async () => {
  const { id } = await ask();
  await carryOutRun(worker, id, never);
  return getCheckRun(viewer, id);
};

describe("runChecks", () => {
  it("queues a run with its job and an audit entry that says who asked, and its results follow", async () => {
    const { id } = await ask();
    expect(
      await test.client`select 1 from graphile_worker.jobs where key = ${`check-run:${id}`}`,
    ).toHaveLength(1);
    const [entry] = await test.db.select().from(auditEntries).where(eq(auditEntries.subject, id));
    expect(entry).toMatchObject({
      action: "check.run",
      actor: "user:usr_developer",
      after: { environment: "dev" },
    });
    await carryOutRun(worker, id, never);
    expect(await getCheckRun(viewer, id)).toMatchObject({
      status: "passed",
      environment: "dev",
      releaseNumber: 1,
      results: [{ name: "home", kind: "http", status: "passed", reproduce: `curl -sS -i "${server.url}/"` }],
    });
    expect((await listCheckRuns(viewer, { serviceId: service.id, limit: 5 })).items).toMatchObject([
      { id, counts: { passed: 1 } },
    ]);
  });

  it("is for developers, in production for operators, and refuses what is not there", async () => {
    await expect(ask(viewer)).rejects.toMatchObject({ code: "forbidden" });
    await expect(ask(developer, "production")).rejects.toMatchObject({ code: "forbidden" });
    await expect(ask(developer, "moon")).rejects.toMatchObject({ code: "not_found" });
    await expect(ask(developer, "dev", "gone")).rejects.toMatchObject({ code: "not_found" });
    await expect(ask(operator, "production")).rejects.toMatchObject({ code: "conflict" });
  });

  it("counts failures in a row, and forgets them with the next success", async () => {
    isWell = false;
    await carriedOut();
    expect(await carriedOut()).toMatchObject({ status: "failed", results: [{ actual: "status 503" }] });
    const latest = async () => (await getChecks(viewer, service.id)).latest;
    expect(await latest()).toMatchObject([
      { name: "home", environment: "dev", status: "failed", consecutiveFailures: 2 },
    ]);
    isWell = true;
    await carriedOut();
    expect(await latest()).toMatchObject([{ status: "passed", consecutiveFailures: 0 }]);
  });

  it("has not passed when its check is gone by the time it runs", async () => {
    const { id } = await ask(developer, "dev", "home");
    await test.db
      .update(releases)
      .set({ checks: [{ name: "other", http: { url: "/" } }] })
      .where(eq(releases.id, service.releaseIds[0] ?? ""));
    await carryOutRun(worker, id, never);
    expect(await getCheckRun(viewer, id)).toMatchObject({
      status: "errored",
      onlyCheck: "home",
      trouble: expect.stringContaining("declared there any more"),
      results: [],
    });
  });

  it("begins anew when its worker died, and does nothing once it has ended", async () => {
    const { id } = await ask();
    await test.db.update(checkRuns).set({ status: "running", attempt: 1 }).where(eq(checkRuns.id, id));
    await Promise.all([carryOutRun(worker, id, never), carryOutRun(worker, id, never)]);
    expect(await test.db.$count(checkResults, eq(checkResults.runId, id))).toBe(1);
    const asked = server.asked.length;
    await carryOutRun(worker, id, never);
    expect(server.asked.length).toBe(asked);
  });

  it("shows no value of a variable, whatever the service answers", async () => {
    await setVariable(developer, {
      serviceId: service.id,
      environment: "dev",
      key: "TOKEN",
      value: "hunter2-hunter2",
    });
    await saveCheck(developer, {
      serviceId: service.id,
      text: "name: secret\nenvironments: [dev]\nhttp:\n  url: /?t=${TOKEN}\n  expect: [{ body: true, contains: '${TOKEN}' }]",
    });
    const run = await carriedOut();
    expect(run.results).toHaveLength(2);
    expect(JSON.stringify(run)).not.toContain("hunter2");
  });
});

describe("monitors", () => {
  const mine = () =>
    test.db
      .select()
      .from(checkRuns)
      .where(and(eq(checkRuns.serviceId, service.id), eq(checkRuns.moment, "schedule")));
  const place = async () =>
    required(
      (await test.db.select().from(placements).where(eq(placements.serviceId, service.id)))[0],
      "the place",
    ).id;

  it("are asked when they are due, once, under one job key", async () => {
    await alignMonitors(worker);
    await Promise.all([askMonitors(worker), askMonitors(worker)]);
    const [run, ...others] = await mine();
    expect(others).toEqual([]);
    expect(run).toMatchObject({ onlyCheck: "home", status: "queued", requestedByName: "Slipway" });
    const key = `check-monitor:${await place()}:home`;
    expect(await test.client`select 1 from graphile_worker.jobs where key = ${key}`).toHaveLength(1);
    // Due again, but the first one has not answered yet.
    await test.db.update(checkMonitors).set({ dueAt: sql`now()` });
    await askMonitors(worker);
    expect(await mine()).toHaveLength(1);
    await carryOutRun(worker, run?.id ?? "", never);
    await test.db.update(checkMonitors).set({ dueAt: sql`now()` });
    await askMonitors(worker);
    expect(await mine()).toHaveLength(2);
  });

  it("that are asked more often now do not wait as long as before", async () => {
    await alignMonitors(worker);
    await askMonitors(worker);
    await test.db
      .update(releases)
      .set({ checks: [{ name: "home", every: "1m", http: { url: "/" } }] })
      .where(eq(releases.id, service.releaseIds[0] ?? ""));
    await alignMonitors(worker);
    const [monitor] = await test.db
      .select({ soon: sql<boolean>`${checkMonitors.dueAt} <= now() + interval '1 minute'` })
      .from(checkMonitors)
      .where(eq(checkMonitors.placementId, await place()));
    expect(monitor).toEqual({ soon: true });
  });

  it("stay as they are while the release declares what this version cannot read", async () => {
    await alignMonitors(worker);
    await test.db
      .update(releases)
      .set({ checks: [{ name: "home", every: "5m", quantum: {} }] })
      .where(eq(releases.id, service.releaseIds[0] ?? ""));
    await alignMonitors(worker);
    expect(await test.db.$count(checkMonitors, eq(checkMonitors.placementId, await place()))).toBe(1);
    await expect(ask()).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("version"),
    });
  });

  it("go away with their schedule", async () => {
    await alignMonitors(worker);
    await test.db
      .update(releases)
      .set({ checks: [] })
      .where(eq(releases.id, service.releaseIds[0] ?? ""));
    await alignMonitors(worker);
    expect(await test.db.$count(checkMonitors, eq(checkMonitors.placementId, await place()))).toBe(0);
  });
});

it("ends what nobody works on, and forgets what is old but for the newest of each check", async () => {
  const [one, two] = [await carriedOut(), await carriedOut()];
  const { id: stuck } = await ask();
  const age = (id: string) =>
    test.db
      .update(checkRuns)
      .set({ createdAt: sql`now() - interval '200 days'` })
      .where(eq(checkRuns.id, id));
  await Promise.all([age(one.id), age(two.id), age(stuck)]);
  await endAbandonedRuns(worker);
  expect(await getCheckRun(viewer, stuck)).toMatchObject({
    status: "errored",
    trouble: expect.stringContaining("stopped"),
  });
  await pruneRuns(worker);
  await expect(getCheckRun(viewer, one.id)).rejects.toMatchObject({ code: "not_found" });
  expect(await getCheckRun(viewer, two.id)).toMatchObject({ status: "passed" });
});
