import { join } from "node:path";

import { expect, test } from "@playwright/test";
import postgres from "postgres";

import { startTemporaryPostgres } from "../../scripts/start/postgres/temporary.mjs";
import { choosePortal } from "../portal-under-test";
import { FILES, orderService } from "./order-service";
import { portalApi, type PortalApi } from "./portal-api";
import { startPortal, type RunningPortal } from "./start-portal";
import { until } from "./until";

const LIMIT_MS = 60_000;
const SOAK_MS = 2_000;
const ENVIRONMENTS = ["dev", "staging", "production"];
const PIPELINE = `
stages:
  - environment: dev
    promotion: automatic
  - environment: staging
    promotion: automatic
    checks: [orders, database]
  - environment: production
    promotion: automatic
    soak: ${SOAK_MS / 1000}s
    checks: [orders]
    approvals: { count: 1, role: administrator }
`;

let portal: RunningPortal;
let api: PortalApi;
let server: Awaited<ReturnType<typeof startTemporaryPostgres>>;
let repository: ReturnType<typeof orderService>;
let serviceId: string;

test.beforeAll(async () => {
  test.setTimeout(10 * 60_000);
  server = await startTemporaryPostgres();
  portal = await startPortal(await choosePortal());
  api = portalApi(portal);
  repository = orderService(join(portal.home, "orders-repository"));
  const commit = repository.commit("take orders", FILES.good);
  serviceId = (await api.createService("orders", repository.url)).id;
  const sql = postgres(server.url, { max: 1 });
  for (const environment of ENVIRONMENTS) {
    await sql.unsafe(`create database orders_${environment}`);
    await api.setEnvironment(environment, { settleMs: 0, drainMs: 100, deployRole: "developer" });
    await api.setVariable(serviceId, environment, "DATABASE_URL", databaseIn(environment));
  }
  await sql.end();
  await api.savePipeline(serviceId, PIPELINE);
  const built = await api.build(serviceId, commit);
  expect(built.status, built.failure?.message).toBe("ready");
});

test.afterAll(async () => {
  await portal?.stop();
  await server?.stop();
});

test("a release goes from dev through smoke and soak to production by itself, where one person approves it", async () => {
  for (const environment of ["dev", "staging"]) {
    const { id } = await newestIn(environment);
    expect(await api.ended(id)).toMatchObject({ status: "succeeded", requestedByName: "Slipway" });
  }
  const waitedFor = new Set<string>();
  const waiting = await until(
    "production waits for nothing but the approval",
    async () => {
      const found = await newestIn("production");
      for (const { code } of found.waitingFor) waitedFor.add(code);
      return found;
    },
    ({ waitingFor }) => waitingFor.map(({ code }) => code).join() === "approval",
    LIMIT_MS,
  );
  // On a slow machine the soak is over before production is asked for.
  const soakedMs = Date.parse(waiting.createdAt) - (await servesInStagingSince());
  expect(waitedFor.has("soak") || soakedMs >= SOAK_MS, `soaked for ${soakedMs} ms`).toBe(true);
  expect(waiting.waitingFor[0]?.message).toBe("0 of 1 approval: ask administrators.");
  await api.approve(waiting.id);
  expect(await api.ended(waiting.id)).toMatchObject({ status: "succeeded", outcome: "live" });
  for (const environment of ENVIRONMENTS) expect(await tablesIn(environment)).toContain("orders");
});

for (const [what, files, code, says] of [
  ["a broken migration", FILES.brokenMigration, "command_failed", /no_such_table/],
  ["a missing variable", FILES.missingVariable, "variable_missing", /PAYMENT_KEY/],
  ["a failing smoke check", FILES.failingSmoke, "check_failed", /The check "orders" failed/],
] as const) {
  test(`a release with ${what} stops in dev, with the reason in its first line`, async () => {
    const before = await served();
    const built = await api.build(serviceId, repository.commit(what, files));
    expect(built.status, built.failure?.message).toBe("ready");
    const attempt = await until(
      "it was tried in dev",
      () => newestIn("dev"),
      ({ release, status }) => release.id === built.id && status === "failed",
      LIMIT_MS,
    );
    expect(attempt.failure?.code).toBe(code);
    expect(attempt.failure?.message.split("\n")[0]).toMatch(says);
    expect(await served(), "what served serves").toBe(before);
    expect((await newestIn("staging")).release.number, "it never came to staging").toBe(1);
  });
}

const databaseIn = (environment: string) =>
  Object.assign(new URL(server.url), { pathname: `/orders_${environment}` }).href;

const newestIn = (environment: string) =>
  until(
    `somebody asks for ${environment}`,
    () => api.newestDeployment("orders", environment),
    (found) => found !== undefined,
    LIMIT_MS,
  ).then((found) => api.getDeployment(found?.id ?? ""));

async function servesInStagingSince() {
  const { phases } = await newestIn("staging");
  const switched = phases.find(({ phase }) => phase === "switch");
  return Date.parse(switched?.startedAt ?? "") + (switched?.durationMs ?? 0);
}

async function served() {
  const { environments } = await api.getService("orders");
  return environments.find(({ name }) => name === "dev")?.release?.number ?? 0;
}

async function tablesIn(environment: string) {
  const sql = postgres(databaseIn(environment), { max: 1 });
  const rows = await sql<
    { name: string }[]
  >`select tablename as name from pg_tables where schemaname = 'public'`;
  await sql.end();
  return rows.map(({ name }) => name);
}
