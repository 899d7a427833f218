import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";

import { auditEntries, configurationVersions, deployments, events, placements } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { setVariable } from "@/lib/configuration";
import { createFreeze, quarantineRelease } from "@/lib/gates";

import { deployRelease } from "../commands/deploy-release";
import { repairDrift } from "../commands/repair-drift";
import { getService } from "../queries/board";
import { getHome } from "../queries/home";
import { deploy, GOOD_SERVER, openBench, rolloutOf, until, type Bench } from "../targets/local/testing";
import { TargetUnavailable } from "../targets/target";
import { as, asJob, aService, deploymentRow, FakeTarget } from "../testing";
import { clearPlacement } from "./clear-placement";
import { runDeployment } from "./execute";
import { observeTargets } from "./observe";

const test = await testDatabase();
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
afterAll(() => test[Symbol.asyncDispose]());

const admin = as(test, "administrator");
const ctx = asJob(test);

const placeOf = async (serviceId: string) => {
  const [row] = await test.db.select().from(placements).where(eq(placements.serviceId, serviceId));
  if (!row) throw new Error("There is no place.");
  return row;
};
const driftEventsOf = async (placementId: string) =>
  (await test.db.select().from(events).where(eq(events.subject, placementId)).orderBy(events.id))
    .filter(({ type }) => type.startsWith("drift."))
    .map(({ type, message }) => `${type} ${message}`);

describe("on the local target", () => {
  let bench: Bench;
  let daemon: Awaited<ReturnType<Bench["start"]>>;
  beforeEach(async () => {
    bench = await openBench();
    daemon = await bench.start();
  });
  afterEach(async () => {
    await daemon.stop();
    await bench.close();
  });

  it("tells each way in which a place differs, once, and that it is over", async () => {
    const service = await aService(test, "tide-tables", 2);
    const [first = "", second = ""] = service.releaseIds;
    const set = (value: string) =>
      setVariable(admin, { serviceId: service.id, environment: "dev", key: "LEVEL", value, secret: false });
    await set("one");
    await set("two");
    const versions = await test.db.select().from(configurationVersions).orderBy(configurationVersions.number);
    const [older = "", newer = ""] = versions.map(({ id }) => id);
    const { id } = await deployRelease(admin, {
      serviceId: service.id,
      releaseId: second,
      environment: "dev",
      reason: "",
    });
    const place = await placeOf(service.id);
    await test.db
      .update(deployments)
      .set({ status: "succeeded", finishedAt: new Date(), configurationVersionId: newer })
      .where(eq(deployments.id, id));
    await test.db.update(placements).set({ releaseId: second, deploymentId: id });

    let at = Date.now();
    const look = (seconds = 5) => observeTargets(ctx, () => bench.target, new Date((at += seconds * 1_000)));
    const drift = async () => {
      await look();
      expect((await getService(admin, service.id)).environments[0]?.drift).toBeNull();
      await look();
      return (await getService(admin, service.id)).environments[0]?.drift?.detail;
    };
    const path = bench.artifact({ "server.mjs": GOOD_SERVER });
    let fence = 10;
    const run = (release: string, configurationId: string) =>
      deploy(bench.target, {
        ...rolloutOf(path, { release }),
        fence: (fence += 1),
        placement: { id: place.id, service: service.name, environment: "dev", region: "local" },
        configurationId,
      });

    await run(second, newer);
    expect(await drift()).toBeUndefined();

    // The target starts again what dies: that is no drift, however often it is looked at.
    const pid = Number((await bench.get("tide-tables-dev", "/pid")).text);
    process.kill(-pid, "SIGKILL");
    await look();
    await look();
    expect(await placeOf(service.id)).toMatchObject({ driftKind: null });
    await until(
      () => bench.target.observe(),
      ([one]) => one?.serving?.state === "ready",
    );

    await bench.target.remove(place.id, (fence += 1));
    expect(await drift()).toBe("#2 should run, and nothing does.");
    await look();
    await run(second, newer);
    await look();
    await run(first, newer);
    expect(await drift()).toBe("#2 should run, and #1 does.");
    await run(second, older);
    await look();
    expect(await placeOf(service.id)).toMatchObject({ driftKind: "other_configuration", health: "healthy" });
    expect((await placeOf(service.id)).driftDetail).toBe(
      "#2 should run with configuration 2, and runs with configuration 1.",
    );
    await run(second, newer);
    await look();

    await test.db.update(placements).set({ releaseId: null, deploymentId: null });
    expect(await drift()).toBe("Nothing should run, and #2 does.");
    const repaired = await repairDrift(admin, { serviceId: service.id, environment: "dev" });
    expect(repaired).toEqual({ id: null, deploymentId: null, status: "queued" });
    await test.db.update(placements).set({ fence: 50 });
    await clearPlacement(ctx, () => bench.target, place.id);
    expect(bench.processes()).toEqual([]);
    await look();
    expect(await driftEventsOf(place.id)).toEqual([
      "drift.detected tide-tables in dev is not as it was deployed: #2 should run, and nothing does.",
      "drift.repaired tide-tables in dev is as it was deployed again.",
      "drift.detected tide-tables in dev is not as it was deployed: #2 should run, and #1 does.",
      "drift.repaired tide-tables in dev is as it was deployed again.",
      "drift.detected tide-tables in dev is not as it was deployed: Nothing should run, and #2 does.",
      "drift.repaired tide-tables in dev is as it was deployed again.",
    ]);
  });
});

