import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach, expect, it } from "vitest";

import { type Bench, deploy, GOOD_SERVER, never, openBench, rejectionOf, rolloutOf, until } from "./testing";

/** The daemon as a process of its own, killed and started again in every way that happens to machines. */

let bench: Bench;
let running: Daemon | undefined;

beforeEach(async () => {
  bench = await openBench();
});

afterEach(async () => {
  if (running?.child.exitCode === null) await running.end("SIGTERM");
  await bench.close();
});

it("services keep serving when the daemon is killed, and the next one takes over the same processes", async () => {
  running = await startProcess();
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  const old = rolloutOf(path, { release: "rel_old" });
  await deploy(bench.target, old);
  await deploy(bench.target, rolloutOf(path, { release: "rel_new" }));
  const before = bench.processes();
  const pid = (await bench.get("tide-tables-dev", "/pid")).text;
  const [{ warm } = { warm: [] }] = await bench.target.observe();

  await running.end("SIGKILL");
  expect(bench.processes()).toEqual(before);
  running = await startProcess();
  expect(await bench.get("tide-tables-dev", "/pid")).toMatchObject({ text: pid, release: "rel_new" });
  expect(bench.processes()).toEqual(before);
  expect(await bench.target.observe()).toMatchObject([
    {
      serving: { releaseId: "rel_new", restarts: 0 },
      warm: [{ releaseId: "rel_old", warmUntil: warm[0]?.warmUntil }],
    },
  ]);
  const back = await deploy(bench.target, rolloutOf(path, { release: "rel_old", reuseWarm: true }));
  expect(back.reusedWarm).toBe(true);
  // A process that was taken over is watched like any other.
  process.kill(Number((await bench.get("tide-tables-dev", "/pid")).text), "SIGKILL");
  await until(
    () => bench.target.observe(),
    ([one]) => one?.serving?.restarts === 1 && one.serving.state === "ready",
  );
});

it("a caller does not notice that the daemon was killed and started again during its start", async () => {
  running = await startProcess();
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  await deploy(bench.target, rolloutOf(path, { release: "rel_old" }));
  const rollout = rolloutOf(path, { release: "rel_new", settleMs: 2_500 });
  const starting = bench.target.start(rollout, () => {}, never());
  await until(
    () => bench.target.observe(),
    ([one]) => one?.starting[0]?.state === "ready",
  );
  const pids = bench.processes();
  await running.end("SIGKILL");
  running = await startProcess();
  await starting;
  expect(bench.processes()).toEqual(pids);
  await bench.target.switchTraffic(rollout);
  expect((await bench.get("tide-tables-dev")).release).toBe("rel_new");
});

it("a start nobody comes back for after the daemon died is stopped", async () => {
  running = await startProcess({ SLIPWAY_TARGET_ORPHAN_MS: "300" });
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  await deploy(bench.target, rolloutOf(path, { release: "rel_old" }));
  const leave = new AbortController();
  const slow = rolloutOf(bench.artifact({ "server.mjs": "setInterval(() => {}, 1000)" }));
  const left = rejectionOf(bench.target.start(slow, () => {}, leave.signal));
  await until(bench.processes, ({ length }) => length === 2);
  leave.abort();
  expect(await left).toMatchObject({ name: "AbortError" });
  await running.end("SIGKILL");
  running = await startProcess({ SLIPWAY_TARGET_ORPHAN_MS: "300" });
  await until(bench.processes, ({ length }) => length === 1);
  expect((await bench.get("tide-tables-dev")).release).toBe("rel_old");
});

it("after a reboot what served is started again, and its requests wait for it", async () => {
  running = await startProcess();
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  await deploy(bench.target, rolloutOf(path, { release: "rel_old" }));
  await deploy(bench.target, rolloutOf(path, { release: "rel_new", variables: { VERSION: "new" } }));
  await running.end("SIGKILL");
  for (const pid of bench.processes()) process.kill(pid, "SIGKILL");
  await until(bench.processes, ({ length }) => length === 0);
  running = await startProcess();
  expect(await bench.get("tide-tables-dev")).toMatchObject({ status: 200, release: "rel_new", text: "new" });
  expect(await bench.target.observe()).toMatchObject([
    { serving: { releaseId: "rel_new", restarts: 0 }, warm: [] },
  ]);
  expect(bench.processes()).toHaveLength(1);
  expect(readdirSync(join(bench.home, "target", "instances"))).toHaveLength(1);
});

it("a shutdown stops everything but remembers what should run", async () => {
  running = await startProcess();
  await deploy(
    bench.target,
    rolloutOf(bench.artifact({ "server.mjs": GOOD_SERVER }), { release: "rel_one" }),
  );
  await bench.target.shutdown();
  expect(await running.ended).toBe(0);
  expect(bench.processes()).toEqual([]);
  running = await startProcess();
  expect(await bench.get("tide-tables-dev")).toMatchObject({ status: 200, release: "rel_one" });
  // The signal does the same.
  await running.end("SIGTERM");
  expect(bench.processes()).toEqual([]);
});

it("a truncated state file is put aside and the last good copy is used", async () => {
  running = await startProcess();
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  await deploy(bench.target, rolloutOf(path, { release: "rel_one" }));
  const pids = bench.processes();
  await running.end("SIGKILL");
  const file = join(bench.home, "target", "state.json");
  truncateSync(file, Math.floor(readFileSync(file).length / 2));
  running = await startProcess();
  expect(
    readdirSync(join(bench.home, "target")).filter((name) => name.startsWith("state.json.corrupt-")),
  ).toHaveLength(1);
  expect(running.output()).toContain("The state file is damaged");
  expect(bench.processes()).toEqual(pids);
});

