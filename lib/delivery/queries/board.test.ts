import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";

import { BOARD_STATES, type BoardState, type DeploymentStatus } from "@/db/enums";
import { deployments, placements, releases, services } from "@/db/schema";
import { testDatabase } from "@/db/testing";

import type { ListBoard, PlacementView } from "../contract";
import { as, aService, serve } from "../testing";
import { getBoard, listServices } from "./board";

const database = await testDatabase();
afterAll(() => database[Symbol.asyncDispose]());
const viewer = as(database, "viewer");

const QUIET = 60;
const named = new Map<string, Awaited<ReturnType<typeof aService>>>();

// Sixty services where all is well, and at the end of the alphabet some where it is not.
beforeAll(async () => {
  for (let index = 0; index < QUIET; index += 1)
    await add(`calm-${String(index).padStart(2, "0")}`, [1, 1, 1]);
  await add("xylophone", [2, 1, 1]);
  await add("yak", [1, 1, 1]);
  await add("zebra", [2, 2, 2], { production: { health: "degraded" } });
  await add("zither", [2, 2, 2], { dev: { lastStatus: "failed" } });
  await add("zoo", [2, 2, 2], { staging: { health: "unknown" } });
  await add("zulu", [1, null, null]);
  const yak = named.get("yak");
  const [place] = await database.db
    .select()
    .from(placements)
    .where(eq(placements.serviceId, yak?.id ?? ""));
  await database.db.insert(deployments).values({
    serviceId: place?.serviceId ?? "",
    environmentId: place?.environmentId ?? "",
    regionId: place?.regionId ?? "",
    placementId: place?.id ?? "",
    releaseId: yak?.releaseIds[0] ?? "",
    kind: "deploy",
    requestedBy: "user:usr_ada",
    requestedByName: "Ada",
  });
});

type Extra = Partial<typeof placements.$inferInsert>;
async function add(name: string, serves: (number | null)[], extra: Record<string, Extra> = {}) {
  const service = await aService(database, name, Math.max(...serves.map((number) => number ?? 0)));
  named.set(name, service);
  for (const [index, environment] of ["dev", "staging", "production"].entries()) {
    const number = serves[index];
    if (!number) continue;
    await serve(database, service, environment, number, { health: "healthy", ...extra[environment] });
  }
}

async function everyPage(input: Partial<ListBoard>) {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await getBoard(viewer, { ...input, cursor });
    names.push(...page.services.items.map(({ name }) => name));
    cursor = page.services.nextCursor ?? undefined;
  } while (cursor);
  return names;
}

test("what needs action comes first over all services, however late its name is, and then the name decides", async () => {
  const { services: first } = await getBoard(viewer, { order: "urgency", limit: 50 });
  expect(first.items.slice(0, 7).map(({ name }) => name)).toEqual([
    "zebra", // degraded in production
    "zoo", // unknown in staging
    "zither", // failed in dev
    "xylophone", // staging is behind dev; production is not behind staging
    "zulu", // staging is behind dev by its first release
    "calm-00",
    "calm-01",
  ]);
});

test.each([1, 2, 7, 50])(
  "pages of %i in the order of urgency hold every service once, in one order",
  async (limit) => {
    const whole = (await getBoard(viewer, { order: "urgency", limit: 200 })).services.items;
    expect(await everyPage({ order: "urgency", limit })).toEqual(whole.map(({ name }) => name));
    expect(whole).toHaveLength(QUIET + 6);
  },
);

test("a state is looked for on the server: matches at the end of the alphabet are on the first page", async () => {
  const page = await getBoard(viewer, { state: "failing" });
  expect(page.services.items.map(({ name }) => name)).toEqual(["zebra", "zither", "zoo"]);
  expect(page.services.nextCursor).toBeNull();
});

