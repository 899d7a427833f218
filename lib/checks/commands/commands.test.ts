import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import {
  auditEntries,
  checkDefinitions,
  checkMonitors,
  checkResults,
  checkRuns,
  placements,
  releases,
} from "@/db/schema";
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
import { removeCheck, saveCheck } from "./save-check";

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

describe("saveCheck and removeCheck", () => {
  const text = (name: string, more = "environments: [dev]\n") => `name: ${name}\n${more}http: { url: / }\n`;
  const save = (written: string, ctx = developer, name?: string) =>
    saveCheck(ctx, { serviceId: service.id, text: written, ...(name && { name }) });
  const names = () =>
    test.db
      .select({ name: checkDefinitions.name })
      .from(checkDefinitions)
      .where(eq(checkDefinitions.serviceId, service.id));

  it("adds, renames and removes, and the trail tells of it", async () => {
    await save(text("one"));
    await expect(save(text("one"))).rejects.toMatchObject({ code: "conflict" });
    await save(text("two"), developer, "one");
    expect(await names()).toEqual([{ name: "two" }]);
    await removeCheck(developer, { serviceId: service.id, name: "two" });
    expect(await names()).toEqual([]);
    await expect(removeCheck(developer, { serviceId: service.id, name: "two" })).rejects.toMatchObject({
      code: "not_found",
    });
    const entries = await test.db
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.subject, service.id), sql`action like 'check.%'`))
      .orderBy(auditEntries.at);
    expect(entries.map(({ action }) => action)).toEqual(["check.save", "check.save", "check.remove"]);
  });

  it("says what is wrong with a text, and where", async () => {
    await expect(save("name: [")).rejects.toMatchObject({ code: "invalid", fields: [{ path: "text" }] });
    await expect(save("name: one\nhttp: { url: nowhere }")).rejects.toThrow("http.url: must be a path");
    await expect(save("name: one")).rejects.toThrow("needs exactly one of");
    await expect(save("name: one\npostgres: { url: 'postgres://***@db/x' }")).rejects.toThrow(
      "hidden credentials",
    );
  });

  it("asks for the role of every environment the check runs in: its author could read what is set there", async () => {
    await expect(save(text("one"), viewer)).rejects.toMatchObject({ code: "forbidden" });
    await expect(save(text("one", ""))).rejects.toThrow("production");
    await save(text("one", ""), operator);
    await expect(removeCheck(developer, { serviceId: service.id, name: "one" })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("takes the place of a check of the same name in slipway.yaml", async () => {
    await save("name: home\nenvironments: [dev]\nhttp: { url: /other }");
    expect((await getChecks(viewer, service.id)).checks).toMatchObject([
      { name: "home", source: "portal", summary: "GET /other" },
    ]);
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
