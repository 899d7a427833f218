import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { auditEntries, deployments, users } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { required } from "@/lib/core/errors";

import { as } from "../testing";
import { cancelReleaseSet } from "./cancel-release-set";
import { continueReleaseSet } from "./continue-release-set";
import { rollBackReleaseSet } from "./roll-back-release-set";
import { startReleaseSet } from "./start-release-set";
import { aFleet, aPerson, bring, end, releaseOf, setsIn, type Service } from "./testing";

const test = await testDatabase();
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
afterAll(() => test[Symbol.asyncDispose]());
const ada = await aPerson(test, "operator");
const sets = setsIn(test, ada);
const developer = as(test, "developer");

let count = 0;
let [shop, tides, buoys]: [Service, Service, Service] = [nothing(), nothing(), nothing()];
beforeEach(async () => {
  count += 1;
  const fleet = await aFleet(test, count);
  [shop, tides, buoys] = [fleet.shop, fleet.tides, fleet.buoys];
});
function nothing(): Service {
  return { id: "", name: "", releaseIds: [] };
}

describe("a promotion", () => {
  it("goes wave by wave in the order of the dependencies, in the name of whoever asked", async () => {
    const { id } = await sets.start([shop, tides, buoys]);
    expect(await sets.standings(id)).toBe("buoys pending, tides pending, shop pending");
    await sets.advance(id);
    await sets.advance(id);
    expect(await sets.standings(id)).toBe("buoys requested, tides pending, shop pending");
    await sets.endMember(id, "buoys");
    expect(await sets.standings(id)).toBe("buoys succeeded, tides requested, shop pending");
    await sets.endMember(id, "tides");
    await sets.endMember(id, "shop");
    expect(await sets.row(id)).toMatchObject({ status: "succeeded", trouble: null });
    expect(await Promise.all([shop, tides, buoys].map(sets.serves))).toEqual([2, 2, 2]);
    const [row] = await test.db
      .select()
      .from(deployments)
      .where(eq(deployments.id, await sets.deploymentOf(id, "tides")));
    expect(row).toMatchObject({
      kind: "promote",
      requestedBy: `user:${ada.actor.id}`,
      requestedByName: ada.actor.name,
      reason: "the spring menu",
    });
    const trail = await test.db
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.subject, required(row, "it").id));
    expect(trail).toMatchObject([{ action: "release.promote", after: { releaseSet: id } }]);
  });

  it("stops at a member that fails, says why, and begins nothing that needs it", async () => {
    const { id } = await sets.start([shop, tides, buoys]);
    await sets.advance(id);
    await sets.endMember(id, "buoys");
    await sets.endMember(id, "tides", "failed");
    expect(await sets.standings(id)).toBe("buoys succeeded, tides failed, shop pending");
    expect(await sets.row(id)).toMatchObject({
      status: "stopped",
      trouble: `tides-${count}: It exited with code 1.`,
    });
    await sets.advance(id);
    expect(await sets.standings(id)).toBe("buoys succeeded, tides failed, shop pending");
  });

  it("goes on when somebody says so: with another try, or without what failed", async () => {
    const { id } = await sets.start([shop, tides, buoys]);
    await expect(continueReleaseSet(ada, { id, failed: "retry" })).rejects.toMatchObject({
      code: "conflict",
    });
    await sets.advance(id);
    await sets.endMember(id, "buoys", "errored");
    await continueReleaseSet(ada, { id, failed: "retry" });
    await sets.advance(id);
    expect(await sets.standings(id)).toBe("buoys requested, tides pending, shop pending");
    await sets.endMember(id, "buoys", "failed");
    await continueReleaseSet(ada, { id, failed: "skip" });
    await sets.advance(id);
    expect(await sets.standings(id)).toBe("buoys skipped, tides requested, shop pending");
    await sets.endMember(id, "tides");
    await sets.endMember(id, "shop");
    expect(await sets.row(id)).toMatchObject({ status: "succeeded" });
    expect(await sets.serves(buoys)).toBe(1);
  });

  it("tries a member again that serves though nobody could tell, as often as somebody says so", async () => {
    const { id } = await sets.start([tides, buoys]);
    await sets.advance(id);
    const tries = [await sets.deploymentOf(id, "buoys")];
    for (const [status, serves] of [
      ["errored", true],
      ["failed", false],
    ] as const) {
      await sets.endMember(id, "buoys", status, serves);
      expect(await sets.standings(id)).toBe("buoys failed, tides pending");
      await continueReleaseSet(ada, { id, failed: "retry" });
      await sets.advance(id);
      expect(await sets.standings(id)).toBe("buoys requested, tides pending");
      tries.push(await sets.deploymentOf(id, "buoys"));
    }
    expect(new Set(tries).size).toBe(3);
    await sets.endMember(id, "buoys");
    expect(await sets.standings(id)).toBe("buoys succeeded, tides requested");
  });

  it("stops when a command refuses a member, with the sentence of the command", async () => {
    const { id } = await sets.start([shop, tides]);
    await bring(test, tides, 3, "production");
    await sets.advance(id);
    expect(await sets.standings(id)).toBe("tides failed, shop pending");
    expect((await sets.row(id)).trouble).toMatch(/Something else serves in production by now/);
  });

  it("does not begin what needs a release that somebody took back meanwhile", async () => {
    const { id } = await sets.start([shop, tides]);
    await sets.advance(id);
    await end(test, await sets.deploymentOf(id, "tides"));
    await bring(test, tides, 1, "production");
    await sets.advance(id);
    expect(await sets.standings(id)).toBe("tides failed, shop pending");
    expect((await sets.row(id)).trouble).toMatch(/#2 was taken back: #1 serves by now/);
  });

  it("asks as the person with the role they have by then, and stops without them", async () => {
    const grace = await aPerson(test, "administrator");
    const { id } = await sets.start([shop], grace);
    await test.db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, grace.actor.id));
    await sets.advance(id);
    expect((await sets.row(id)).trouble).toMatch(/Ada the administrator, who asked for it, may not act/);
    await test.db
      .update(users)
      .set({ disabledAt: null, role: "developer" })
      .where(eq(users.id, grace.actor.id));
    await continueReleaseSet(ada, { id, failed: "retry" });
    await sets.advance(id);
    expect((await sets.row(id)).trouble).toMatch(/Only operators may deploy to production/);
  });

  it("is for whoever may deploy there, and only with what was reviewed", async () => {
    await expect(sets.start([shop], developer)).rejects.toMatchObject({ code: "forbidden" });
    const { id } = await sets.start([shop]);
    for (const ask of [
      () => continueReleaseSet(developer, { id, failed: "skip" }),
      () => cancelReleaseSet(developer, { id }),
      () => rollBackReleaseSet(developer, { id, reason: "no" }),
    ])
      await expect(ask()).rejects.toMatchObject({ code: "forbidden" });
    const reviewed = {
      service: tides.id,
      releaseId: releaseOf(tides, 2),
      expectedReleaseId: releaseOf(tides, 2),
    };
    await expect(
      startReleaseSet(ada, { from: "staging", to: "production", services: [reviewed], reason: "" }),
    ).rejects.toMatchObject({ code: "conflict" });
    await expect(
      startReleaseSet(ada, {
        from: "production",
        to: "staging",
        services: [{ service: "moon" }],
        reason: "",
      }),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("keeps its places for itself until it is over, whoever asks at the same moment", async () => {
    const answers = await Promise.allSettled([sets.start([shop, tides]), sets.start([tides, buoys])]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const [taken] = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value.id] : []));
    await expect(sets.start([tides])).rejects.toMatchObject({ code: "conflict" });
    await cancelReleaseSet(ada, { id: required(taken, "one of them") });
    await expect(sets.start([tides])).resolves.toMatchObject({ status: "running" });
  });
});
