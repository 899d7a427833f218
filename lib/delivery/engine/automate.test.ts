import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { auditEntries, deployments, environments, events, holds } from "@/db/schema";
import { liftQuarantine, placeHold, quarantineRelease, releaseHold, savePipeline } from "@/lib/gates";

import { rollBack } from "../commands/roll-back";
import { planPromotion } from "../queries/plans";
import { aService, deploymentRow } from "../testing";
import { patrol } from "./automate";
import { openInstallation } from "./testing";

const installation = await openInstallation();
afterAll(() => installation[Symbol.asyncDispose]());
const { test, developer, operator, ctx } = installation;
let count = 0;
let service: Awaited<ReturnType<typeof installation.service>>;
beforeEach(async () => {
  service = await installation.service(`service-${(count += 1)}`);
  return () => service.target[Symbol.asyncDispose]();
});

describe("automation", () => {
  beforeEach(() =>
    service.pipeline(
      "stages:\n  - environment: dev\n    promotion: automatic\n  - environment: staging\n    promotion: automatic\n  - environment: production\n    promotion: automatic\n    soak: 30m",
    ),
  );
  const runNewest = async (environment: string) =>
    service.run((await service.newestIn(environment))?.id ?? "");

  it("takes the newest release through the stages, each when the one before is content", async () => {
    await service.look();
    expect(await service.newestIn("dev")).toMatchObject({
      releaseId: service.release(3),
      by: "job:automation",
      status: "queued",
    });
    const { id = "" } = (await service.newestIn("dev")) ?? {};
    expect(await test.db.select().from(auditEntries).where(eq(auditEntries.subject, id))).toMatchObject([
      {
        action: "deployment.create",
        actor: "job:automation",
        after: { to: "dev", reason: "First stage of the pipeline" },
      },
    ]);
    expect(await service.newestIn("staging")).toBeUndefined();
    await runNewest("dev");
    await service.look();
    await runNewest("staging");
    await service.look();
    const last = await service.newestIn("production");
    expect(await service.codes(last?.id ?? "")).toEqual(["soak"]);
    await service.age("staging", "31 minutes");
    await service.look();
    expect(await runNewest("production")).toMatchObject({ status: "succeeded" });
    await service.look();
    expect(await test.db.$count(deployments, eq(deployments.serviceId, service.id))).toBe(3);
  });

  it("never undoes a person: a rollback holds it until a newer release", async () => {
    await service.deploy(2, "dev");
    await service.look();
    await runNewest("dev");
    const back = await rollBack(developer, {
      serviceId: service.id,
      environment: "dev",
      reason: "it is slow",
    });
    expect(await service.run(back.id)).toMatchObject({ status: "succeeded" });
    await service.look();
    expect(await service.newestIn("dev")).toMatchObject({ id: back.id });
    expect(await test.db.select().from(holds).where(eq(holds.serviceId, service.id))).toMatchObject([
      { untilReleaseNumber: 4, reason: "it is slow", endedAt: null, deploymentId: back.id },
    ]);
    const plan = await planPromotion(developer, { serviceId: service.id, from: "dev", to: "staging" });
    expect(plan.blockers.map(({ code }) => code)).not.toContain("hold"); // it does not bind people

    await releaseHold(developer, { serviceId: service.id, environment: "dev", reason: "" });
    await service.look();
    // What was taken back is a person's to bring again.
    expect(await service.newestIn("dev")).toMatchObject({ id: back.id });
  });

  it("goes on with what a hold ended, once that is released", async () => {
    await service.look();
    await runNewest("dev");
    await service.look();
    await runNewest("staging");
    await service.look();
    const waiting = (await service.newestIn("production"))?.id ?? "";
    const place = { serviceId: service.id, environment: "production" };
    await placeHold(developer, { ...place, reason: "a campaign" });
    await service.look();
    expect(await deploymentRow(test, waiting)).toMatchObject({
      status: "canceled",
      failure: { code: "hold" },
    });
    await releaseHold(developer, { ...place, reason: "" });
    await service.look();
    expect((await service.newestIn("production"))?.status).toBe("waiting");
  });

  it("an older release deployed by hand holds it as well, and a newer one that serves ends the hold", async () => {
    await service.look();
    await runNewest("dev");
    await service.deploy(1, "dev");
    await service.look();
    expect(await service.newestIn("dev")).toMatchObject({ releaseId: service.release(1) });
    await test.db.update(holds).set({ untilReleaseNumber: 2 }).where(eq(holds.serviceId, service.id));
    await service.deploy(2, "dev");
    expect(await test.db.$count(holds, and(eq(holds.serviceId, service.id), sql`ended_at is null`))).toBe(0);
    expect(
      await test.db.$count(events, and(eq(events.serviceId, service.id), eq(events.type, "hold.released"))),
    ).toBe(1);
  });

  it("does not try again what failed, was canceled or is in quarantine", async () => {
    await quarantineRelease(developer, { releaseId: service.release(3), reason: "loses orders" });
    await service.look();
    expect(await service.newestIn("dev")).toBeUndefined();
    await expect(service.request(3, "dev")).rejects.toMatchObject({
      message: "#4 is in quarantine: loses orders",
    });
    await liftQuarantine(operator, { releaseId: service.release(3), reason: "it was the database" });
    service.target.rejectNext("exited", "It does not start.");
    await service.look();
    expect(await runNewest("dev")).toMatchObject({ status: "failed" });
    await service.look();
    expect(await test.db.$count(deployments, eq(deployments.serviceId, service.id))).toBe(1);
  });

  it("looks after every service under such a pipeline, and only those", async () => {
    const other = await aService(test, `other-${count}`);
    await test.db.execute(
      sql`select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))`,
    );
    await patrol(ctx);
    const keys = await test.db.execute<{ key: string }>(sql`select key from graphile_worker.jobs`);
    expect(keys.map(({ key }) => key)).toContain(`reconsider:${service.id}`);
    expect(keys.map(({ key }) => key)).not.toContain(`reconsider:${other.id}`);
  });

  it("is asked for by those who may deploy everywhere it leads to", async () => {
    await test.db
      .update(environments)
      .set({ deployRole: "administrator" })
      .where(eq(environments.name, "production"));
    await expect(service.pipeline("stages:\n  - environment: dev")).rejects.toMatchObject({
      code: "forbidden",
    });
    await test.db.update(environments).set({ deployRole: "developer" });
    await expect(
      savePipeline(developer, { serviceId: service.id, text: "stages:\n  - environment: dev" }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });

  it("asks once, however many look at once", async () => {
    await Promise.all([service.look(), service.look(), service.look()]);
    expect(await test.db.$count(deployments, eq(deployments.serviceId, service.id))).toBe(1);
  });
});
