import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { ReleaseView } from "@/lib/delivery/contract";

import { choosePortal } from "../portal-under-test";
import { openCrashPoints } from "./crash-points";
import { askGateway, recordAnswers, type Answer } from "./gateway-client";
import { portalApi } from "./portal-api";
import { releaseProcesses, temporaryFolders } from "./processes";
import { serviceRepository } from "./service-repository";
import { startPortal } from "./start-portal";
import { until } from "./until";

export const SERVICE = "weather";
const ENVIRONMENT = "dev";
export const HOST = `${SERVICE}-${ENVIRONMENT}`;

/** Takes a moment to listen, so that a kill can meet it starting. */
const server = (version: string) => `
import { createServer } from "node:http";
const server = createServer((request, response) => {
  if (request.url === "/health") return response.end("fine");
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ version: ${JSON.stringify(version)} }));
});
setTimeout(() => server.listen(process.env.PORT), 250);
`;
/**
 * What real tools do, with a file as the database: what is not there is applied, which takes a moment, and is there at
 * once. Two that run side by side apply it twice.
 */
const migrate = (database: string) => `
import { appendFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { applied } from "./applied.mjs";
const names = readdirSync("migrations").map((name) => name.replace(".sql", ""));
const before = applied();
writeFileSync(${JSON.stringify(`${database}.busy`)}, process.env.SLIPWAY_RELEASE);
for (const name of names.filter((one) => !before.includes(one)).toSorted()) {
  await new Promise((done) => setTimeout(done, 300));
  appendFileSync(${JSON.stringify(database)}, name + "\\n");
  console.log("applied " + name);
}
rmSync(${JSON.stringify(`${database}.busy`)}, { force: true });
`;
const applied = (database: string) => `
import { existsSync, readFileSync } from "node:fs";
export const applied = () => existsSync(${JSON.stringify(database)})
  ? readFileSync(${JSON.stringify(database)}, "utf8").split("\\n").filter(Boolean)
  : [];
if (process.argv[1].endsWith("applied.mjs")) for (const name of applied()) console.log(name);
`;
const CONFIGURATION = `
start: node server.mjs
health: /health
migrations: { command: node migrate.mjs, status: node applied.mjs }
readiness: { interval: 50ms, deadline: 20s }
`;

export type ChaosBench = Awaited<ReturnType<typeof openChaosBench>>;

