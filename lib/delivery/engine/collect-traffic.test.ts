import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";

import { placements } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import type { Context, JobActor } from "@/lib/core/context";
import { getRed, listOperations } from "@/lib/telemetry";

import { type Bench, deploy, GOOD_SERVER, openBench, rolloutOf, until } from "../targets/local/testing";
import { as, asJob, aService, serve } from "../testing";
import { collectTraffic } from "./collect-traffic";

/** The whole way: a request through the real gateway, to what a person reads. */

const test = await testDatabase();
const viewer = as(test, "viewer");
const job = asJob(test);
let bench: Bench;
let daemon: Awaited<ReturnType<Bench["start"]>>;

beforeAll(async () => {
  bench = await openBench({ trafficFlushMs: 500 });
  daemon = await bench.start();
});
afterAll(async () => {
  await daemon.stop();
  await bench.close();
  await test[Symbol.asyncDispose]();
});

const collect = (ctx: Context<JobActor> = job) => collectTraffic(ctx, () => bench.target);

it("through a promotion and an outage of the database every request is counted for the release that answered it", async () => {
  const service = await aService(test, "tide-tables", 2);
  await serve(test, service, "dev", 1);
  const [place] = await test.db.select().from(placements).where(eq(placements.serviceId, service.id));
  const path = bench.artifact({ "server.mjs": GOOD_SERVER });
  const bring = (release = "") => {
    const rollout = rolloutOf(path, { release });
    return deploy(bench.target, { ...rollout, placement: { ...rollout.placement, id: place?.id ?? "" } });
  };
  const answered = new Map<string, number>();
  const load = { isOver: false };
  const ask = async (to: string) => {
    for (let index = 0; !load.isOver; index += 1) {
      const { status, release = "" } = await bench.get("tide-tables-dev", `${to}/${index}`);
      expect(status).toBe(200);
      answered.set(release, (answered.get(release) ?? 0) + 1);
    }
  };
  await bring(service.releaseIds[0]);
  const running = [ask("/orders"), ask("/users")];
  const has = (release = "") =>
    until(
      () => answered.get(release) ?? 0,
      (count) => count > 60,
    );
  await has(service.releaseIds[0]);
  await collect();

  const away: Context<JobActor> = {
    ...job,
    transaction: () => Promise.reject(new Error("The database is away.")),
  };
  await bring(service.releaseIds[1]);
  await has(service.releaseIds[1]);
  await until(
    () => bench.target.readTraffic(),
    (batches) => batches.length > 0,
  );
  await expect(collect(away)).rejects.toThrow("The database is away.");
  load.isOver = true;
  await Promise.all(running);

  const total = [...answered.values()].reduce((sum, count) => sum + count, 0);
  const red = await until(
    async () => {
      await collect();
      return getRed(viewer, service.id, { environment: "dev", range: "1h" });
    },
    (view) => view.total.requests >= total,
  );
  expect(red.total).toMatchObject({ requests: total, errors: 0 });
  expect(new Map(red.releases.map(({ key, requests }) => [key, requests]))).toEqual(answered);
  const { items } = await listOperations(viewer, service.id, { environment: "dev", range: "1h" });
  expect(items.map(({ route }) => route).toSorted()).toEqual(["/orders/{id}", "/users/{id}"]);
  expect(await bench.target.readTraffic()).toEqual([]);
});

it("a target that does not answer, or counts nothing, stops nobody", async () => {
  await expect(
    collectTraffic(job, () => ({ ...bench.target, readTraffic: undefined })),
  ).resolves.toBeUndefined();
  await daemon.stop();
  await expect(collect()).resolves.toBeUndefined();
  daemon = await bench.start();
});