it("with both copies damaged it starts empty and leaves what runs alone, but only for a while", async () => {
  const damage = async () => {
    await running?.end("SIGKILL");
    for (const name of ["state.json", "state.json.previous"])
      writeFileSync(join(bench.home, "target", name), "{");
  };
  running = await startProcess();
  await deploy(bench.target, rolloutOf(bench.artifact({ "server.mjs": GOOD_SERVER })));
  const pids = bench.processes();
  await damage();
  running = await startProcess();
  expect(await bench.target.observe()).toEqual([]);
  expect(bench.processes()).toEqual(pids);
  expect(running.output()).toContain("left running for a while");
  // The next daemon finds a good state, and knows that it is younger than the processes.
  await running.end("SIGKILL");
  running = await startProcess();
  expect(bench.processes()).toEqual(pids);
  await damage();
  running = await startProcess({ SLIPWAY_TARGET_LOST_STATE_MS: "300" });
  await until(bench.processes, ({ length }) => length === 0);
});

it("a record that cannot be read costs one service, is kept, and gives way to the next deployment", async () => {
  running = await startProcess();
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  const hurt = rolloutOf(path);
  await deploy(bench.target, hurt);
  await deploy(bench.target, rolloutOf(path, { service: "harbour" }));
  const pid = (await bench.get("harbour-dev", "/pid")).text;
  const pids = bench.processes();
  await running.end("SIGKILL");
  const file = join(bench.home, "target", "state.json");
  const text = readFileSync(file, "utf8").replace('"verdicts":[]', '"verdicts":"of a later version"');
  writeFileSync(file, text);
  running = await startProcess();
  expect((await bench.get("harbour-dev", "/pid")).text).toBe(pid);
  expect(bench.processes()).toEqual(pids);
  expect(readFileSync(file, "utf8")).toContain("of a later version");
  expect(running.output()).toContain("A record of the state cannot be read");

  const stale = { ...rolloutOf(path), fence: hurt.fence - 1 };
  expect(await rejectionOf(bench.target.start(stale, () => {}, never()))).toMatchObject({ name: "Fenced" });
  await deploy(bench.target, rolloutOf(path, { release: "rel_anew" }));
  expect((await bench.get("tide-tables-dev")).release).toBe("rel_anew");
  expect(readFileSync(file, "utf8")).not.toContain("of a later version");
  await running.end("SIGTERM");
  expect(bench.processes()).toEqual([]);
});

it("a second daemon for the same home, and one whose port is taken, end with a sentence", async () => {
  running = await startProcess();
  const second = launchProcess();
  expect(await second.ended).toBe(3);
  expect(second.output()).toMatch(/A local target already runs for this home, as process \d+\./);
  expect(await bench.target.ping(never())).toMatchObject({ ok: true });
  await running.end("SIGTERM");

  const squatter = createServer().listen(bench.gatewayPort, "127.0.0.1");
  await new Promise((done) => squatter.once("listening", done));
  const third = launchProcess();
  expect(await third.ended).toBe(4);
  expect(third.output()).toContain(`Port ${bench.gatewayPort} is used by another program`);
  await new Promise((done) => squatter.close(done));
  running = await startProcess();
});

it("a lock left by a crash before a reboot, whose pid somebody else has now, does not block", async () => {
  running = await startProcess();
  await running.end("SIGKILL");
  writeFileSync(join(bench.home, "target", "daemon.pid"), `${process.pid} 1\n`);
  running = await startProcess();
  expect((await bench.target.ping(never())).ok).toBe(true);
});

it("what was counted outlives a gateway that is killed, but for the window that was under way", async () => {
  running = await startProcess({ SLIPWAY_TARGET_TRAFFIC_FLUSH_MS: "300" });
  await deploy(bench.target, rolloutOf(bench.artifact({ "server.mjs": GOOD_SERVER })));
  await bench.get("tide-tables-dev", "/counted");
  const counted = await until(
    () => bench.target.readTraffic(),
    (batches) => batches.length > 0,
  );
  await running.end("SIGKILL");
  running = await startProcess();
  expect(await bench.target.readTraffic()).toEqual(counted);
});

type Daemon = ReturnType<typeof launchProcess>;

function launchProcess(environment: Record<string, string> = {}) {
  const child: ChildProcess = spawn(
    process.execPath,
    [
      "--import",
      createRequire(import.meta.url).resolve("tsx"),
      fileURLToPath(new URL("./daemon/main.ts", import.meta.url)),
    ],
    {
      env: {
        ...process.env,
        SLIPWAY_HOME: bench.home,
        SLIPWAY_GATEWAY_PORT: String(bench.gatewayPort),
        SLIPWAY_GATEWAY_HOST: "127.0.0.1",
        SLIPWAY_LOG_LEVEL: "info",
        SLIPWAY_TARGET_RESTART_FIRST_MS: "50",
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  const ended = new Promise<number | null>((done) => child.once("close", done));
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return { child, ended, end, output: () => output };
}

async function startProcess(environment?: Record<string, string>): Promise<Daemon> {
  const daemon = launchProcess(environment);
  await until(
    () => {
      if (daemon.child.exitCode !== null) throw new Error(daemon.output());
      return bench.target.ping(never()).catch(() => undefined);
    },
    (status) => status?.ok === true,
    15_000,
  );
  return daemon;
}
