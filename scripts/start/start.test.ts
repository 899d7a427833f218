import { createServer } from "node:net";

import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

import { isAlive } from "./processes.mjs";
import { standInPortal } from "./testing/stand-in-portal";

let portal: Awaited<ReturnType<typeof standInPortal>>;
const started: number[] = [];

beforeAll(async () => {
  portal = await standInPortal();
});

// What a failed test left behind; the start scripts first, because they would restart the others.
afterEach(async () => {
  for (const pid of [...started.splice(0), ...(await leftovers())]) kill(pid);
});

afterAll(() => portal.remove());

async function start(environment?: Record<string, string>) {
  const run = await portal.start(environment);
  started.push(run.pid);
  return run;
}

test("starts, says where it is, and a signal to the whole group stops all of it", async () => {
  const run = await start();
  expect(run.seen.stdout).toContain(`http://localhost:${portal.port}`);
  expect(run.seen.stdout).toContain(`http://localhost:${portal.port}/set-up?starts=`);
  const parts = [
    await portal.pidAt(portal.port),
    await portal.pidAt(portal.gatewayPort),
    portal.postgresPid(),
  ];
  run.signalGroup("SIGINT");
  expect(await run.ended).toBe(0);
  expect(parts.filter(isAlive)).toEqual([]);
});

test("after a kill of the whole group, database and local target go on and the next start adopts them", async () => {
  const first = await start();
  const [gateway, postgres] = [await portal.pidAt(portal.gatewayPort), portal.postgresPid()];
  first.signalGroup("SIGKILL");
  await first.ended;
  expect([gateway, postgres].filter(isAlive)).toEqual([gateway, postgres]);

  const second = await start();
  expect(second.seen.stderr).toBe("");
  expect([await portal.pidAt(portal.gatewayPort), portal.postgresPid()]).toEqual([gateway, postgres]);
  process.kill(second.pid, "SIGTERM");
  expect(await second.ended).toBe(0);
  expect([gateway, postgres].filter(isAlive)).toEqual([]);
});

test("a kill of the start script alone leaves nobody on the port of the web process", async () => {
  const run = await start();
  const web = await portal.pidAt(portal.port);
  process.kill(run.pid, "SIGKILL");
  await run.ended;
  await expect.poll(() => isAlive(web)).toBe(false);
  const again = await start();
  expect(again.seen.stderr).toBe("");
  again.signalGroup("SIGINT");
  expect(await again.ended).toBe(0);
});

test("each part that dies is started again, the database with all it had committed", async () => {
  const run = await start();
  for (const victim of [
    await portal.pidAt(portal.port),
    await portal.pidAt(portal.gatewayPort),
    portal.postgresPid(),
  ]) {
    process.kill(victim, "SIGKILL");
  }
  await expect.poll(() => run.seen.stdout, { timeout: 10_000 }).toMatch(/The database ended/);
  await expect.poll(() => portal.pidAt(portal.port).catch(() => 0), { timeout: 10_000 }).toBeGreaterThan(0);
  await expect
    .poll(() => portal.pidAt(portal.gatewayPort).catch(() => 0), { timeout: 10_000 })
    .toBeGreaterThan(0);
  await expect.poll(() => isAlive(portal.postgresPid()), { timeout: 10_000 }).toBe(true);
  run.signalGroup("SIGINT");
  expect(await run.ended).toBe(0);

  const next = await start();
  expect(startsSeenBy(next)).toBe(startsSeenBy(run) + 1);
  next.signalGroup("SIGINT");
  await next.ended;
});

test("a second start in the same home is refused with one sentence that names the first", async () => {
  const first = await start();
  const second = await start();
  expect(await second.ended).toBe(1);
  expect(second.seen.stderr).toContain(`already running in ${portal.home} (process ${first.pid})`);
  expect(second.seen.stderr.trim().split("\n")).toHaveLength(1);
  first.signalGroup("SIGINT");
  await first.ended;
});

test.each([
  ["the portal's port", "PORT"],
  ["the gateway's port", "SLIPWAY_GATEWAY_PORT"],
  ["the intake's port", "SLIPWAY_OTLP_PORT"],
])("%s in use is told in one sentence with the way out", async (_name, variable) => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const run = await start({ [variable]: String(port) });
  expect(await run.ended).toBe(1);
  expect(run.seen.stderr).toMatch(
    new RegExp(`^Port ${port} is in use\\. .*start with ${variable}=\\d+ npm start\\.\\n$`),
  );
  server.close();
});

test.each([
  [
    "nobody listens",
    "postgres://me:sesame@127.0.0.1:1/shop",
    /"shop" on 127\.0\.0\.1, port 1, .*nothing listens there/,
  ],
  [
    "there is no such host",
    "postgres://me:sesame@nowhere.invalid/shop",
    /"shop" on nowhere\.invalid, port 5432/,
  ],
  ["the password is wrong", wrongPassword(), /refuses the user or the password/],
  ["there is no such database", otherDatabase("no_such_shop"), /there is no database of that name/],
  ["it is no URL", "shop", /not a URL/],
])("a DATABASE_URL where %s is told in one sentence without the password", async (_name, url, sentence) => {
  const run = await start({ DATABASE_URL: url });
  expect(await run.ended).toBe(1);
  expect(run.seen.stderr).toMatch(sentence);
  expect(run.seen.stderr.trim().split("\n")).toHaveLength(1);
  expect(run.seen.stderr).not.toContain("sesame");
});

test("without git it says so", async () => {
  const run = await start({ PATH: "/nowhere" });
  expect(await run.ended).toBe(1);
  expect(run.seen.stderr).toMatch(/^Slipway needs git .*\n$/);
});

test("asked to stop twice within a moment, it still stops in order", async () => {
  const run = await start();
  run.signalGroup("SIGINT");
  run.signalGroup("SIGTERM");
  expect(await run.ended).toBe(0);
  expect(run.seen.stdout).not.toContain("force");
});

// The stand-in of prepare counts the starts in the database: the count proves that nothing was lost.
function startsSeenBy(run: Awaited<ReturnType<typeof start>>) {
  return Number(/set-up\?starts=(\d+)/.exec(run.seen.stdout)?.[1]);
}

function wrongPassword() {
  return Object.assign(new URL(process.env.TEST_DATABASE_URL ?? ""), { password: "sesame" }).href;
}

function otherDatabase(name: string) {
  return Object.assign(new URL(process.env.TEST_DATABASE_URL ?? ""), { pathname: `/${name}` }).href;
}

async function leftovers() {
  const read = (which: number) => portal.pidAt(which).catch(() => 0);
  const pids = [await read(portal.port), await read(portal.gatewayPort)];
  try {
    return [...pids, portal.postgresPid()];
  } catch {
    return pids;
  }
}

function kill(pid: number) {
  if (pid > 0 && isAlive(pid)) process.kill(pid, "SIGKILL");
}
