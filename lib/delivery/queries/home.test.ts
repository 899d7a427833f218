import { eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test } from "vitest";

import type { DeploymentOutcome, DeploymentStatus } from "@/db/enums";
import { approvals, deployments, pipelines, placements, releases, services, users } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { contextOf, type Context } from "@/lib/core/context";
import { quarantineRelease } from "@/lib/gates";

import { as, aService, serve } from "../testing";
import { getHome } from "./home";

const database = await testDatabase();
afterAll(() => database[Symbol.asyncDispose]());
const [viewer, developer, operator] = [
  as(database, "viewer"),
  as(database, "developer"),
  as(database, "operator"),
];
beforeEach(async () => {
  await database.client`truncate services cascade`;
});

type Service = Awaited<ReturnType<typeof aService>>;
type Attempt = { status?: DeploymentStatus; outcome?: DeploymentOutcome; minutesAgo?: number };

/** A deployment in the history of a place that is there already; the newest finished one unless it is under way. */
async function attempted(service: Service, environment: string, number: number, attempt: Attempt) {
  const { status = "failed", outcome, minutesAgo = 1 } = attempt;
  const inEnvironment = sql`(select id from environments where name = ${environment})`;
  const place = sql`(select id from placements where service_id = ${service.id} and environment_id = ${inEnvironment})`;
  const [row] = await database.db
    .insert(deployments)
    .values({
      serviceId: service.id,
      environmentId: inEnvironment,
      regionId: sql`(select region_id from placements where id = ${place})`,
      placementId: place,
      releaseId: service.releaseIds[number - 1] ?? "",
      kind: "deploy",
      status,
      outcome: outcome ?? null,
      requestedBy: "user:usr_ada",
      requestedByName: "Ada",
      finishedAt: status === "queued" ? null : sql`now() - ${`${minutesAgo} minutes`}::interval`,
    })
    .returning({ id: deployments.id, placementId: deployments.placementId });
  if (status === "queued" || !row) return;
  await database.db
    .update(placements)
    .set({ lastDeploymentId: row.id, lastStatus: status })
    .where(eq(placements.id, row.placementId));
}

async function failing(
  name: string,
  environment: string,
  status: DeploymentStatus = "failed",
  minutesAgo = 1,
) {
  const service = await aService(database, name, 1);
  await serve(database, service, environment, 1, { health: "healthy" });
  await attempted(service, environment, 1, { status, minutesAgo });
}

const subjects = (home: Awaited<ReturnType<typeof getHome>>) =>
  home.attention.map(({ serviceName, environment }) => `${serviceName} ${environment ?? "build"}`);

test("what failed in production is never hidden by what is not well elsewhere", async () => {
  for (let index = 0; index < 9; index += 1) {
    const service = await aService(database, `ill-${index}`, 1);
    await serve(database, service, "dev", 1, { health: "degraded" });
  }
  await failing("checkout", "production", "errored");
  const home = await getHome(viewer);
  expect(subjects(home)[0]).toBe("checkout production");
  expect(home.attention).toHaveLength(7);
  expect(home.attentionCount).toBe(10);
  expect((await getHome(viewer, { attention: 200 })).attention).toHaveLength(10);
});

test("production first, then the worse kind, then the newer one", async () => {
  await failing("old-failure", "dev", "failed", 60);
  await failing("new-failure", "dev", "failed", 5);
  await failing("unsure", "dev", "interrupted");
  const ill = await aService(database, "ill", 1);
  await serve(database, ill, "dev", 1, { health: "degraded" });
  await serve(database, ill, "production", 1, { health: "unknown" });
  const unbuilt = await aService(database, "unbuilt", 1);
  await database.db.update(releases).set({ status: "failed" }).where(eq(releases.serviceId, unbuilt.id));
  await failing("shop", "production");
  expect(subjects(await getHome(viewer))).toEqual([
    "shop production",
    "ill production",
    "ill dev",
    "new-failure dev",
    "old-failure dev",
    "unsure dev",
    "unbuilt build",
  ]);
});

test("nothing of an archived service needs anybody", async () => {
  await failing("gone", "production");
  await database.db.update(services).set({ archivedAt: new Date() });
  expect(await getHome(viewer)).toMatchObject({ attention: [], attentionCount: 0, promotable: [] });
});

async function waits(name: string, serves: Partial<Record<"dev" | "staging" | "production", number>>) {
  const service = await aService(database, name, 12);
  for (const [environment, number] of Object.entries(serves)) {
    await serve(database, service, environment, number, { health: "healthy" });
  }
  return service;
}
const promotable = async (ctx: Context = operator) =>
  (await getHome(ctx)).promotable.map(({ message }) => message);

test("what serves newer in one environment than in the next can go on, with the page that promotes it", async () => {
  await waits("checkout", { dev: 12, staging: 12, production: 9 });
  await waits("first", { dev: 1 });
  await waits("same", { dev: 2, staging: 2, production: 2 });
  await waits("ahead", { staging: 1, production: 2 });
  expect((await getHome(operator)).promotable).toMatchObject([
    {
      message: "checkout #12 serves in staging, production is 3 behind.",
      href: "/services/checkout?promote=production",
      environment: "production",
    },
    { message: "first #1 serves in dev, staging serves nothing of it yet." },
  ]);
});

