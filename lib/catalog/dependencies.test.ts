import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { auditEntries, releases, serviceDependencies } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { createTeam } from "@/lib/auth";
import { aService, as, serve } from "@/lib/delivery/testing";

import { archiveService } from "./commands/archive-service";
import { setDependencies } from "./commands/set-dependencies";
import { setServiceOwner } from "./commands/set-service-owner";
import { listDependencies, readDependencyGraph } from "./dependencies";
import { getServiceView } from "./queries";

const test = await testDatabase();
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
afterAll(() => test[Symbol.asyncDispose]());
const [viewer, developer, administrator] = [
  as(test, "viewer"),
  as(test, "developer"),
  as(test, "administrator"),
];

type Service = Awaited<ReturnType<typeof aService>>;
let count = 0;
let [shop, tides, buoys]: [Service, Service, Service] = [noService(), noService(), noService()];
beforeEach(async () => {
  count += 1;
  [shop, tides, buoys] = [
    await aService(test, `shop-${count}`),
    await aService(test, `tides-${count}`),
    await aService(test, `buoys-${count}`),
  ];
});
function noService(): Service {
  return { id: "", name: "", releaseIds: [] };
}

/** What `slipway.yaml` of that release says. */
const declare = (service: Service, number: number, ...dependsOn: string[]) =>
  test.db
    .update(releases)
    .set({ dependsOn })
    .where(eq(releases.id, service.releaseIds[number - 1] ?? ""));
const depend = (service: Service, ...on: Service[]) =>
  setDependencies(developer, { id: service.id, dependsOn: on.map(({ name }) => name) });
const audited = (subject: string) =>
  test.db.select().from(auditEntries).where(eq(auditEntries.subject, subject)).orderBy(auditEntries.id);

describe("dependencies", () => {
  it("come from the newest release that was built and from the portal, each with its health everywhere", async () => {
    await declare(shop, 1, "long-gone");
    await declare(shop, 2, tides.name);
    await depend(shop, tides, buoys);
    await serve(test, tides, "staging", 1, { health: "degraded" });
    const { dependsOn, neededBy, cycle } = await listDependencies(viewer, shop.name);
    expect(dependsOn).toMatchObject([
      { name: buoys.name, id: buoys.id, sources: ["portal"] },
      { name: tides.name, id: tides.id, sources: ["slipway.yaml", "portal"] },
    ]);
    expect(dependsOn[1]?.environments).toEqual([
      { environment: "dev", health: "not_applicable", releaseNumber: null },
      { environment: "staging", health: "degraded", releaseNumber: 1 },
      { environment: "production", health: "not_applicable", releaseNumber: null },
    ]);
    expect([neededBy, cycle]).toEqual([[], null]);
    expect((await listDependencies(viewer, tides.id)).neededBy).toMatchObject([{ name: shop.name }]);
  });

  it("may name a service that is not there, or not any more, and say so", async () => {
    await declare(shop, 2, `lighthouse-${count}`);
    await depend(shop, tides);
    await archiveService(as(test, "operator"), { id: tides.id, confirmName: tides.name });
    const { dependsOn } = await listDependencies(viewer, shop.id);
    expect(dependsOn.map(({ name, id }) => [name, id])).toEqual([
      [`lighthouse-${count}`, null],
      [tides.name, null],
    ]);
    const lighthouse = await aService(test, `lighthouse-${count}`);
    expect((await listDependencies(viewer, shop.id)).dependsOn[0]?.id).toBe(lighthouse.id);
  });

  it("in a circle are told when files make it, and refused when the portal would", async () => {
    await depend(shop, tides);
    await depend(tides, buoys);
    await expect(depend(buoys, shop)).rejects.toThrow(
      `That would be a circle: ${buoys.name} → ${shop.name} → ${tides.name} → ${buoys.name}.`,
    );
    await expect(depend(shop, shop)).rejects.toMatchObject({ code: "invalid" });
    await declare(buoys, 2, shop.name);
    expect((await listDependencies(viewer, tides.id)).cycle).toEqual([
      tides.name,
      buoys.name,
      shop.name,
      tides.name,
    ]);
    // What is there already may be saved again, and taken away.
    await depend(tides, buoys);
    await depend(tides);
    expect((await listDependencies(viewer, tides.id)).cycle).toBeNull();
  });

  it("cannot become a circle by two changes at the same moment", async () => {
    const answers = await Promise.allSettled([depend(shop, tides), depend(tides, shop)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(
      await test.db.$count(serviceDependencies, eq(serviceDependencies.dependsOn, tides.name)),
    ).toBeLessThan(2);
  });

  it("are edited by developers, on record, and only to services that are there", async () => {
    await depend(shop, tides);
    expect(await audited(shop.id)).toMatchObject([
      { action: "service.set_dependencies", before: { dependsOn: [] }, after: { dependsOn: [tides.name] } },
    ]);
    await expect(setDependencies(viewer, { id: shop.id, dependsOn: [] })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(setDependencies(developer, { id: shop.id, dependsOn: ["moon"] })).rejects.toMatchObject({
      code: "invalid",
      fields: [{ path: "dependsOn" }],
    });
    const { ids } = await readDependencyGraph(viewer);
    expect([ids.get(shop.name), ids.get(buoys.name)]).toEqual([shop.id, undefined]);
  });
});

describe("the owner of a service", () => {
  it("is a team, set by developers and on record", async () => {
    const team = await createTeam(administrator, {
      name: `harbour-${count}`,
      title: "Harbour",
      description: "",
    });
    await setServiceOwner(developer, { id: shop.name, team: team.name });
    expect((await getServiceView(viewer, shop.id)).owner).toEqual({ ...team, title: "Harbour" });
    await expect(setServiceOwner(viewer, { id: shop.id, team: null })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(setServiceOwner(developer, { id: shop.id, team: "pirates" })).rejects.toMatchObject({
      code: "not_found",
    });
    await setServiceOwner(developer, { id: shop.id, team: null });
    expect((await getServiceView(viewer, shop.id)).owner).toBeNull();
    expect(await audited(shop.id)).toMatchObject([
      { action: "service.set_owner", before: { owner: null }, after: { owner: team.name } },
      { action: "service.set_owner", before: { owner: team.name }, after: { owner: null } },
    ]);
  });
});