/** A portal with one service that serves, two good releases to go to and fro, and crash points in its database. */
export async function openChaosBench() {
  const portal = await startPortal(await choosePortal());
  const api = portalApi(portal);
  const points = await openCrashPoints(portal.home);
  const repository = serviceRepository(join(portal.home, "weather-repository"));
  // What waits and lingers on purpose is short here: only the engine's own times are to be seen.
  await api.setEnvironment(ENVIRONMENT, { settleMs: 400, drainMs: 500 });
  const database = join(portal.home, "weather-database");
  const versionOf = new Map<string, string>();
  const numberOfFolders = { count: 0 };

  const commitOf = (version: string) =>
    repository.commit(version, {
      "server.mjs": server(version),
      "migrate.mjs": migrate(database),
      "applied.mjs": applied(database),
      [`migrations/${version.slice(1).padStart(4, "0")}_${version}.sql`]: `create table ${version} (id int);`,
      "slipway.yaml": CONFIGURATION,
    });
  commitOf("v0");
  const { id: serviceId } = await api.createService(SERVICE, repository.url);

  /** A release that nobody has deployed yet, so that its migration still has to run. */
  const buildNext = async (): Promise<ReleaseView> => {
    numberOfFolders.count += 1;
    const version = `v${numberOfFolders.count}`;
    const release = await api.build(serviceId, commitOf(version));
    if (release.status !== "ready") throw new Error(`The release was not built: ${release.failure?.message}`);
    versionOf.set(release.id, version);
    return release;
  };

  const first = await buildNext();
  const second = await buildNext();
  await api.ended((await api.deploy(serviceId, first.id, ENVIRONMENT)).id);
  return {
    portal,
    api,
    points,
    serviceId,
    versionOf,
    buildNext,
    first,
    second,
    deploy: (releaseId: string) => api.deploy(serviceId, releaseId, ENVIRONMENT),
    rollBack: () => api.rollBack(serviceId, ENVIRONMENT),
    /** What the portal says about the service in its environment. */
    async placement() {
      const found = (await api.getService(serviceId)).environments.find(({ name }) => name === ENVIRONMENT);
      if (!found) throw new Error("The portal does not know the environment.");
      return found;
    },
    askGateway: (agent?: Parameters<typeof askGateway>[2]) => askGateway(portal.gatewayPort, HOST, agent),
    recordAnswers: () => {
      const ask: Parameters<typeof recordAnswers>[0][number]["ask"] = (agent) =>
        askGateway(portal.gatewayPort, HOST, agent && { agent });
      return recordAnswers([
        { ask, keepAlive: true, pauseMs: 4 },
        { ask, keepAlive: false, pauseMs: 4 },
        { ask, keepAlive: true, pauseMs: 20 },
        { ask, keepAlive: false, pauseMs: 20 },
      ]);
    },
    /** Resolves while the migrate command of a release is at work, which takes 300 ms. */
    migrating: (releaseId: string) =>
      until(
        "the migration is under way",
        () => readFileSync(`${database}.busy`, "utf8"),
        (busy) => busy === releaseId,
        30_000,
      ),
    /** Every migration that was applied, as often as it was. */
    applied: () => readFileSync(database, "utf8").split("\n").filter(Boolean),
    leftovers: () => ({ processes: releaseProcesses(portal.home), folders: temporaryFolders(portal.home) }),
    /** Rows that say that somebody is still at work. */
    async stuck() {
      const sql = points.sql();
      const rows = await sql<{ what: string }[]>`
        select 'deployment ' || id || ' is ' || status as what from deployments where finished_at is null
        union all select 'deployment ' || id || ' is leased' from deployments where lease_owner is not null
        union all select 'release ' || id || ' is building' from releases where finished_at is null
        union all select 'migration ' || id || ' runs' from migration_runs where status = 'running'
        union all select 'phase ' || phase || ' of ' || deployment_id || ' runs' from deployment_phases where status = 'running'`;
      return rows.map(({ what }) => what);
    },
    /** Promises that are not kept yet; one that was replaced by a newer one can never run. */
    async jobs() {
      const rows = await points.sql()<{ job: string }[]>`
        select task_identifier || ' attempt ' || attempts || ' ' || coalesce(last_error, '') as job from graphile_worker.jobs
        where locked_at is not null or attempts < max_attempts`;
      return rows.map(({ job }) => job);
    },
    async close() {
      await points.close();
      await portal.stop();
    },
  };
}

export type Judged = { bad: string[]; refused: number; awayMs: number; total: number };

/**
 * Holds every answer against the one law: the old release or the new one, and a body that is the release's own. An
 * answer that did not come is forgiven only while the gateway itself was the victim.
 */
export function judge(
  answers: Answer[],
  allowed: string[],
  versionOf: Map<string, string>,
  forgivenAfter: number | undefined,
): Judged {
  const bad: string[] = [];
  const refused: Answer[] = [];
  for (const answer of answers) {
    if (
      answer.error !== undefined &&
      answer.status === undefined &&
      forgivenAfter !== undefined &&
      answer.endedAt >= forgivenAfter
    ) {
      refused.push(answer);
      continue;
    }
    const { status, release, body, error } = answer;
    const isOwn = release !== undefined && body === JSON.stringify({ version: versionOf.get(release) });
    if (error !== undefined || status !== 200 || !isOwn || !allowed.includes(release)) {
      bad.push(
        `${new Date(answer.endedAt).toISOString()} ${status ?? ""} ${release ?? ""} ${error ?? ""} ${body.slice(0, 120)}`,
      );
    }
  }
  const awayMs =
    refused.length === 0 ? 0 : Math.max(...refused.map(({ endedAt }) => endedAt)) - (forgivenAfter ?? 0);
  return { bad, refused: refused.length, awayMs, total: answers.length };
}
