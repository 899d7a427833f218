import { Agent } from "node:http";
import { setImmediate as breathe } from "node:timers/promises";

import { afterEach, beforeEach, expect, it } from "vitest";

import {
  ask,
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

/** Real requests through the real gateway while releases come and go. */

let bench: Bench;
let daemon: Awaited<ReturnType<Bench["start"]>>;

beforeEach(async () => {
  bench = await openBench();
  daemon = await bench.start();
});

afterEach(async () => {
  await daemon.stop();
  await bench.close();
});

it(
  "no request fails during twenty switches, each is answered by the old or the new release",
  { timeout: 90_000 },
  async () => {
    const path = bench.artifact({ "server.mjs": GOOD_SERVER });
    await deploy(bench.target, rolloutOf(path, { variables: { VERSION: "v0" } }));
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const seen = new Set<string>();
    const over = new AbortController();
    const client = async () => {
      let count = 0;
      while (!over.signal.aborted) {
        const answer = await ask(bench.gatewayPort, "tide-tables-dev", "/", { agent });
        expect(answer.status).toBe(200);
        seen.add(answer.text);
        count += 1;
        await breathe();
      }
      return count;
    };
    const clients = Promise.all(Array.from({ length: 8 }, client));
    for (let number = 1; number <= 20; number += 1) {
      const rollout = rolloutOf(path, { variables: { VERSION: `v${number}` }, drainMs: 500 });
      await deploy(bench.target, rollout);
      expect((await bench.get("tide-tables-dev")).text).toBe(`v${number}`);
    }
    over.abort();
    // The one before stays warm, older ones finish their requests and stop.
    await until(bench.processes, (pids) => pids.length === 2);
    const counts = await clients;
    agent.destroy();
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(1_000);
    expect([...seen].toSorted()).toEqual(Array.from({ length: 21 }, (_, number) => `v${number}`).toSorted());
  },
);

it("a warm release takes traffic back within a second of the rollback", async () => {
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  const old = rolloutOf(path, { release: "rel_old", variables: { VERSION: "old" } });
  await deploy(bench.target, old);
  await deploy(bench.target, rolloutOf(path, { release: "rel_new", variables: { VERSION: "new" } }));
  const [before] = await bench.target.observe();
  expect(before).toMatchObject({
    serving: { releaseId: "rel_new" },
    warm: [{ releaseId: "rel_old", state: "ready" }],
  });

  const from = performance.now();
  const back = rolloutOf(path, { release: "rel_old", reuseWarm: true });
  const started = await deploy(bench.target, back);
  const answer = await bench.get("tide-tables-dev");
  const tookMs = performance.now() - from;
  console.log(`warm rollback: ${tookMs.toFixed(1)} ms from start to the first answer`);
  expect(started.reusedWarm).toBe(true);
  expect(answer).toMatchObject({ release: "rel_old", text: "old" });
  expect(tookMs).toBeLessThan(1_000);
  expect(await bench.target.observe()).toMatchObject([
    { serving: { deploymentId: back.deploymentId }, warm: [{ releaseId: "rel_new" }] },
  ]);
});

it("an abandoned rollback leaves the release warm, an abandoned release is stopped", async () => {
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  await deploy(bench.target, rolloutOf(path, { release: "rel_old" }));
  await deploy(bench.target, rolloutOf(path, { release: "rel_new" }));
  const back = rolloutOf(path, { release: "rel_old", reuseWarm: true });
  await bench.target.start(back, () => {}, never());
  await bench.target.abandon(back);
  const next = rolloutOf(path, { release: "rel_next" });
  await bench.target.start(next, () => {}, never());
  await bench.target.abandon(next);
  expect(await bench.target.observe()).toMatchObject([
    { serving: { releaseId: "rel_new" }, warm: [{ releaseId: "rel_old" }], starting: [] },
  ]);
  expect(bench.processes()).toHaveLength(2);
  // Traffic has been moved to it, so abandoning it does nothing.
  await bench.target.abandon({ ...next, deploymentId: "dep_unknown" });
  expect((await bench.get("tide-tables-dev")).release).toBe("rel_new");
});

it("a request in flight ends on the old release, and one that takes too long is cut off at the drain limit", async () => {
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  await deploy(
    bench.target,
    rolloutOf(path, { release: "rel_old", variables: { VERSION: "old", SLOW_MS: "600" } }),
  );
  const slow = bench.get("tide-tables-dev", "/slow");
  const stream = openStream(bench.gatewayPort, "tide-tables-dev", "/events");
  await stream.opened;
  await until(
    () => bench.target.observe(),
    () => true,
  );
  await deploy(bench.target, rolloutOf(path, { release: "rel_new", drainMs: 1_000, warmMs: 0 }));
  expect(await bench.target.observe()).toMatchObject([
    { draining: [{ releaseId: "rel_old", openRequests: 2 }] },
  ]);
  expect(await slow).toMatchObject({ status: 200, release: "rel_old", text: "old" });
  await stream.closed;
  await until(bench.processes, (pids) => pids.length === 1);
});

it("the environment of a release is what was configured and what Slipway adds, and no more", async () => {
  process.env.DATABASE_URL = "postgres://secret";
  try {
    const path = bench.artifact({ "server.mjs": GOOD_SERVER });
    const rollout = rolloutOf(path, {
      release: "rel_env",
      variables: { COLOUR: "blue", SLIPWAY_RELEASE: "forged" },
    });
    await deploy(bench.target, rollout);
    const seen: unknown = JSON.parse((await bench.get("tide-tables-dev", "/env")).text);
    expect(seen).toMatchObject({
      COLOUR: "blue",
      NODE_ENV: "production",
      SLIPWAY_SERVICE: "tide-tables",
      SLIPWAY_ENVIRONMENT: "dev",
      SLIPWAY_REGION: "local",
      SLIPWAY_RELEASE: "rel_env",
    });
    expect(seen).not.toHaveProperty("DATABASE_URL");
    expect(seen).not.toHaveProperty("VITEST");
  } finally {
    delete process.env.DATABASE_URL;
  }
});

it("a release that dies starts again while its requests wait", async () => {
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  await deploy(bench.target, rolloutOf(path));
  const pid = (await bench.get("tide-tables-dev", "/pid")).text;
  process.kill(Number(pid), "SIGKILL");
  const answers = await Promise.all(Array.from({ length: 10 }, () => bench.get("tide-tables-dev", "/pid")));
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  expect(answers[0]?.text).not.toBe(pid);
  expect(await bench.target.observe()).toMatchObject([{ serving: { state: "ready", restarts: 1 } }]);
});

it("a release that dies while it is watched gives the traffic back to the one before", async () => {
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  await deploy(bench.target, rolloutOf(path, { release: "rel_old" }));
  const rollout = rolloutOf(path, { release: "rel_new", settleMs: 100 });
  await deploy(bench.target, rollout);
  await bench.get("tide-tables-dev", "/die");
  await until(
    () => bench.get("tide-tables-dev"),
    ({ release }) => release === "rel_old",
  );
  await expect(bench.target.watch(rollout, () => {}, never())).rejects.toMatchObject({
    code: "exited_after_ready",
  });
  expect(await bench.target.observe()).toMatchObject([
    { serving: { releaseId: "rel_old", restarts: 0 }, warm: [] },
  ]);
});

it("a first release that dies while it is watched leaves nothing serving", async () => {
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  const rollout = rolloutOf(path, { settleMs: 3_000 });
  await deploy(bench.target, rollout);
  const watched = bench.target.watch(rollout, () => {}, never());
  await bench.get("tide-tables-dev", "/die");
  await expect(watched).rejects.toMatchObject({ code: "exited_after_ready" });
  expect((await bench.get("tide-tables-dev")).status).toBe(503);
});

it("a caller with an older lease is refused, and one that waits is told", async () => {
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  const old = rolloutOf(path, { settleMs: 5_000 });
  const waiting = rolloutOf(bench.artifact({ "server.mjs": "setInterval(() => {}, 1000)" }));
  const newer = rolloutOf(path);
  const told = bench.target.start(waiting, () => {}, never());
  const refusal = rejectionOf(told);
  await until(bench.processes, (pids) => pids.length === 1);
  await deploy(bench.target, newer);
  expect(await refusal).toMatchObject({ name: "Fenced" });
  for (const call of [
    () => bench.target.start(old, () => {}, never()),
    () => bench.target.switchTraffic(old),
    () => bench.target.watch(old, () => {}, never()),
    () => bench.target.abandon(old),
    () => bench.target.runCommand(old, "true", () => {}, never()),
    () => bench.target.remove(old.placement.id, old.fence),
  ])
    await expect(call()).rejects.toMatchObject({ name: "Fenced" });
  expect((await bench.get("tide-tables-dev")).status).toBe(200);
  expect(bench.processes()).toHaveLength(1);
});

it("removing a placement stops everything and forgets it", async () => {
  const rollout = rolloutOf(bench.artifact({ "server.mjs": GOOD_SERVER }));
  await deploy(bench.target, rollout);
  await bench.target.remove(rollout.placement.id, rollout.fence);
  expect(bench.processes()).toEqual([]);
  expect(await bench.target.observe()).toEqual([]);
  expect((await bench.get("tide-tables-dev")).status).toBe(404);
});
