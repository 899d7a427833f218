import { readFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "vitest";

import { type Bench, deploy, GOOD_SERVER, never, openBench, rejectionOf, rolloutOf, until } from "./testing";

/** What stays of a placement that is gone. */

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

it("whoever lost the lease before a removal is refused after it, also by the next daemon", async () => {
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  const stale = rolloutOf(path);
  const current = rolloutOf(path);
  await deploy(bench.target, current);
  await bench.target.remove(current.placement.id, current.fence);
  const refuses = async () => {
    for (const call of [
      () => bench.target.start(stale, () => {}, never()),
      () => bench.target.switchTraffic(stale),
      () => bench.target.runCommand(stale, "true", () => {}, never()),
      () => bench.target.abandon(stale),
      () => bench.target.remove(stale.placement.id, stale.fence),
    ])
      await expect(call()).rejects.toMatchObject({ name: "Fenced" });
    expect(await bench.target.observe()).toEqual([]);
  };
  await refuses();
  await daemon.stop();
  daemon = await bench.start();
  await refuses();
  // The owner of the lease may ask again, and abandoning what is gone does not bring it back.
  await bench.target.abandon(current);
  expect(await bench.target.observe()).toEqual([]);
  const next = rolloutOf(path);
  await deploy(bench.target, next);
  expect(await bench.target.observe()).toMatchObject([{ highestFence: next.fence }]);
});

it("a placement with nothing in it gives its host name to a new one, a serving one keeps it", async () => {
  const broken = rolloutOf(bench.artifact({ "server.mjs": "process.exit(3)" }));
  expect(await rejectionOf(bench.target.start(broken, () => {}, never()))).toMatchObject({ code: "exited" });
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  const renewed = rolloutOf(path, { release: "rel_renewed" });
  renewed.placement = { ...renewed.placement, id: "plc_renewed" };
  await deploy(bench.target, renewed);
  expect(await bench.get("tide-tables-dev")).toMatchObject({ status: 200, release: "rel_renewed" });
  expect((await bench.target.observe()).map(({ placementId }) => placementId)).toEqual(["plc_renewed"]);
  const state = readFileSync(join(bench.home, "target", "state.json"), "utf8");
  expect(JSON.parse(state)).toMatchObject({
    removed: [{ placementId: broken.placement.id, fence: broken.fence }],
  });

  await expect(bench.target.start(rolloutOf(path), () => {}, never())).rejects.toThrow(
    "The host name tide-tables-dev already belongs to tide-tables in dev.",
  );
});

it("requests to what is being removed are told so at once, and nobody else waits for it", async () => {
  const stubborn = rolloutOf(
    bench.artifact({
      "server.mjs": `${GOOD_SERVER}\nprocess.removeAllListeners("SIGTERM").on("SIGTERM", () => {});`,
    }),
    { service: "stubborn" },
  );
  await deploy(bench.target, stubborn);
  await deploy(bench.target, rolloutOf(bench.artifact({ "server.mjs": GOOD_SERVER }), { service: "other" }));
  const removed = bench.target.remove(stubborn.placement.id, stubborn.fence);
  let isRemoved = false;
  void removed.then(() => (isRemoved = true));
  await until(
    () => bench.get("stubborn-dev"),
    ({ status }) => status === 503,
  );
  expect((await bench.get("other-dev")).status).toBe(200);
  expect(isRemoved).toBe(false);
  await removed;
  expect(bench.processes()).toHaveLength(1);
});

it("a claim on a warm release ends when another deployment comes, and so does its process", async () => {
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  await deploy(bench.target, rolloutOf(path, { release: "rel_one", warmMs: 300, drainMs: 100 }));
  await deploy(bench.target, rolloutOf(path, { release: "rel_two", warmMs: 300, drainMs: 100 }));
  const rollback = rolloutOf(path, { release: "rel_one", reuseWarm: true });
  expect(await bench.target.start(rollback, () => {}, never())).toMatchObject({ reusedWarm: true });
  // Whoever wanted to go back was given up; nobody abandons it.
  await deploy(bench.target, rolloutOf(path, { release: "rel_three", warmMs: 300, drainMs: 100 }));
  await until(
    () => bench.processes(),
    (pids) => pids.length === 1,
  );
});
