import { setTimeout as delay } from "node:timers/promises";

import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { auditEntries, checkMonitors, deployments, events, holds } from "@/db/schema";
import type { Context, JobActor } from "@/lib/core/context";
import { placeHold, releaseHold } from "@/lib/gates";

import { deployRelease } from "../commands/deploy-release";
import { rollBack } from "../commands/roll-back";
import { deploymentRow } from "../testing";
import { openInstallation } from "./testing";
import { watchOutages } from "./watch-outages";

const installation = await openInstallation();
afterAll(() => installation[Symbol.asyncDispose]());
const { test, ctx, developer, operator } = installation;
let count = 0;
let service: Awaited<ReturnType<typeof installation.service>>;
beforeEach(async () => {
  await test.db.update(checkMonitors).set({ outage: null });
  service = await installation.service(`service-${(count += 1)}`);
  await service.pipeline(
    "stages:\n  - environment: dev\n    promotion: automatic\n    rollback: automatic\n  - environment: staging",
  );
  return () => service.target[Symbol.asyncDispose]();
});

/** What the checks write when a monitor has answered that often in a row for the deployment that serves. */
const outage = async (deploymentId: string, status: "failed" | "errored") => {
  const { placementId } = await deploymentRow(test, deploymentId);
  const said = {
    deploymentId,
    lastStatus: status,
    badInRow: 3,
    failedInRow: status === "failed" ? 3 : 0,
    message: 'The check "smoke" failed: status 500.',
    outage: status,
    outageDeploymentId: deploymentId,
  };
  await test.db
    .insert(checkMonitors)
    .values({ placementId, name: "smoke", everyMs: 60_000, outageAfter: 3, ...said })
    .onConflictDoUpdate({ target: [checkMonitors.placementId, checkMonitors.name], set: said });
};
const withheld = async (subject: string) =>
  (
    await test.db
      .select({ message: events.message })
      .from(events)
      .where(and(eq(events.subject, subject), eq(events.type, "deployment.rollback_withheld")))
  ).map(({ message }) => message);
/** Something happens after a worker has decided to roll back, and before it does. */
const interrupted = (happens: () => Promise<unknown>): Context<JobActor> => {
  let begun = 0;
  return {
    ...ctx,
    transaction: async (run, config) => {
      // The first one is the decision.
      if ((begun += 1) === 2) await happens();
      return ctx.transaction(run, config);
    },
  };
};
/** Until another worker is done, or waits for this one. */
async function doneOrWaiting(other: Promise<void>): Promise<void> {
  const over = new AbortController();
  void other.finally(() => over.abort());
  // oxlint-disable no-await-in-loop -- it is looked again and again
  while (!over.signal.aborted) {
    const waiting = await test.client`select 1 from pg_locks l join pg_database d on d.oid = l.database
      where d.datname = current_database() and l.locktype = 'advisory' and not l.granted`;
    if (waiting.length > 0) return;
    await delay(5);
  }
  // oxlint-enable no-await-in-loop
}
const newest = async () => (await service.newestIn("dev"))?.id ?? "";

