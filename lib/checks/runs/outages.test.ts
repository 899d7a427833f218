import { and, eq, like, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it, test as each } from "vitest";

import {
  checkMonitors,
  checkRuns,
  deployments,
  environments,
  events,
  placements,
  releases,
} from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { contextOf } from "@/lib/core/context";
import { required } from "@/lib/core/errors";
import { as, aService, serve } from "@/lib/delivery/testing";
import { askMetric, listMetrics } from "@/lib/telemetry";

import { checksPassed, monitorVerdict } from "../queries/verdicts";
import { aResult, TestServer } from "../testing";
import { carryOutRun } from "./carry-out";
import { alignMonitors, askMonitors } from "./monitors";
import { outageOf } from "./outages";

const test = await testDatabase();
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
process.env.SLIPWAY_HOME = "/nonexistent";
const viewer = as(test, "viewer");
const worker = contextOf({ type: "job", name: "checks" } as const, test.db);
const never = new AbortController().signal;

let status = 200;
const server = await TestServer.listen((_, response) => {
  response.statusCode = status;
  response.end("{}");
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await test[Symbol.asyncDispose]();
});

let count = 0;
let service: Awaited<ReturnType<typeof aService>>;
let environmentId: string;
let deploymentId: string;
const check = { name: "home", every: "5m", outageAfter: 2, http: { url: "/" } };

beforeEach(async () => {
  status = 200;
  service = await aService(test, `watched-${(count += 1)}`, 2);
  const [dev] = await test.db.select().from(environments).where(eq(environments.name, "dev"));
  environmentId = required(dev, "dev").id;
  await declare(check);
  await serve(test, service, "dev", 1, { url: server.url });
  deploymentId = await switchTo(1);
});

const declare = (...checks: object[]) =>
  test.db.update(releases).set({ checks }).where(eq(releases.serviceId, service.id));

/** Says that a deployment of that release serves from now on. */
async function switchTo(number: number): Promise<string> {
  const releaseId = required(service.releaseIds[number - 1], "the release");
  const [place] = await test.db.select().from(placements).where(eq(placements.serviceId, service.id));
  const { id: placementId, regionId } = required(place, "the place");
  const [deployment] = await test.db
    .insert(deployments)
    .values({
      serviceId: service.id,
      environmentId,
      regionId,
      placementId,
      releaseId,
      kind: "deploy",
      status: "succeeded",
      outcome: "live",
      requestedBy: "user:usr_ada",
      requestedByName: "Ada",
      finishedAt: new Date(),
    })
    .returning({ id: deployments.id });
  const { id } = required(deployment, "the deployment");
  await test.db.update(placements).set({ releaseId, deploymentId: id }).where(eq(placements.id, placementId));
  return id;
}

/** What the monitors say, one run after the other. */
async function watch(...statuses: number[]) {
  for (status of statuses) {
    await alignMonitors(worker);
    await test.db.update(checkMonitors).set({ dueAt: sql`now()` });
    await askMonitors(worker);
    const runs = await test.db
      .select({ id: checkRuns.id })
      .from(checkRuns)
      .where(and(eq(checkRuns.serviceId, service.id), eq(checkRuns.status, "queued")));
    for (const { id } of runs) await carryOutRun(worker, id, never);
  }
}
const told = () =>
  test.db
    .select()
    .from(events)
    .where(and(eq(events.serviceId, service.id), like(events.type, "check.%")))
    .orderBy(events.id);
const verdict = (id = deploymentId) =>
  monitorVerdict(viewer, { serviceId: service.id, environmentId, deploymentId: id });

each.each([
  [{ badInRow: 1, failedInRow: 1 }, undefined],
  [{ badInRow: 2, failedInRow: 2 }, "failed"],
  [{ badInRow: 2, failedInRow: 1 }, "errored"],
  [{ badInRow: 3, failedInRow: 2 }, "failed"],
])("%o of two in a row is %s", (counts, outage) => {
  expect(outageOf({ ...counts, outageAfter: 2 })).toBe(outage);
});