test("a state in one environment leaves out who is so elsewhere", async () => {
  const names = async (input: Partial<ListBoard>) => everyPage(input);
  expect(await names({ state: "degraded", environment: "production" })).toEqual(["zebra"]);
  expect(await names({ state: "degraded", environment: "dev" })).toEqual([]);
  expect(await names({ state: "unknown", environment: "staging" })).toEqual(["zoo"]);
  expect(await names({ state: "in-flight", environment: "dev" })).toEqual(["yak"]);
  expect(await names({ state: "in-flight", environment: "production" })).toEqual([]);
  expect(await names({ search: "z", environment: "production" })).toEqual(["zebra", "zither", "zoo"]);
});

test("every filter finds exactly the services whose cells show it", async () => {
  const isFailing = ({ health, lastFailure }: PlacementView) =>
    lastFailure !== null || health === "degraded" || health === "unknown";
  const shown: Record<BoardState, (cell: PlacementView) => boolean> = {
    action: (cell) => isFailing(cell) || cell.behind !== null,
    behind: ({ behind }) => behind !== null,
    failing: isFailing,
    "in-flight": ({ inFlight }) => inFlight !== null,
    healthy: ({ health }) => health === "healthy",
    degraded: ({ health }) => health === "degraded",
    unknown: ({ health }) => health === "unknown",
  };
  // The cell shows a failure with its deployment, which "zither" has not; the placement alone says it here.
  const all = (await getBoard(viewer, { limit: 200 })).services.items.filter(({ name }) => name !== "zither");
  for (const state of BOARD_STATES) {
    const found = await everyPage({ state, limit: 200 });
    expect({ state, found: found.filter((name) => name !== "zither") }).toEqual({
      state,
      found: all.filter(({ placements: cells }) => cells.some(shown[state])).map(({ name }) => name),
    });
  }
});

test("the first page counts over all services, whatever is looked for, also when nothing matches", async () => {
  const summary = { services: QUIET + 6, failing: 3, behind: 2, inFlight: 1 };
  expect((await getBoard(viewer, { limit: 1 })).summary).toEqual(summary);
  expect((await getBoard(viewer, { search: "nothing-is-called-so", state: "failing" })).summary).toEqual(
    summary,
  );
  expect((await getBoard(viewer, { cursor: "yak" })).summary).toBeNull();
});

test("what is under way is told with when it began to run, once it has", async () => {
  const inFlight = async () =>
    (await getBoard(viewer, { search: "yak" })).services.items[0]?.placements[0]?.inFlight;
  expect(await inFlight()).toMatchObject({ status: "queued", startedAt: null });
  const startedAt = new Date();
  const ofYak = eq(deployments.serviceId, named.get("yak")?.id ?? "");
  await database.db.update(deployments).set({ startedAt }).where(ofYak);
  expect(await inFlight()).toMatchObject({ startedAt: startedAt.toISOString() });
});

test("a build that failed is nothing to be behind of", async () => {
  const service = await aService(database, "half-built", 5);
  const [, second, , fourth] = service.releaseIds;
  for (const id of [second, fourth])
    await database.db
      .update(releases)
      .set({ status: "failed" })
      .where(eq(releases.id, id ?? ""));
  await serve(database, service, "dev", 3, { health: "healthy" });
  await serve(database, service, "production", 1, { health: "healthy" });
  const [row] = (await getBoard(viewer, { search: "half-built" })).services.items;
  expect(row?.placements.map(({ behind }) => behind && [behind.candidate.number, behind.releases])).toEqual([
    [5, 1],
    [3, 2],
    null,
  ]);
  await database.db.delete(services).where(eq(services.id, service.id));
});

