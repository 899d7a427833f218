import { randomBytes } from "node:crypto";
import { join } from "node:path";

import { expect, test } from "@playwright/test";
import postgres from "postgres";

import { choosePortal } from "../portal-under-test";
import { portalApi, type PortalApi } from "./portal-api";
import { pidOf, readDatabaseState, type Victim } from "./processes";
import { say } from "./say";
import { serviceRepository } from "./service-repository";
import { startPortal, type RunningPortal } from "./start-portal";
import { until } from "./until";

const SERVICE = "tide-tables";
const ENVIRONMENT = "dev";
const LANES = 6;
const SPANS_IN_A_REQUEST = 25;
const RECOVERY_LIMIT_MS = 30_000;

/** Writes a numbered line every few milliseconds for as long as it lives. */
const server = `
import { createServer } from "node:http";
createServer((request, response) => response.end("fine")).listen(process.env.PORT);
let count = 0;
setInterval(() => console.log("line " + (count += 1)), 5);
`;

let portal: RunningPortal;
let api: PortalApi;
let serviceId = "";

test.skip(process.platform !== "linux", "The victims are found in /proc.");

test.beforeAll(async () => {
  test.setTimeout(10 * 60_000);
  // Two processes, so that what they share is tried as well.
  portal = await startPortal(await choosePortal(), { SLIPWAY_INTAKE_PROCESSES: "2" });
  api = portalApi(portal);
  const repository = serviceRepository(join(portal.home, `${SERVICE}-repository`));
  const commit = repository.commit("v1", {
    "server.mjs": server,
    "slipway.yaml": "start: node server.mjs\n",
  });
  ({ id: serviceId } = await api.createService(SERVICE, repository.url));
  const release = await api.build(serviceId, commit);
  await api.ended((await api.deploy(serviceId, release.id, ENVIRONMENT)).id);
});

test.afterAll(() => portal?.stop());

test("what was acknowledged is there once, whoever is killed meanwhile; what is not is said to come again", async () => {
  const traffic = sendTraces(await api.makeAuthorization(serviceId, ENVIRONMENT));
  for (const victim of ["intake", "postgres", "intake"] as const) {
    const before = traffic.kept.length;
    await until(
      "requests are kept",
      () => traffic.kept.length,
      (kept) => kept > before + 20,
      RECOVERY_LIMIT_MS,
    );
    traffic.victim = victim;
    process.kill(pidOf(portal, victim), "SIGKILL");
    const killedAt = Date.now();
    const at = traffic.kept.length;
    // Some that were being written are answered yet; what counts is that it goes on.
    await until(
      "it is taken in again",
      () => traffic.kept.length,
      (kept) => kept > at + 40,
      RECOVERY_LIMIT_MS,
    );
    say(`${victim} killed: taken in again within ${Date.now() - killedAt} ms`);
    traffic.victim = undefined;
  }
  await traffic.stop();
  say(`${traffic.kept.length} requests kept, ${JSON.stringify(traffic.others)} were not`);

  const stored = await inDatabase(
    (sql) => sql<{ trace: string; spans: number }[]>`
      select encode(trace_id, 'hex') as trace, count(distinct span_id)::int as spans from spans group by 1`,
  );
  const found = new Map(stored.map(({ trace, spans }) => [trace, spans]));
  expect(traffic.kept.filter((trace) => found.get(trace) !== SPANS_IN_A_REQUEST)).toEqual([]);
  expect(Object.keys(traffic.others).filter((answer) => !/^(429|503|intake: .*)$/u.test(answer))).toEqual([]);
});

test("every line of a service is kept once, although the target is killed while it writes", async () => {
  const lineNumbers = () =>
    inDatabase(async (sql) =>
      (await sql<{ body: string }[]>`select body from logs where body like 'line %' order by id`).map(
        ({ body }) => Number(body.slice("line ".length)),
      ),
    );
  for (let round = 0; round < 2; round += 1) {
    const seen = Math.max(0, ...(await lineNumbers()));
    process.kill(pidOf(portal, "target"), "SIGKILL");
    await until(
      "lines that were written since are kept",
      async () => Math.max(0, ...(await lineNumbers())),
      (last) => last > seen + 300,
      RECOVERY_LIMIT_MS,
    );
  }
  const numbers = await lineNumbers();
  const first = Math.min(...numbers);
  expect(first).toBe(1);
  expect(numbers.toSorted((one, other) => one - other)).toEqual(numbers.map((_, index) => index + first));
});

async function inDatabase<T>(read: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const { port, password } = readDatabaseState(portal.home);
  const sql = postgres({ host: "127.0.0.1", port, password, database: "slipway", user: "slipway", max: 1 });
  try {
    return await read(sql);
  } finally {
    await sql.end();
  }
}

/** Sends traces without a pause until it is stopped, and keeps what became of each request. */
function sendTraces(authorization: string) {
  const traffic = {
    kept: [] as string[],
    /** Answers that were none of success, and how often. */
    others: {} as Record<string, number>,
    /** Who is being killed just now. */
    victim: undefined as Victim | undefined,
    stop: async () => {},
  };
  const stopping = new AbortController();
  const lane = async () => {
    while (!stopping.signal.aborted) {
      const trace = randomBytes(16).toString("hex");
      // oxlint-disable-next-line no-await-in-loop -- a lane sends one after the other
      const answer = await send(trace, authorization).catch(
        () => `${traffic.victim ?? "nobody"}: the connection ended`,
      );
      if (answer === "200") traffic.kept.push(trace);
      else {
        traffic.others[answer] = (traffic.others[answer] ?? 0) + 1;
        // oxlint-disable-next-line no-await-in-loop -- as every exporter does
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };
  const lanes = Array.from({ length: LANES }, lane);
  traffic.stop = async () => {
    stopping.abort();
    await Promise.all(lanes);
  };
  return traffic;
}

async function send(trace: string, authorization: string): Promise<string> {
  const now = BigInt(Date.now()) * 1_000_000n;
  const spans = Array.from({ length: SPANS_IN_A_REQUEST }, () => ({
    traceId: trace,
    spanId: randomBytes(8).toString("hex"),
    name: "GET /tides",
    kind: 2,
    startTimeUnixNano: String(now),
    endTimeUnixNano: String(now + 3_000_000n),
  }));
  const response = await fetch(`http://127.0.0.1:${portal.otlpPort}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization },
    body: JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans }] }] }),
    signal: AbortSignal.timeout(15_000),
  });
  await response.arrayBuffer();
  return String(response.status);
}