describe("an outage", () => {
  it("is told once, with the place, the release and what failed, and once more when it is over", async () => {
    await watch(503);
    expect(await told()).toEqual([]);
    expect(await verdict()).toMatchObject({ status: "passed", consecutiveFailures: 1 });
    await watch(503, 503, 503);
    expect(await told()).toMatchObject([
      {
        type: "check.monitor_failed",
        environmentId,
        releaseId: service.releaseIds[0],
        message: `${service.name} #1 in dev: the check "home" failed: expected status 2xx, but it was status 503. (2 times in a row)`,
        detail: { check: "home", deploymentId, consecutiveFailures: 2 },
      },
    ]);
    expect(await verdict()).toEqual({
      status: "failed",
      consecutiveFailures: 4,
      message: 'The check "home" failed: expected status 2xx, but it was status 503.',
    });
    await watch(200, 200);
    expect(await told()).toMatchObject([
      {},
      {
        type: "check.monitor_recovered",
        message: `${service.name} #1 in dev: the check "home" passes again.`,
      },
    ]);
    expect(await verdict()).toMatchObject({ status: "passed", consecutiveFailures: 0 });
  });

  it("is no failure when we could not tell, and becomes one when enough of it has failed", async () => {
    await declare({ ...check, http: { url: "/${MISSING}" } });
    await watch(200, 200);
    expect((await told()).map(({ type }) => type)).toEqual(["check.monitor_errored"]);
    expect(await verdict()).toMatchObject({ status: "errored", consecutiveFailures: 2 });
    await declare(check);
    await watch(503);
    expect(await told()).toHaveLength(1);
    await watch(503);
    expect((await told()).map(({ type }) => type)).toEqual(["check.monitor_errored", "check.monitor_failed"]);
  });

  it("is of the release that serves: one that takes over begins with nothing, and has an outage of its own", async () => {
    await watch(503, 503);
    const second = await switchTo(2);
    expect(await verdict(second)).toEqual({ status: "none", consecutiveFailures: 0, message: "" });
    expect(await verdict()).toMatchObject({ status: "none" });
    await watch(503);
    expect(await verdict(second)).toMatchObject({ status: "passed", consecutiveFailures: 1 });
    await watch(503);
    expect(await verdict(second)).toMatchObject({ status: "failed" });
    expect((await told()).map(({ releaseId }) => releaseId)).toEqual(service.releaseIds);
  });

  it("is not made by a result that was on its way while another release took over", async () => {
    await watch(503);
    status = 503;
    await test.db.update(checkMonitors).set({ dueAt: sql`now()` });
    await askMonitors(worker);
    await switchTo(2);
    const [run] = await test.db
      .select()
      .from(checkRuns)
      .where(and(eq(checkRuns.serviceId, service.id), eq(checkRuns.status, "queued")));
    await carryOutRun(worker, required(run, "the run").id, never);
    expect(await told()).toEqual([]);
    const [after] = await test.db
      .select()
      .from(checkRuns)
      .where(eq(checkRuns.id, run?.id ?? ""));
    expect(after?.releaseId).toBe(service.releaseIds[1]);
  });
});

describe("checksPassed", () => {
  const passed = (names?: string[], release = 0) =>
    checksPassed(viewer, {
      serviceId: service.id,
      environmentId,
      releaseId: required(service.releaseIds[release], "the release"),
      ...(names && { names }),
    });

  it("tells the newest result of each check for that release only, and none of what never ran", async () => {
    expect(await passed()).toEqual([{ name: "home", status: "none", at: null }]);
    await watch(503, 200);
    expect(await passed(["home", "unheard of"])).toEqual([
      { name: "home", status: "passed", at: expect.any(String) },
      { name: "unheard of", status: "none", at: null },
    ]);
    expect(await passed(["home"], 1)).toEqual([{ name: "home", status: "none", at: null }]);
  });
});

describe("what monitors said, as metrics", () => {
  /** What results say, hours and days say too. */
  const ask = async (metric: string, aggregation: "avg" | "increase" | "p50", by: string) => {
    const where = `service=${service.name}`;
    const [ofResults, ofHours, ofDays] = await Promise.all(
      [1_800, 3_600, 86_400].map(async (step) => {
        const asked = { metric, aggregation, where, by, step };
        const { series } = await askMetric(viewer, asked);
        return series.map(({ labels, values }) => [labels, lastOf(values)]);
      }),
    );
    expect([ofResults, ofHours]).toEqual([ofDays, ofDays]);
    return ofDays;
  };
  const lastOf = (values: readonly (number | null)[]) => values.findLast((value) => value !== null) ?? 0;

  it("is the share of results that passed, how many did not, and how long they took, by release and check", async () => {
    await watch(503, 200);
    await switchTo(2);
    await watch(200);
    expect(await ask("check.up", "avg", "environment,release,check,moment")).toEqual([
      [{ environment: "dev", release: "2", check: "home", moment: "schedule" }, 1],
      [{ environment: "dev", release: "1", check: "home", moment: "schedule" }, 0.5],
    ]);
    expect(await ask("check.failures", "increase", "release,kind")).toEqual([
      [{ release: "1", kind: "http" }, 1],
      [{ release: "2", kind: "http" }, 0],
    ]);
    const [[labels, seconds] = []] = (await ask("check.duration", "p50", "")) ?? [];
    expect([labels, Number(seconds) > 0 && Number(seconds) < 5]).toEqual([{}, true]);
    expect((await listMetrics(viewer, {})).items.map(({ name }) => name)).toContain("check.up");
  });

  it("is no downtime when we could not tell, nor when a release failed before it had traffic", async () => {
    await declare({ ...check, http: { url: "/${MISSING}" } });
    await watch(200);
    const [place] = await test.db.select().from(placements).where(eq(placements.serviceId, service.id));
    await aResult(test, required(place, "the place"), {
      at: new Date(),
      status: "failed",
      durationMs: 10,
      moment: "before_traffic",
    });
    expect(await ask("check.up", "avg", "")).toEqual([]);
    expect(await ask("check.failures", "increase", "")).toEqual([[{}, 2]]);
  });
});
