import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { WEEKDAYS, type Role } from "@/db/enums";
import { auditEntries, deployments, environments, placements } from "@/db/schema";
import { endFreeze, listFreezes, skipFreeze } from "@/lib/gates";

import { deployRelease } from "../commands/deploy-release";
import { overrideGates } from "../commands/override-gates";
import { rollBack } from "../commands/roll-back";
import { getDeployment } from "../queries/deployment";
import { planDeployment } from "../queries/plan-deployment";
import { planPromotion } from "../queries/plans";
import { deploymentRow } from "../testing";
import { openInstallation } from "./testing";

const installation = await openInstallation();
afterAll(() => installation[Symbol.asyncDispose]());
const { test, developer, operator, admin } = installation;
let count = 0;
let service: Awaited<ReturnType<typeof installation.service>>;
beforeEach(async () => {
  service = await installation.service(`service-${(count += 1)}`);
  return () => service.target[Symbol.asyncDispose]();
});

describe("a stage with a soak", () => {
  beforeEach(() =>
    service.pipeline(
      "stages:\n  - environment: dev\n  - environment: staging\n    soak: 30m\n  - environment: production",
    ),
  );

  it("lets a promotion wait, tells until when, and lets it go on by itself", async () => {
    await service.deploy(0, "dev");
    const { id, status } = await service.promote("dev", "staging");
    expect(status).toBe("waiting");
    expect(await service.run(id)).toMatchObject({ status: "waiting" });
    const view = await getDeployment(developer, id);
    expect(view.waitingFor).toMatchObject([
      { code: "soak", message: "Soak in dev: #1 has to serve there for 30m." },
    ]);
    await service.age("dev", "31 minutes");
    await service.look();
    expect(await service.run(id)).toMatchObject({ status: "succeeded", outcome: "live", waitingFor: [] });
  });

  it("ends what can never soak any more, with the reason", async () => {
    await service.deploy(0, "dev");
    const { id } = await service.promote("dev", "staging");
    await service.deploy(1, "dev");
    await service.look();
    expect(await deploymentRow(test, id)).toMatchObject({ status: "canceled", failure: { code: "soak" } });
  });

  it("refuses a release that skips a stage, unless an operator overrides it with a reason", async () => {
    await expect(service.request(0, "production")).rejects.toMatchObject({
      code: "conflict",
      message: "#1 has not served in staging yet.",
    });
    const override = { gates: ["upstream" as const], reason: "hotfix of the incident" };
    await expect(service.request(0, "production", { override })).rejects.toMatchObject({ code: "forbidden" });
    const input = {
      serviceId: service.id,
      releaseId: service.release(0),
      environment: "production",
      reason: "",
      override,
    };
    const { id } = await deployRelease(operator, input);
    expect(await service.run(id)).toMatchObject({ status: "succeeded", override: [{ codes: ["upstream"] }] });
    expect(await test.db.select().from(auditEntries).where(eq(auditEntries.subject, id))).toMatchObject([
      { after: { override } },
    ]);
  });

  it("says what would block on another date", async () => {
    await service.deploy(0, "dev");
    const input = { serviceId: service.id, from: "dev", to: "staging" };
    const now = await planPromotion(developer, input);
    expect(now.blockers).toMatchObject([{ code: "soak", refuses: false, override: { allowed: false } }]);
    const later = await planPromotion(developer, {
      ...input,
      at: new Date(Date.now() + 3_600_000).toISOString(),
    });
    expect(later.blockers).toEqual([]);
  });
});