describe("a release whose monitors fail soon after its start", () => {
  it("is rolled back by itself, once, and automation keeps off the place", async () => {
    await service.deploy(0, "dev");
    const bad = await service.deploy(1, "dev");
    await outage(bad.id, "failed");
    await Promise.all([watchOutages(ctx), watchOutages(ctx)]);
    await watchOutages(ctx);
    const back = await newest();
    expect(await service.run(back)).toMatchObject({
      kind: "rollback",
      status: "succeeded",
      releaseId: service.release(0),
      requestedBy: "job:automation",
      reason: 'The check "smoke" failed: status 500.',
    });
    expect(await deploymentRow(test, bad.id)).toMatchObject({ outcome: "rolled_back_auto" });
    expect(
      await test.db.$count(
        events,
        and(eq(events.subject, bad.id), eq(events.type, "deployment.rolled_back_auto")),
      ),
    ).toBe(1);
    expect(await withheld(bad.id)).toEqual([]);
    await service.look();
    expect(await newest()).toBe(back);
    expect(await test.db.$count(holds, eq(holds.serviceId, service.id))).toBe(1);
    // A rollback of a rollback helps nobody.
    await outage(back, "failed");
    await watchOutages(ctx);
    await watchOutages(ctx);
    expect(await newest()).toBe(back);
    expect(await withheld(back)).toEqual([
      expect.stringMatching(/^A rollback is not rolled back by itself\./),
    ]);
  });

  it("stays when nobody can tell, and people are asked once", async () => {
    await service.deploy(0, "dev");
    const { id } = await service.deploy(1, "dev");
    await outage(id, "errored");
    await watchOutages(ctx);
    await watchOutages(ctx);
    expect(await newest()).toBe(id);
    expect(await withheld(id)).toEqual([expect.stringMatching(/^Nobody can tell whether it runs well:/)]);
    expect(await test.db.$count(holds, eq(holds.serviceId, service.id))).toBe(1);
  });

  it("holds automation for as long as what was there then, also under a weaker hold, and the trail tells", async () => {
    await service.deploy(0, "dev");
    const { id } = await service.deploy(1, "dev");
    await placeHold(operator, { serviceId: service.id, environment: "dev", reason: "a campaign" });
    const ofService = eq(holds.serviceId, service.id);
    await test.db.update(holds).set({ untilReleaseNumber: 1 }).where(ofService);
    await outage(id, "errored");
    await watchOutages(ctx);
    expect(await test.db.select().from(holds).where(ofService)).toMatchObject([
      { untilReleaseNumber: 4, reason: "a campaign", createdByName: "Ada the operator" },
    ]);
    const entries = await test.db.select().from(auditEntries).where(eq(auditEntries.subject, service.id));
    expect(entries).toContainEqual(
      expect.objectContaining({
        action: "hold.place",
        actor: "job:automation",
        after: expect.objectContaining({ environment: "dev", untilReleaseNumber: 4, deploymentId: id }),
      }),
    );
  });

  it("stays when it was rolled back by itself in the last hour already", async () => {
    await service.deploy(0, "dev");
    await outage((await service.deploy(1, "dev")).id, "failed");
    await watchOutages(ctx);
    await service.run(await newest());
    await test.db
      .update(holds)
      .set({ endedAt: sql`now()` })
      .where(eq(holds.serviceId, service.id));
    const { id } = await service.deploy(2, "dev");
    await outage(id, "failed");
    await watchOutages(ctx);
    expect(await newest()).toBe(id);
    expect(await withheld(id)).toEqual([
      expect.stringMatching(/^It was rolled back by itself once in the last hour\./),
    ]);
  });

  it("is rolled back in one environment where one an hour is allowed, also by two workers at once", async () => {
    await service.pipeline(
      "stages:\n  - environment: dev\n    rollback: automatic\n  - environment: staging\n    rollback: automatic",
    );
    await service.deploy(0, "dev");
    await service.deploy(0, "staging");
    const inDev = await service.deploy(1, "dev");
    const inStaging = await service.deploy(1, "staging");
    await outage(inDev.id, "failed");
    let other = Promise.resolve();
    await watchOutages(
      interrupted(async () => {
        await test.db.update(checkMonitors).set({ outage: null });
        await outage(inStaging.id, "failed");
        other = watchOutages(ctx);
        await doneOrWaiting(other);
      }),
    );
    await other;
    const isBack = and(eq(deployments.serviceId, service.id), eq(deployments.kind, "rollback"));
    expect(await test.db.$count(deployments, isBack)).toBe(1);
    expect(await withheld(inStaging.id)).toEqual([
      expect.stringMatching(/^It was rolled back by itself once in the last hour\./),
    ]);
  });

  it("leaves it to a person who was faster, and asks nobody", async () => {
    await service.deploy(0, "dev");
    const { id } = await service.deploy(1, "dev");
    await outage(id, "failed");
    const wish = { serviceId: service.id, environment: "dev", reason: "I saw it too" };
    await watchOutages(interrupted(() => rollBack(developer, wish)));
    expect(await service.run(await newest())).toMatchObject({
      requestedBy: "user:usr_developer",
      status: "succeeded",
    });
    expect(await withheld(id)).toEqual([]);
  });

  it("stays when a person chose it against automation", async () => {
    await service.deploy(1, "dev");
    await service.deploy(2, "dev");
    const { id } = await service.deploy(0, "dev");
    await outage(id, "failed");
    await watchOutages(ctx);
    expect(await newest()).toBe(id);
    expect(await withheld(id)).toEqual([expect.stringMatching(/^Automation is held here\./)]);
  });

  it("is rolled back although somebody has something there that waits for its hour, which stays", async () => {
    await service.deploy(0, "dev");
    const bad = await service.deploy(1, "dev");
    const later = await deployRelease(installation.developer, {
      serviceId: service.id,
      releaseId: service.release(2),
      environment: "dev",
      reason: "",
      notBefore: new Date(Date.now() + 7 * 86_400_000).toISOString(),
    });
    await outage(bad.id, "failed");
    await watchOutages(ctx);
    expect(await withheld(bad.id)).toEqual([]);
    expect(await service.newestIn("dev")).toMatchObject({ releaseId: service.release(0), status: "queued" });
    expect(await deploymentRow(test, later.id)).toMatchObject({ status: "waiting" });
  });

  it("is not replaced by the newer one that a person took away", async () => {
    await service.deploy(0, "dev");
    await service.deploy(1, "dev");
    const old = await service.deploy(0, "dev");
    await releaseHold(installation.developer, { serviceId: service.id, environment: "dev", reason: "" });
    await outage(old.id, "failed");
    await watchOutages(ctx);
    expect(await newest()).toBe(old.id);
    expect(await withheld(old.id)).toHaveLength(1);
  });

  it("waits for a person who brings something else already", async () => {
    await service.deploy(0, "dev");
    const { id } = await service.deploy(1, "dev");
    const fix = await service.request(2, "dev");
    await outage(id, "failed");
    await watchOutages(ctx);
    expect(await service.run(fix)).toMatchObject({ status: "succeeded", outcome: "live" });
    expect(await withheld(id)).toEqual([expect.stringContaining("was asked for by a person")]);
  });

  it("stays when there is nothing to go back to, and says so", async () => {
    const { id } = await service.deploy(0, "dev");
    await outage(id, "failed");
    await watchOutages(ctx);
    expect(await newest()).toBe(id);
    expect(await withheld(id)).toEqual([expect.stringMatching(/no earlier good release in dev/)]);
  });

  it("stays when it has served for longer than it is watched, or where people roll back by hand", async () => {
    await service.deploy(0, "dev");
    const late = await service.deploy(1, "dev");
    await service.age("dev", "16 minutes");
    await outage(late.id, "failed");
    await service.deploy(0, "staging");
    const byHand = await service.deploy(1, "staging");
    await outage(byHand.id, "failed");
    await watchOutages(ctx);
    expect(await newest()).toBe(late.id);
    expect((await service.newestIn("staging"))?.id).toBe(byHand.id);
    expect(await withheld(late.id)).toEqual([]);
  });
});
