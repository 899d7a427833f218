import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { choosePortal } from "../portal-under-test";
import { askGateway, recordAnswers, type Answer } from "./gateway-client";
import { portalApi, type PortalApi } from "./portal-api";
import { say } from "./say";
import { serviceRepository } from "./service-repository";
import { startPortal, type RunningPortal } from "./start-portal";

const ROUNDS = 10;
const CLIENTS = 16;
const SERVICE = "traffic";

/** Answers a GET with its version, and anything with a body with the hash of that body. */
const server = (version: string) => `
import { createHash } from "node:crypto";
import { createServer } from "node:http";
createServer((request, response) => {
  if (request.method === "GET") return response.end(${JSON.stringify(version)});
  const hash = createHash("sha256");
  request.on("data", (chunk) => hash.update(chunk)).on("end", () => response.end(hash.digest("hex")));
}).listen(process.env.PORT);
`;

let portal: RunningPortal;
let api: PortalApi;

test.beforeAll(async () => {
  test.setTimeout(10 * 60_000);
  portal = await startPortal(await choosePortal());
  api = portalApi(portal);
});

test.afterAll(() => portal?.stop());

test(`${ROUNDS} promotions and ${ROUNDS} rollbacks under constant traffic, and no request fails`, async () => {
  test.setTimeout(4 * 60_000);
  for (const name of ["dev", "staging"]) await api.setEnvironment(name, { settleMs: 300, drainMs: 5_000 });
  const { serviceId, releases } = await buildReleases();
  const [older, newer] = releases;
  await succeeds(api.deploy(serviceId, older, "dev"));
  await succeeds(api.promote(serviceId, "dev", "staging"));
  await succeeds(api.deploy(serviceId, newer, "dev"));

  const traffic = recordAnswers(Array.from({ length: CLIENTS }, (_, index) => clientOf(index)));
  const startedAt = Date.now();
  for (let round = 0; round < ROUNDS; round += 1) {
    await succeeds(api.promote(serviceId, "dev", "staging"));
    await succeeds(api.rollBack(serviceId, "staging"));
  }
  const durationMs = Date.now() - startedAt;
  const answers = await traffic.stop();
  say(figures(answers, durationMs));

  const versionOf = new Map([
    [older, "older"],
    [newer, "newer"],
  ]);
  expect(answers.flatMap((answer) => problemOf(answer, versionOf)).slice(0, 10)).toEqual([]);
  // Both were seen, so traffic really moved.
  expect(new Set(answers.map(({ release }) => release))).toEqual(new Set(releases));
  expect(answers.length).toBeGreaterThan(1_000);
});

async function buildReleases() {
  const repository = serviceRepository(join(portal.home, "traffic-repository"));
  const commits = ["older", "newer"].map((version) =>
    repository.commit(version, {
      "server.mjs": server(version),
      "slipway.yaml": "start: node server.mjs\nreadiness: { interval: 50ms }\n",
    }),
  );
  const { id: serviceId } = await api.createService(SERVICE, repository.url);
  const [older, newer] = [
    await api.build(serviceId, commits[0] ?? ""),
    await api.build(serviceId, commits[1] ?? ""),
  ];
  return { serviceId, releases: [older.id, newer.id] as const };
}

/** Half of them keep their connection, half of them send bodies of up to 200 KB. */
function clientOf(index: number): Parameters<typeof recordAnswers>[0][number] {
  const keepAlive = index % 2 === 0;
  const body = index % 4 < 2 ? undefined : randomBytes(1_000 * (1 + ((index * 53) % 200)));
  const expected = body && createHash("sha256").update(body).digest("hex");
  return {
    keepAlive,
    pauseMs: 0,
    async ask(agent) {
      const answer = await askGateway(portal.gatewayPort, `${SERVICE}-staging`, {
        method: body ? "POST" : "GET",
        ...(body && { body }),
        ...(agent && { agent }),
      });
      if (expected === undefined || answer.error !== undefined) return answer;
      return answer.body === expected ? answer : { ...answer, error: "the body arrived changed" };
    },
  };
}

function problemOf({ status, release, body, error }: Answer, versionOf: Map<string, string>): string[] {
  const version = versionOf.get(release ?? "");
  const isWhole = body.length === 64 || body === version;
  if (error === undefined && status === 200 && version !== undefined && isWhole) return [];
  return [`${status ?? ""} ${release ?? ""} ${error ?? ""} ${body.slice(0, 100)}`];
}

async function succeeds(requested: Promise<{ id: string }>) {
  const ended = await api.ended((await requested).id);
  expect(ended.status, ended.failure?.message).toBe("succeeded");
}

function figures(answers: Answer[], durationMs: number) {
  const times = answers
    .map(({ askedAt, endedAt }) => endedAt - askedAt)
    .toSorted((left, right) => left - right);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  const perSecond = Math.round((answers.length / durationMs) * 1_000);
  return (
    `${2 * ROUNDS} changes in ${(durationMs / 1_000).toFixed(1)} s under ${answers.length} requests of ${CLIENTS} clients: ` +
    `${perSecond}/s, median ${at(0.5)} ms, p99 ${at(0.99)} ms, slowest ${times.at(-1)} ms`
  );
}