describe("freezes", () => {
  it("hold what is asked for while they last, and let go of it", async () => {
    const { id: frozen } = await service.freeze();
    const id = await service.request(0, "dev");
    expect(await service.codes(id)).toEqual(["freeze"]);
    await endFreeze(operator, { id: frozen });
    await service.look();
    expect(await service.run(id)).toMatchObject({ status: "succeeded" });
  });

  it("hold what was in the queue before they began", async () => {
    const id = await service.request(0, "dev");
    const { id: frozen } = await service.freeze();
    expect(await service.run(id)).toMatchObject({ status: "waiting", attempts: 0 });
    await endFreeze(operator, { id: frozen });
    await service.look();
    expect(await service.run(id)).toMatchObject({ status: "succeeded" });
  });

  it("let what runs go on to its end, and rollbacks through", async () => {
    await service.deploy(0, "dev");
    await service.deploy(1, "dev");
    const { id: frozen } = await service.freeze();
    const { id, status } = await rollBack(developer, {
      serviceId: service.id,
      environment: "dev",
      reason: "bad",
    });
    expect(status).toBe("queued");
    expect(await service.run(id)).toMatchObject({ status: "succeeded" });
    await endFreeze(operator, { id: frozen });
  });

  it("are overridden with a reason by operators, also when it waits already", async () => {
    const { id: frozen } = await service.freeze();
    const id = await service.request(0, "dev");
    const wish = { id, gates: ["freeze" as const], reason: "the fix of the incident" };
    await expect(overrideGates(developer, wish)).rejects.toMatchObject({ code: "forbidden" });
    await overrideGates(operator, wish);
    await service.look();
    expect(await service.run(id)).toMatchObject({ status: "succeeded", override: [{ reason: wish.reason }] });
    expect(
      await test.db
        .select()
        .from(auditEntries)
        .where(and(eq(auditEntries.subject, id), eq(auditEntries.action, "gate.override"))),
    ).toHaveLength(1);
    await endFreeze(operator, { id: frozen });
  });

  it("wait for no deployment that somebody else has in hand", async () => {
    const { id: frozen } = await service.freeze();
    const id = await service.request(0, "dev");
    await test.db.transaction(async (tx) => {
      await tx.select().from(deployments).where(eq(deployments.id, id)).for("update");
      expect(await endFreeze(operator, { id: frozen })).toEqual({ id: frozen });
    });
  });

  it("are declared and ended only by who may deploy to every environment they cover", async () => {
    const roleOf = (deployRole: Role) =>
      test.db.update(environments).set({ deployRole }).where(eq(environments.name, "production"));
    await roleOf("administrator");
    const refused = { code: "forbidden", message: expect.stringContaining("The freeze covers production") };
    await expect(service.freeze()).rejects.toMatchObject(refused);
    await expect(service.freeze({ environment: "production" })).rejects.toMatchObject(refused);
    const { id: ofDev } = await service.freeze({ environment: "dev" });
    await endFreeze(operator, { id: ofDev });
    await roleOf("developer");
    const { id: ofAll } = await service.freeze();
    await roleOf("administrator");
    await expect(endFreeze(operator, { id: ofAll })).rejects.toMatchObject(refused);
    await endFreeze(admin, { id: ofAll });
    await roleOf("developer");
  });

  it("are skipped for one time: what waits goes on, and they come again", async () => {
    const at = (days: number) => WEEKDAYS[(new Date().getUTCDay() + 6 + days) % 7] ?? "mon";
    const window = { kind: "weekly" as const, from: `${at(0)} 00:00`, until: `${at(2)} 00:00` };
    const { id: frozen } = await service.freeze({ window, timeZone: "UTC" });
    const id = await service.request(0, "dev");
    await expect(skipFreeze(developer, { id: frozen })).rejects.toMatchObject({ code: "forbidden" });
    const { until } = await skipFreeze(operator, { id: frozen });
    await service.look();
    expect(await service.run(id)).toMatchObject({ status: "succeeded" });
    const [view] = (await listFreezes(developer)).filter((freeze) => freeze.id === frozen);
    expect(view).toMatchObject({ isOn: false, skippedUntil: until });
    expect(Date.parse(view?.changesAt ?? "")).toBeGreaterThan(Date.parse(until));
    expect(await test.db.select().from(auditEntries).where(eq(auditEntries.subject, frozen))).toContainEqual(
      expect.objectContaining({ action: "freeze.skip", after: { skippedUntil: until } }),
    );
    await expect(skipFreeze(operator, { id: frozen })).rejects.toMatchObject({ code: "conflict" });
    await endFreeze(operator, { id: frozen });
    await expect(skipFreeze(operator, { id: frozen })).rejects.toMatchObject({ code: "not_found" });
    const { id: once } = await service.freeze();
    await expect(skipFreeze(operator, { id: once })).rejects.toMatchObject({ code: "conflict" });
    await endFreeze(operator, { id: once });
  });

  it("refuse a window that never comes", async () => {
    const over = { kind: "once" as const, from: "2020-01-01 00:00", until: "2021-01-01 00:00" };
    await expect(service.freeze({ window: over })).rejects.toMatchObject({ code: "invalid" });
  });
});

