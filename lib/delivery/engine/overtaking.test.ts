import { and, eq, isNull } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { environments, holds, placements } from "@/db/schema";
import { endFreeze, quarantineRelease, liftQuarantine } from "@/lib/gates";

import { decideApproval } from "../commands/decide-approval";
import { deployRelease } from "../commands/deploy-release";
import { rollBack } from "../commands/roll-back";
import { deploymentRow } from "../testing";
import { openInstallation } from "./testing";

// Requests that meet in one place: which goes first, which gives way, and that nobody is undone behind their back.

const installation = await openInstallation();
afterAll(() => installation[Symbol.asyncDispose]());
const { test, developer, operator } = installation;
let count = 0;
let service: Awaited<ReturnType<typeof installation.service>>;
beforeEach(async () => {
  await test.db.update(environments).set({ queuePolicy: "supersede" });
  service = await installation.service(`service-${(count += 1)}`);
  return () => service.target[Symbol.asyncDispose]();
});

const numberInDev = async () => {
  const [row] = await test.db
    .select({ number: placements.releaseNumber })
    .from(placements)
    .innerJoin(environments, eq(environments.id, placements.environmentId))
    .where(and(eq(placements.serviceId, service.id), eq(environments.name, "dev")));
  return row?.number;
};
const back = (index?: number) =>
  rollBack(developer, {
    serviceId: service.id,
    environment: "dev",
    reason: "orders are lost",
    ...(index !== undefined && { releaseId: service.release(index) }),
  });

describe("an older release that somebody asks for", () => {
  it("while a newer one runs replaces it, and automation keeps off", async () => {
    await service.deploy(0, "dev");
    const newer = await service.request(2, "dev");
    let older = "";
    service.target.once("watch", async () => {
      older = await service.request(1, "dev");
    });
    expect(await service.run(newer)).toMatchObject({ status: "succeeded" });
    expect(await service.run(older)).toMatchObject({ status: "succeeded" });
    expect(await numberInDev()).toBe(2);
    const standing = and(eq(holds.serviceId, service.id), isNull(holds.endedAt));
    expect(await test.db.$count(holds, standing)).toBe(1);
  });

  it("behind a newer one in the line comes after it", async () => {
    await test.db.update(environments).set({ queuePolicy: "fifo" });
    await service.deploy(0, "dev");
    const newer = await service.request(2, "dev");
    const older = await service.request(1, "dev");
    await service.run(newer);
    expect(await service.run(older)).toMatchObject({ status: "succeeded" });
  });
});

describe("a rollback", () => {
  it("takes back only what served when its way was looked for", async () => {
    await service.deploy(0, "dev");
    await service.deploy(1, "dev");
    const wish = { serviceId: service.id, environment: "dev", reason: "orders are lost" };
    const slow: typeof developer = {
      ...developer,
      transaction: async (run, config) => {
        await service.deploy(2, "dev");
        return developer.transaction(run, config);
      },
    };
    await expect(rollBack(slow, wish)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/^Something else serves in dev by now/),
    });
    expect(await numberInDev()).toBe(3);
  });

  it("to something newer goes forward: it waits for the approval that is asked of those, and gets it", async () => {
    await service.deploy(0, "dev");
    await service.deploy(1, "dev");
    await service.deploy(0, "dev");
    await service.pipeline("stages:\n  - environment: dev\n    approvals: { count: 1, role: developer }");
    const { id } = await back(1);
    expect(await service.codes(id)).toEqual(["approval"]);
    await decideApproval(operator, { id, decision: "approved", comment: "" });
    await service.look();
    expect(await service.run(id)).toMatchObject({ status: "succeeded" });
  });

  it("that a person asked for is not dropped for what automation brings", async () => {
    await service.pipeline("stages:\n  - environment: dev\n    promotion: automatic");
    const newest = { releaseId: service.release(3), reason: "not yet" };
    await quarantineRelease(operator, newest);
    await service.deploy(0, "dev");
    await service.deploy(1, "dev");
    const running = await service.request(2, "dev");
    let id = "";
    service.target.once("watch", async () => {
      ({ id } = await back(0));
      await liftQuarantine(operator, newest);
      // What a newer build would do: nothing holds automation from it.
      await test.db.update(holds).set({ untilReleaseNumber: 3 }).where(eq(holds.serviceId, service.id));
      await service.look();
    });
    await service.run(running);
    expect(await deploymentRow(test, id)).toMatchObject({ status: "queued" });
    expect(await service.run(id)).toMatchObject({ status: "succeeded" });
  });

  it("that waited goes first when it may: what was asked for before it does not go out after it", async () => {
    await service.deploy(0, "dev");
    await service.deploy(1, "dev");
    const freeze = await service.freeze({ blocksRollbacks: true });
    const next = await service.request(2, "dev");
    const { id, status } = await back();
    expect(status).toBe("waiting");
    await endFreeze(operator, { id: freeze.id });
    await service.look();
    await service.run(id);
    await service.look();
    await service.run(next);
    expect(await deploymentRow(test, next)).toMatchObject({ status: "superseded" });
    expect(await numberInDev()).toBe(1);
  });

  it("that waited does not undo the fix that went out meanwhile", async () => {
    await test.db.update(environments).set({ queuePolicy: "fifo" });
    await service.deploy(0, "dev");
    await service.deploy(1, "dev");
    const freeze = await service.freeze({ blocksRollbacks: true });
    const { id } = await back();
    const fix = await deployRelease(operator, {
      serviceId: service.id,
      releaseId: service.release(2),
      environment: "dev",
      reason: "the fix",
      override: { gates: ["freeze"], reason: "the fix" },
    });
    expect(await service.run(fix.id)).toMatchObject({ status: "succeeded" });
    await endFreeze(operator, { id: freeze.id });
    await service.look();
    await service.run(id);
    expect(await deploymentRow(test, id)).toMatchObject({ status: "superseded" });
    expect(await numberInDev()).toBe(3);
  });
});

it("what a person asked for and half of the approvers agreed to is not thrown away by automation", async () => {
  await service.pipeline(
    "stages:\n  - environment: dev\n  - environment: staging\n    promotion: automatic\n    approvals: { count: 2, role: developer }",
  );
  await service.deploy(0, "dev");
  const { id } = await service.promote("dev", "staging");
  await decideApproval(operator, { id, decision: "approved", comment: "" });
  await service.deploy(1, "dev");
  await service.look();
  expect(await deploymentRow(test, id)).toMatchObject({ status: "waiting" });
});