test("what failed to build is not counted as a step behind", async () => {
  const { id } = await waits("gappy", { staging: 5, production: 2 });
  await database.client`update releases set status = 'failed' where service_id = ${id} and number in (3, 4)`;
  expect(await promotable()).toEqual(["gappy #5 serves in staging, production is 1 behind."]);
});

test("only where the asker may deploy", async () => {
  await waits("checkout", { dev: 12, staging: 11, production: 10 });
  expect(await promotable(viewer)).toEqual([]);
  expect(await promotable(developer)).toEqual(["checkout #12 serves in dev, staging is 1 behind."]);
  expect(await promotable(operator)).toHaveLength(2);
  const token = { type: "token", id: "tok_1", name: "CI", role: "operator", scopes: ["read"] } as const;
  expect(await promotable(contextOf(token, database.db))).toEqual([]);
});

test("not what is ill, is on its way, failed there, was rolled back from there, or is in quarantine", async () => {
  const ill = await waits("ill", { staging: 2, production: 1 });
  await database.client`update placements set health = 'degraded' where service_id = ${ill.id}`;
  await attempted(await waits("on-its-way", { staging: 2, production: 1 }), "production", 2, {
    status: "queued",
  });
  await attempted(await waits("failed-there", { staging: 2, production: 1 }), "production", 2, {});
  const back = await waits("taken-back", { staging: 2, production: 1 });
  await attempted(back, "production", 2, { status: "succeeded", outcome: "rolled_back" });
  const bad = await waits("in-quarantine", { staging: 2, production: 1 });
  await quarantineRelease(as(database, "operator"), { releaseId: bad.releaseIds[1] ?? "", reason: "slow" });
  expect(await promotable()).toEqual([]);

  const fixed = await waits("fixed", { staging: 3, production: 1 });
  await attempted(fixed, "production", 2, {});
  expect(await promotable()).toEqual(["fixed #3 serves in staging, production is 2 behind."]);
});

test("at most five, those that wait for the last environment first, also behind many that were rolled back", async () => {
  for (let index = 0; index < 7; index += 1) await waits(`waiting-${index}`, { dev: 2, staging: 1 });
  for (let index = 0; index < 7; index += 1) {
    const back = await waits(`back-${index}`, { staging: 2, production: 1 });
    await attempted(back, "production", 2, { status: "succeeded", outcome: "rolled_back" });
  }
  await waits("late", { staging: 2, production: 1 });
  const messages = await promotable();
  expect(messages).toHaveLength(5);
  expect(messages[0]).toBe("late #2 serves in staging, production is 1 behind.");
});

describe("what waits at a gate", () => {
  const freeze = { code: "freeze" as const, message: "Frozen: Holidays.", owner: "Ada", until: null };
  const approval = {
    code: "approval" as const,
    message: "0 of 1 approval: ask operators.",
    owner: "operators",
    until: null,
  };

  /** Production of the service asks for the approval of an operator. */
  async function asks(
    name: string,
    waitingFor: (typeof approval | typeof freeze)[],
    by = "user:usr_developer",
  ) {
    const service = await aService(database, name, 1);
    await serve(database, service, "production", 1);
    await attempted(service, "production", 1, { status: "queued" });
    const stage = { environment: "production", after: [], approvals: { count: 1 } };
    await database.db.insert(pipelines).values({
      serviceId: service.id,
      text: "",
      definition: { stages: [stage] },
      updatedBy: "user:usr_ada",
      updatedByName: "Ada",
    });
    const [row] = await database.db
      .update(deployments)
      .set({ status: "waiting", waitingFor, recheckAt: new Date(), requestedBy: by })
      .where(eq(deployments.serviceId, service.id))
      .returning({ id: deployments.id });
    return row?.id ?? "";
  }

  beforeEach(async () => {
    const person = { id: "usr_operator", email: "o@example.com", name: "Ada", role: "operator" as const };
    await database.db.insert(users).values(person).onConflictDoNothing();
  });

  test("comes first of all where the word of whoever asks is missing, and among the rest for others", async () => {
    await failing("burning", "production");
    await asks("frozen", [freeze]);
    await asks("shop", [freeze, approval]);
    const home = await getHome(operator);
    expect(home.attention.map(({ message }) => message)).toEqual([
      "shop #1 to production waits for your approval. 0 of 1 approval: ask operators.",
      "burning #1 did not reach production: it was interrupted.",
    ]);
    expect(home.waiting.map(({ message }) => message)).toEqual([
      "frozen #1 to production waits. Frozen: Holidays.",
    ]);
    expect(home.waitingCount).toBe(2);
    expect((await getHome(developer)).attention.map(({ kind }) => kind)).toEqual(["deployment_failed"]);
    expect((await getHome(developer)).waiting).toHaveLength(2);
  });

  test("not what whoever asks wants themselves, nor what they have agreed to", async () => {
    await asks("own", [approval], "user:usr_operator");
    const deploymentId = await asks("agreed", [approval]);
    const said = { deploymentId, userId: "usr_operator", userName: "Ada", decision: "approved" as const };
    await database.db.insert(approvals).values({ ...said, comment: "" });
    expect(await getHome(operator)).toMatchObject({ attention: [], attentionCount: 0, waitingCount: 2 });
  });
});