describe("the plan of a deployment", () => {
  const plan = (index: number, environment: string, ctx = developer) =>
    planDeployment(ctx, { serviceId: service.id, releaseId: service.release(index), environment });

  it("says what is in flight and about how long that takes, and what a request would be refused with", async () => {
    await service.deploy(0, "dev");
    const running = await service.request(1, "dev");
    const started = { status: "running" as const, startedAt: new Date(), leaseExpiresAt: new Date() };
    await test.db.update(deployments).set(started).where(eq(deployments.id, running));
    await test.db
      .update(deployments)
      .set({ startedAt: sql`${deployments.finishedAt} - interval '3 minutes'` })
      .where(and(eq(deployments.serviceId, service.id), eq(deployments.status, "succeeded")));
    const { blockers, estimateMs, replaces } = await plan(2, "dev");
    expect({ estimateMs, replaces }).toMatchObject({ estimateMs: 180_000, replaces: { number: 1 } });
    expect(blockers).toMatchObject([{ code: "in_flight", owner: running, refuses: false }]);
    const leftMs = Date.parse(blockers[0]?.until ?? "") - Date.now();
    expect(leftMs).toBeGreaterThan(150_000);
    expect(leftMs).toBeLessThanOrEqual(180_000);
    const [twin] = (await plan(1, "dev")).blockers;
    expect(twin).toMatchObject({ code: "on_its_way", refuses: true });
    await expect(service.request(1, "dev")).rejects.toMatchObject({ message: twin?.message });
  });

  it("asks the gates, and tells who may override which of them", async () => {
    const { id: frozen } = await service.freeze();
    expect(await plan(0, "dev")).toMatchObject({
      allowed: true,
      blockers: [
        { code: "freeze", owner: "Ada the operator", override: { role: "operator", allowed: false } },
      ],
    });
    expect((await plan(0, "dev", operator)).blockers).toMatchObject([{ override: { allowed: true } }]);
    await endFreeze(operator, { id: frozen });
  });
});

it("a rollback and a quarantine are one gesture", async () => {
  await service.deploy(0, "dev");
  await service.deploy(1, "dev");
  const input = { serviceId: service.id, environment: "dev", reason: "loses orders", quarantine: true };
  await service.run((await rollBack(developer, input)).id);
  await expect(service.request(1, "staging")).rejects.toMatchObject({
    message: "#2 is in quarantine: loses orders",
  });
  const [place] = await test.db.select().from(placements).where(eq(placements.serviceId, service.id));
  expect(place?.releaseId).toBe(service.release(0));
});

it("what waits ends when a newer release went out meanwhile: nobody approved to go back", async () => {
  await test.db.update(environments).set({ queuePolicy: "fifo" });
  const { id: frozen } = await service.freeze();
  const old = await service.request(1, "dev");
  const override = { gates: ["freeze" as const], reason: "the fix" };
  const input = {
    serviceId: service.id,
    releaseId: service.release(2),
    environment: "dev",
    reason: "",
    override,
  };
  const { id } = await deployRelease(operator, input);
  expect(await service.run(id)).toMatchObject({ status: "succeeded" });
  await endFreeze(operator, { id: frozen });
  await service.look();
  expect(await deploymentRow(test, old)).toMatchObject({
    status: "superseded",
    failure: { message: "#3 serves in dev by now." },
  });
  await test.db.update(environments).set({ queuePolicy: "supersede" });
});

it("an override holds for what stands in the way, not in advance", async () => {
  const override = { gates: ["freeze" as const, "quarantine" as const], reason: "just in case" };
  const wish = {
    serviceId: service.id,
    releaseId: service.release(0),
    environment: "dev",
    reason: "",
    override,
  };
  const { id } = await deployRelease(operator, wish);
  const { id: frozen } = await service.freeze();
  expect(await service.run(id)).toMatchObject({ status: "waiting", override: null });
  await endFreeze(operator, { id: frozen });
});

it("what is being replaced in the stage before has served there, and is not refused for good", async () => {
  await service.pipeline(
    "stages:\n  - environment: dev\n  - environment: staging\n    approvals: { count: 1 }",
  );
  await service.deploy(0, "dev");
  const { id } = await service.promote("dev", "staging");
  service.target.once("watch", async () => {
    await service.look();
  });
  await service.deploy(1, "dev");
  expect(await service.codes(id)).toEqual(["approval"]);
});