test("what runs nowhere is offered to the first environment, and does not count as behind", async () => {
  const before = (await getBoard(viewer)).summary;
  const service = await aService(database, "unborn", 2);
  const [row] = (await getBoard(viewer, { search: "unborn" })).services.items;
  expect(row?.placements[0]?.behind).toMatchObject({ releases: 2, candidate: { number: 2 } });
  const after = (await getBoard(viewer)).summary;
  expect(after).toEqual({ ...before, services: (before?.services ?? 0) + 1 });
  expect(await everyPage({ state: "behind" })).not.toContain("unborn");
  await database.db.delete(services).where(eq(services.id, service.id));
});

test("a candidate whose last attempt in an environment failed says so there, also once another one served", async () => {
  const service = await aService(database, "unlucky", 2);
  await serve(database, service, "dev", 1, { health: "healthy" });
  const [place] = await database.db.select().from(placements).where(eq(placements.serviceId, service.id));
  const attempt = async (number: number, status: DeploymentStatus) => {
    await database.db.insert(deployments).values({
      serviceId: service.id,
      environmentId: place?.environmentId ?? "",
      regionId: place?.regionId ?? "",
      placementId: place?.id ?? "",
      releaseId: service.releaseIds[number - 1] ?? "",
      kind: "deploy",
      status,
      failure: status === "failed" ? { code: "unhealthy", message: "It is ill." } : null,
      requestedBy: "user:usr_ada",
      requestedByName: "Ada",
      finishedAt: sql`now()`,
    });
    const [row] = (await getBoard(viewer, { search: "unlucky" })).services.items;
    return row?.placements.map(({ behind }) => behind?.failed?.message ?? null);
  };
  expect(await attempt(1, "failed")).toEqual([null, null, null]);
  expect(await attempt(2, "failed")).toEqual(["It is ill.", null, null]);
  expect(await attempt(1, "succeeded")).toEqual(["It is ill.", null, null]);
  expect(await attempt(2, "canceled")).toEqual(["It is ill.", null, null]);
  expect(await attempt(2, "succeeded")).toEqual([null, null, null]);
  await database.db.delete(services).where(eq(services.id, service.id));
});

test("the token API lists the same services in the same order", async () => {
  const input = { order: "urgency", state: "action", limit: 3 } as const;
  const { services: onBoard } = await getBoard(viewer, input);
  expect(await listServices(viewer, input)).toEqual(onBoard);
});

test("a cursor or an environment that cannot be is refused with a sentence", async () => {
  const wrong = { order: "urgency", cursor: "zebra" } as const;
  await expect(getBoard(viewer, wrong)).rejects.toMatchObject({ code: "invalid" });
  await expect(getBoard(viewer, { environment: "moon" })).rejects.toMatchObject({ code: "not_found" });
});

test("the numbers that the order is made of follow every write", async () => {
  const { id, releaseIds } = await aService(database, "number", 2);
  const newest = async () =>
    (
      await database.db.select({ n: services.newestReleaseNumber }).from(services).where(eq(services.id, id))
    )[0]?.n;
  const served = async () =>
    (
      await database.db
        .select({ n: placements.releaseNumber })
        .from(placements)
        .where(eq(placements.serviceId, id))
    )[0]?.n;
  await serve(database, { id, releaseIds }, "dev", 2);
  expect([await newest(), await served()]).toEqual([2, 2]);

  await database.db.update(placements).set({ releaseId: releaseIds[0] }).where(eq(placements.serviceId, id));
  expect(await served()).toBe(1);
  await database.db.update(placements).set({ releaseId: null }).where(eq(placements.serviceId, id));
  expect(await served()).toBeNull();

  const building = {
    serviceId: id,
    number: 3,
    ref: "main",
    requestedBy: "user:usr_ada",
    requestedByName: "Ada",
  };
  await database.db.insert(releases).values(building);
  expect(await newest()).toBe(2);
  await database.db
    .update(releases)
    .set({ status: "ready", digest: "sha256:3", plan: {}, artifact: {}, finishedAt: sql`now()` })
    .where(eq(releases.number, 3));
  expect(await newest()).toBe(3);
  await database.db.delete(services).where(eq(services.id, id));
});
