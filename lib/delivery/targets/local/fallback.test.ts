import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { afterEach, expect, it } from "vitest";

import { controlSocketPath } from "./socket-path";
import {
  type Bench,
  deploy,
  GOOD_SERVER,
  never,
  openBench,
  openStream,
  rejectionOf,
  rolloutOf,
  until,
} from "./testing";

/** Releases that fail after the switch, and what takes over from them. */

let bench: Bench;
let daemon: Awaited<ReturnType<Bench["start"]>>;

afterEach(async () => {
  await daemon.stop();
  await bench.close();
});

async function open(limits?: Parameters<typeof openBench>[0]): Promise<string> {
  bench = await openBench(limits);
  daemon = await bench.start();
  return bench.artifact({ "server.mjs": GOOD_SERVER });
}

const servedRelease = () =>
  bench.get("tide-tables-dev").then(({ status, release }) => `${status} ${release}`);

it("when the release before was stopped after the switch it is started again, and requests wait", async () => {
  const path = await open();
  await deploy(bench.target, rolloutOf(path, { release: "rel_old" }));
  const bad = rolloutOf(path, { release: "rel_bad", settleMs: 60_000, warmMs: 0 });
  await bench.target.start({ ...bad, settleMs: 0 }, () => {}, never());
  await bench.target.switchTraffic(bad);
  await until(bench.processes, ({ length }) => length === 1);
  const watched = rejectionOf(bench.target.watch(bad, () => {}, never()));
  await bench.get("tide-tables-dev", "/die");
  expect(await watched).toMatchObject({ code: "exited_after_ready" });
  expect(await servedRelease()).toBe("200 rel_old");
  await bench.target.abandon(bad);
  expect(await bench.target.observe()).toMatchObject([
    { serving: { releaseId: "rel_old", state: "ready", restarts: 0 }, warm: [], starting: [] },
  ]);
});

it("a release that was starting again at the switch is what a failed one falls back to", async () => {
  const path = await open({ restartFirstMs: 60_000 });
  await deploy(bench.target, rolloutOf(path, { release: "rel_old" }));
  const bad = rolloutOf(path, { release: "rel_bad", settleMs: 300 });
  await bench.target.start(bad, () => {}, never());
  process.kill(Number((await bench.get("tide-tables-dev", "/pid")).text), "SIGKILL");
  await until(
    () => bench.target.observe(),
    ([one]) => one?.serving?.state === "restarting",
  );
  await bench.target.switchTraffic(bad);
  await bench.get("tide-tables-dev", "/die");
  await until(servedRelease, (served) => served === "200 rel_old");
  expect(bench.processes()).toHaveLength(1);
});

it("a fallback is on disk before the failed release has stopped", async () => {
  const path = await open({ rejectGraceMs: 3_000 });
  await deploy(bench.target, rolloutOf(path, { release: "rel_old" }));
  const stubborn = `${GOOD_SERVER.replace("process.exit(0)", "{}")}
    process.on("SIGUSR2", () => server.close(() => setInterval(() => {}, 1_000)));`;
  const bad = rolloutOf(bench.artifact({ "server.mjs": stubborn }), { release: "rel_bad", settleMs: 60_000 });
  await bench.target.start({ ...bad, settleMs: 0 }, () => {}, never());
  await bench.target.switchTraffic(bad);
  const badPid = Number(
    (await bench.get("tide-tables-dev", "/pid", { headers: { connection: "close" } })).text,
  );
  const watched = rejectionOf(bench.target.watch(bad, () => {}, never()));
  process.kill(badPid, "SIGUSR2");
  await until(
    () => readFileSync(join(bench.home, "target", "state.json"), "utf8"),
    (text) => JSON.parse(text).placements[0].serving.rollout.release.id === "rel_old",
  );
  expect(bench.processes()).toContain(badPid);
  expect(await watched).toMatchObject({ code: "unhealthy" });
});

it("abandoning what served until a moment ago lets its requests end, and then stops it", async () => {
  const path = await open();
  const old = rolloutOf(path, { release: "rel_old" });
  await deploy(bench.target, old);
  const bad = rolloutOf(path, { release: "rel_bad", variables: { SLOW_MS: "900" }, settleMs: 60_000 });
  await bench.target.start({ ...bad, settleMs: 0 }, () => {}, never());
  await bench.target.switchTraffic(bad);
  const slow = bench.get("tide-tables-dev", "/slow");
  const stream = openStream(bench.gatewayPort, "tide-tables-dev", "/events");
  expect(await stream.opened).toBe("rel_bad");
  await deploy(bench.target, rolloutOf(path, { release: "rel_old", reuseWarm: true, drainMs: 1_500 }));
  await bench.target.abandon({ ...bad, fence: bad.fence + 1 });
  expect(await bench.target.observe()).toMatchObject([
    { serving: { releaseId: "rel_old" }, warm: [], draining: [{ releaseId: "rel_bad", openRequests: 2 }] },
  ]);
  expect(await slow).toMatchObject({ status: 200, release: "rel_bad" });
  await stream.closed;
  await until(bench.processes, ({ length }) => length === 1);
});

it("going back to what serves already takes it as it is", async () => {
  const path = await open();
  await deploy(bench.target, rolloutOf(path, { release: "rel_old" }));
  const pid = (await bench.get("tide-tables-dev", "/pid")).text;
  const back = rolloutOf(path, { release: "rel_old", reuseWarm: true, settleMs: 5_000 });
  const from = performance.now();
  const { reusedWarm } = await deploy(bench.target, back);
  expect(performance.now() - from).toBeLessThan(1_000);
  expect(reusedWarm).toBe(true);
  expect(bench.processes().map(String)).toEqual([pid]);
  expect(await bench.target.observe()).toMatchObject([
    { serving: { deploymentId: back.deploymentId, releaseId: "rel_old" }, warm: [], starting: [] },
  ]);
  // An ordinary deployment of the same release is a new process, as when its configuration changed.
  await deploy(bench.target, rolloutOf(path, { release: "rel_old" }));
  expect((await bench.get("tide-tables-dev", "/pid")).text).not.toBe(pid);
});

it("only its owner may open the control socket", async () => {
  await open();
  const socket = controlSocketPath(bench.home);
  expect(statSync(socket).mode & 0o777).toBe(0o600);
  expect(statSync(join(socket, "..")).mode & 0o777).toBe(0o700);
});
