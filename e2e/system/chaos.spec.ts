import { expect, test } from "@playwright/test";

import { HOST, judge, openChaosBench, SERVICE, type ChaosBench } from "./chaos-bench";
import { chaosCases, type ChaosCase } from "./chaos-cases";
import { pidOf, type Victim } from "./processes";
import { say } from "./say";
import { until } from "./until";

/** From the kill until everything is as if nothing had happened; many times what an idle machine needs. */
const RECOVERY_LIMIT_MS = 30_000;

let bench: ChaosBench;
let lastWasRollback = true;
const recoveries = new Map<Victim, number[]>();

test.skip(process.platform !== "linux", "The victims are found in /proc.");

test.beforeAll(async () => {
  test.setTimeout(10 * 60_000);
  bench = await openChaosBench();
});

test.afterAll(async () => {
  for (const [victim, all] of recoveries) {
    say(`${victim.padEnd(8)} killed ${all.length} times, recovered after ${summary(all)} (median, slowest)`);
  }
  await bench?.close();
});

for (const one of chaosCases(process.env.SLIPWAY_CHAOS === "full")) {
  test(`${one.kind}: ${one.victim} is killed at ${one.at}, ${one.moment}`, () => survive(one));
}

test("nothing is left of all the crashes", async () => {
  await until(
    "no job is left that somebody holds or will take",
    () => bench.jobs(),
    (jobs) => jobs.length === 0,
    30_000,
  );
  expect(await bench.stuck()).toEqual([]);
  await onlyTwoRun();
});

test("each migration was applied exactly once, whatever was killed meanwhile", async () => {
  const applied = bench.applied();
  // A second try begins with a portal of its own, which has not seen what came before.
  expect(applied.length).toBeGreaterThan(0);
  expect(applied.toSorted()).toEqual([...new Set(applied)].toSorted());
  const passed = await bench.points.sql()<{ releases: number; runs: number }[]>`
    select count(distinct release_id)::int as releases, count(*)::int as runs from migration_runs where status = 'passed'`;
  expect(passed[0]?.runs).toBe(passed[0]?.releases);
});

async function survive({ kind, at, moment, victim }: ChaosCase) {
  const { portal, points, api, versionOf } = bench;
  if (kind === "rollback" && lastWasRollback) await deployInPeace();
  const before = (await bench.placement()).release?.id ?? "";
  const toDeploy = kind === "deploy" ? await releaseToDeploy(before, at === "migrate") : "";

  const recording = bench.recordAnswers();
  if (moment !== "under way") await points.arm({ at, moment });
  const { id } = kind === "deploy" ? await bench.deploy(toDeploy) : await bench.rollBack();
  await (moment === "under way" ? points.underWay(id, at) : points.reached());
  if (moment === "under way" && at === "migrate") await bench.migrating(toDeploy);
  const after = (await api.getDeployment(id)).releaseId;

  const killedAt = Date.now();
  process.kill(pidOf(portal, victim), "SIGKILL");
  if (victim === "postgres") points.reconnect();
  await until(
    "the crash point is disarmed",
    () => points.disarm().then(() => true),
    Boolean,
    RECOVERY_LIMIT_MS,
  );
  const ended = await api.ended(id, RECOVERY_LIMIT_MS);
  await until("the portal is ready", () => api.isReady(), Boolean, RECOVERY_LIMIT_MS);
  await until(
    "the gateway answers",
    () => bench.askGateway(),
    ({ status }) => status === 200,
    RECOVERY_LIMIT_MS,
  );
  const recoveredMs = Date.now() - killedAt;
  const placement = await until(
    "the portal calls it healthy",
    () => bench.placement(),
    ({ health }) => health === "healthy",
    RECOVERY_LIMIT_MS,
  );
  const served = await bench.askGateway();
  const judged = judge(
    await recording.stop(),
    [before, after],
    versionOf,
    victim === "target" ? killedAt : undefined,
  );

  say(
    `${recoveredMs} ms: ${ended.status}, attempt ${ended.attempts}, ${judged.total} answers` +
      (victim === "target" ? `, gateway away ${judged.awayMs} ms` : ""),
  );
  recoveries.set(victim, [...(recoveries.get(victim) ?? []), recoveredMs]);
  lastWasRollback = kind === "rollback";

  expect(judged.bad, `${HOST} answered with something else than the old or the new release`).toEqual([]);
  expect(ended, `${ended.failure?.message}`).toMatchObject({ status: "succeeded", outcome: "live" });
  expect(placement.release?.id, `what the portal says about ${SERVICE}`).toBe(after);
  expect(served.release, "what the gateway serves").toBe(after);
  expect(await bench.stuck()).toEqual([]);
  await onlyTwoRun();
}

/** What serves, and the one before it that is kept warm; whatever else is there is on its way out. */
const onlyTwoRun = () =>
  until(
    "at most two releases run, each with its folder",
    () => bench.leftovers(),
    ({ processes, folders }) => processes.length <= 2 && folders.length === processes.length,
    10_000,
  );

/** A migration runs once per release and environment, so a crash in it needs a release nobody has deployed. */
async function releaseToDeploy(serving: string, mustMigrate: boolean) {
  if (mustMigrate) return (await bench.buildNext()).id;
  return serving === bench.first.id ? bench.second.id : bench.first.id;
}

async function deployInPeace() {
  const serving = (await bench.placement()).release?.id ?? "";
  const { id } = await bench.deploy(await releaseToDeploy(serving, false));
  expect((await bench.api.ended(id)).status).toBe("succeeded");
  lastWasRollback = false;
}

function summary(all: number[]) {
  const sorted = all.toSorted((left, right) => left - right);
  return `${sorted[Math.floor(sorted.length / 2)]} and ${sorted.at(-1)} ms`;
}