describe("repairDrift", () => {
  let target: FakeTarget;
  let service: Awaited<ReturnType<typeof aService>>;
  let count = 0;
  beforeEach(async () => {
    target = await FakeTarget.listen();
    service = await aService(test, `drifting-${(count += 1)}`, 2);
    return () => target[Symbol.asyncDispose]();
  });
  const executor = {
    ctx,
    owner: "one",
    targetOf: () => target,
    shutdown: new AbortController().signal,
  };
  const set = (value: string) =>
    setVariable(admin, {
      serviceId: service.id,
      environment: "production",
      key: "LEVEL",
      value,
      secret: false,
    });
  const place = () => placeOf(service.id);
  let at = Date.now();
  const look = () => observeTargets(ctx, () => target, new Date((at += 5_000)));

  /** Release 1 serves with LEVEL=old by the rows, and nothing runs. */
  async function drifted() {
    await set("old");
    const [releaseId = ""] = service.releaseIds;
    const { id } = await deployRelease(admin, {
      serviceId: service.id,
      releaseId,
      environment: "production",
      reason: "",
    });
    await runDeployment(executor, id);
    await set("new");
    target.knownAs = (await place()).id;
    target.goDark();
    await look();
    await look();
    return { id, releaseId };
  }

  it("deploys what should serve once more, with the configuration it was pinned to", async () => {
    const { id, releaseId } = await drifted();
    const input = { serviceId: service.id, environment: "production", expectedReleaseId: releaseId };
    const home = await getHome(admin, { attention: 50 });
    const mine = home.attention.filter(({ serviceName }) => serviceName === service.name);
    expect(mine).toMatchObject([
      { kind: "drift", href: `/services/${service.name}?repair=production`, environment: "production" },
    ]);

    const { deploymentId } = await repairDrift(admin, input);
    await runDeployment(executor, deploymentId ?? "");
    const repair = await deploymentRow(test, deploymentId ?? "");
    const before = await deploymentRow(test, id);
    expect(repair).toMatchObject({
      kind: "deploy",
      status: "succeeded",
      releaseId,
      configurationVersionId: before.configurationVersionId,
      reason: "repair: #1 should run, and nothing does.",
    });
    expect(target.variablesOf.get(repair.id)).toEqual({ LEVEL: "old" });
    await look();
    expect(await place()).toMatchObject({ driftKind: null, driftDetectedAt: null, health: "healthy" });
    const [audit] = await test.db.select().from(auditEntries).where(eq(auditEntries.subject, repair.id));
    expect(audit).toMatchObject({ action: "drift.repair", actor: "user:usr_administrator" });
    await expect(repairDrift(admin, input)).rejects.toMatchObject({ code: "conflict" });
  });

  it("mends what is in quarantine and frozen, for nothing new comes in; what is new waits all the same", async () => {
    const { releaseId } = await drifted();
    await quarantineRelease(admin, { releaseId, reason: "loses orders" });
    await createFreeze(admin, {
      name: "Holidays",
      service: service.id,
      window: { kind: "once", from: "2020-01-01 00:00", until: "2100-01-01 00:00" },
      timeZone: "UTC",
      blocksRollbacks: true,
    });
    const wish = { serviceId: service.id, environment: "production" };
    // The same release again, with whatever is configured by now, is no repair.
    await expect(deployRelease(admin, { ...wish, releaseId, reason: "" })).rejects.toThrow(
      "is in quarantine",
    );
    const { deploymentId, status } = await repairDrift(admin, wish);
    expect(status).toBe("queued");
    await runDeployment(executor, deploymentId ?? "");
    expect(await deploymentRow(test, deploymentId ?? "")).toMatchObject({
      status: "succeeded",
      override: null,
    });
  });

  it("is refused to whom may not deploy there, for what was not reviewed, and while one is on its way", async () => {
    const { releaseId } = await drifted();
    const input = { serviceId: service.id, environment: "production" };
    await expect(repairDrift(as(test, "developer"), input)).rejects.toMatchObject({ code: "forbidden" });
    await expect(
      repairDrift(admin, { ...input, expectedReleaseId: service.releaseIds[1] ?? "" }),
    ).rejects.toMatchObject({ code: "conflict" });
    const { deploymentId } = await repairDrift(as(test, "operator"), {
      ...input,
      expectedReleaseId: releaseId,
    });
    await expect(repairDrift(admin, input)).rejects.toThrow(deploymentId ?? "no deployment");
  });

  it("sees no drift while a deployment is at work, nor while the target does not answer", async () => {
    await drifted();
    const known = await place();
    target.observe = () => Promise.reject(new TargetUnavailable("It does not answer."));
    await look();
    expect(await place()).toMatchObject({ driftDetectedAt: known.driftDetectedAt, health: "unknown" });
    await test.db
      .update(deployments)
      .set({ status: "running", finishedAt: null, outcome: null })
      .where(eq(deployments.id, known.deploymentId ?? ""));
    target.observe = async () => [];
    await test.db.update(placements).set({ driftKind: null, driftSince: null, driftDetectedAt: null });
    await look();
    await look();
    expect(await place()).toMatchObject({ driftKind: null });
  });
});
