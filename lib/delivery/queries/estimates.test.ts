import { eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, expect, test } from "vitest";

import type { DeploymentPhase } from "@/db/enums";
import { deployments, environments, placements } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { required } from "@/lib/core/errors";

import { as, aService, serve } from "../testing";
import { estimateRollback } from "./estimates";

const database = await testDatabase();
afterAll(() => database[Symbol.asyncDispose]());
const viewer = as(database, "viewer");

const SETTLE_MS = 10_000;
let place: typeof placements.$inferSelect;
let releaseId: string;

beforeEach(async () => {
  await database.client`truncate services cascade`;
  await database.db.update(environments).set({ settleMs: SETTLE_MS }).where(eq(environments.name, "dev"));
  const service = await aService(database, "shop", 1);
  await serve(database, service, "dev", 1);
  releaseId = required(service.releaseIds[0], "a release");
  const [row] = await database.db.select().from(placements);
  place = required(row, "the place");
});

type Past = { reusedWarm: boolean; phases: Partial<Record<DeploymentPhase, number>> };

/** A deployment that succeeded, whose phases took that many milliseconds, one after the other. */
async function past(kind: "deploy" | "rollback", { reusedWarm, phases }: Past, isFirst = false) {
  const totalMs = Object.values(phases).reduce((sum, ms) => sum + ms, 0);
  const [row] = await database.db
    .insert(deployments)
    .values({
      serviceId: place.serviceId,
      environmentId: place.environmentId,
      regionId: place.regionId,
      placementId: place.id,
      releaseId,
      kind,
      status: "succeeded",
      outcome: "live",
      attempts: 1,
      reusedWarm,
      previousReleaseId: isFirst ? null : releaseId,
      requestedBy: "user:usr_ada",
      requestedByName: "Ada",
      createdAt: sql`now()`,
      startedAt: sql`now()`,
      finishedAt: sql`now() + ${`${totalMs} milliseconds`}::interval`,
    })
    .returning({ id: deployments.id });
  for (const [phase, ms] of Object.entries(phases))
    await database.client`
      insert into deployment_phases (deployment_id, phase, attempt, status, started_at, finished_at)
      values (${required(row, "a deployment").id}, ${phase}, 1, 'passed', now(), now() + ${`${ms} milliseconds`}::interval)`;
}

const start = (ms: number) => ({
  reusedWarm: false,
  phases: { prepare: 100, migrate: 5_000, roll_out: SETTLE_MS + ms, switch: 50, verify: 50, watch: 20 },
});
const estimate = () => estimateRollback(viewer, place.id);

test("nothing is said of what never happened", async () => {
  expect(await estimate()).toEqual({ warmMs: null, coldMs: null });
  // What was taken up warm says nothing of how long a start takes.
  await past("rollback", { reusedWarm: true, phases: { prepare: 100, roll_out: 42, switch: 200 } });
  await past("deploy", { reusedWarm: true, phases: { prepare: 100, roll_out: 42, switch: 200 } });
  expect(await estimate()).toEqual({ warmMs: 342, coldMs: null });
});

test("a cold one spends what a deployment does, without migrating, watching and settling", async () => {
  await past("deploy", start(2_000));
  expect(await estimate()).toEqual({ warmMs: null, coldMs: 2_200 });
});

test("the first deployment of a place settled after its switch", async () => {
  const phases = { prepare: 100, roll_out: 400, switch: 100, watch: SETTLE_MS };
  await past("deploy", { reusedWarm: false, phases }, true);
  expect(await estimate()).toEqual({ warmMs: null, coldMs: 600 });
});

test("a settle time that was raised since makes no start take nothing", async () => {
  await past("deploy", { reusedWarm: false, phases: { prepare: 100, roll_out: 2_442, switch: 100 } });
  expect(await estimate()).toEqual({ warmMs: null, coldMs: null });
});

test("the median of the last few, and of cold rollbacks rather than of deployments", async () => {
  for (const ms of [90_000, 90_000, 90_000, 1_000, 2_000, 3_000, 4_000, 60_000])
    await past("deploy", start(ms));
  expect(await estimate()).toEqual({ warmMs: null, coldMs: 3_200 });
  await past("rollback", { reusedWarm: false, phases: { prepare: 100, roll_out: 2_100, switch: 100 } });
  expect(await estimate()).toEqual({ warmMs: null, coldMs: 2_300 });
});
