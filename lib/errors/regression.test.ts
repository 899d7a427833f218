import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { deployments, environments, errorIssues, placements, regions, releases, services } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { mirrorPaths } from "@/lib/delivery/build/paths";
import { parseRepositoryUrl } from "@/lib/delivery/build/repository-url";
import { as, asJob, aService } from "@/lib/delivery/testing";

import { judgeRegression } from "./engine/judge-regression";
import { getIssue, listIssues, listTraceErrors, mergeIssues, resolveIssue, undoRegrouping } from "./index";
import { MOST_NEW_ISSUES } from "./intake/bound-new-issues";
import { aFrame, anEvent, anException, record } from "./testing";

const test = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "slipway-regression-"));
process.env.SLIPWAY_HOME = home;
process.env.DATABASE_URL = test.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
afterAll(async () => {
  await test[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});
const [developer, job] = [as(test, "developer"), asJob(test)];
const repository = join(home, "source");
const git = (...args: string[]) =>
  execFileSync(
    "git",
    ["-C", repository, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args],
    {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    },
  ).trim();
const commit = (name: string) => {
  writeFileSync(join(repository, name), name);
  git("add", ".");
  git("commit", "-qm", name);
  return git("rev-parse", "HEAD");
};

/** main: base, fix, later. hotfix: base, patch; built after all of them, and without the fix. */
const shas: Record<string, string> = {};
beforeAll(() => {
  mkdirSync(repository);
  git("init", "-q", "-b", "main");
  shas["base"] = commit("base");
  shas["fix"] = commit("fix");
  shas["later"] = commit("later");
  git("checkout", "-q", "-b", "hotfix", shas["base"]);
  shas["patch"] = commit("patch");
  const { folder } = mirrorPaths(home, parseRepositoryUrl(repository).location);
  execFileSync("git", ["clone", "-q", "--mirror", repository, folder]);
});

let service: Awaited<ReturnType<typeof aService>>;
let issueId = "";
const ids = () => {
  const [base = "", fix = "", later = "", hotfix = ""] = service.releaseIds;
  return { base, fix, later, hotfix };
};
beforeEach(async () => {
  issueId = "";
  await test.client`truncate services cascade`;
  service = await aService(test, "tide-tables", 4);
  await test.db.update(services).set({ repositoryUrl: repository }).where(eq(services.id, service.id));
  for (const [name, id] of [
    ["base", ids().base],
    ["fix", ids().fix],
    ["later", ids().later],
    ["patch", ids().hotfix],
  ] as const)
    await test.db
      .update(releases)
      .set({ commitSha: shas[name] ?? "" })
      .where(eq(releases.id, id));
  await happen(ids().base);
  issueId = (await listIssues(developer)).items[0]?.id ?? "";
});

/** An event of a release, and what the worker makes of it. */
async function happen(release: string) {
  const frames = [aFrame({ function: "pay" })];
  await record(test, service.id, "production", {
    events: [anEvent({ release, exceptions: [anException({ frames })] })],
  });
  const jobs = await test.client<{ payload: { issueId: string; releaseId: string } }[]>`
    select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier = 'error_issue.judge'`;
  for (const { payload } of jobs) await judgeRegression(job, payload);
  await test.client`delete from graphile_worker._private_jobs`;
  return issueId === "" ? "" : (await getIssue(developer, issueId)).status;
}

it("resolved in a release: only what contains its commit brings it back, whatever its number", async () => {
  await resolveIssue(developer, { issueId, inRelease: ids().fix });
  expect(await happen(ids().base)).toBe("resolved");
  expect(await happen(ids().hotfix)).toBe("resolved");
  expect(await happen(ids().later)).toBe("regressed");
  const [row] = await test.db.select().from(errorIssues);
  expect(row?.judged).toEqual({ [ids().base]: false, [ids().hotfix]: false, [ids().later]: true });
});

it("resolved in the next release: nothing brings it back before that is built", async () => {
  await test.db.execute(sql`update releases set status = 'building' where number > 1`);
  await test.db.execute(sql`update releases set number = number + 10 where number > 1`);
  await test.db.execute(sql`update releases set number = -number where number > 1`);
  await resolveIssue(developer, { issueId, inRelease: "next" });
  expect(await happen(ids().base)).toBe("resolved");
  await test.db.execute(sql`update releases set number = -number, status = 'ready' where number < 0`);
  expect(await happen(ids().base)).toBe("resolved");
  expect(await happen(ids().hotfix)).toBe("resolved");
  expect(await happen(ids().fix)).toBe("regressed");
});

it("resolved by now: any later event brings it back", async () => {
  await resolveIssue(developer, { issueId });
  expect(await happen(ids().base)).toBe("regressed");
});

it("resolved by now: a release that is older than all that serves does not bring it back, what serves does", async () => {
  const [environment] = await test.db.select().from(environments).where(eq(environments.name, "production"));
  const [region] = await test.db.select().from(regions).where(eq(regions.environmentId, environment!.id));
  const place = { serviceId: service.id, environmentId: environment!.id, regionId: region!.id };
  await test.db.insert(placements).values({ ...place, releaseId: ids().fix });
  await resolveIssue(developer, { issueId });
  expect(await happen(ids().base)).toBe("resolved");
  expect(await happen(ids().fix)).toBe("regressed");
});

it("where git cannot say, the order in which both first took traffic does", async () => {
  await test.db.update(releases).set({ commitSha: "f".repeat(40) });
  const [environment] = await test.db.select().from(environments).where(eq(environments.name, "production"));
  const [region] = await test.db.select().from(regions).where(eq(regions.environmentId, environment!.id));
  const place = { serviceId: service.id, environmentId: environment!.id, regionId: region!.id };
  const [placement] = await test.db.insert(placements).values(place).returning();
  const deploy = (releaseId: string, minutesAgo: number) =>
    test.db.insert(deployments).values({
      ...place,
      placementId: placement!.id,
      releaseId,
      kind: "deploy",
      status: "succeeded",
      requestedBy: "user:x",
      requestedByName: "Ada",
      switchedAt: new Date(Date.now() - minutesAgo * 60_000),
      finishedAt: new Date(),
    });
  await deploy(ids().base, 30);
  await deploy(ids().fix, 20);
  // The old one came back by a rollback after the fix.
  await deploy(ids().base, 10);
  await deploy(ids().later, 5);
  await resolveIssue(developer, { issueId, inRelease: ids().fix });
  expect(await happen(ids().base)).toBe("resolved");
  expect(await happen(ids().hotfix)).toBe("resolved");
  expect(await happen(ids().later)).toBe("regressed");
});

it("merges are undone in the order in which they were done, so that no issue is part of itself", async () => {
  const of = (name: string) =>
    anEvent({ exceptions: [anException({ frames: [aFrame({ function: name })] })] });
  await record(test, service.id, "production", { events: [of("ship"), of("sail")] });
  const [a = "", b = "", c = ""] = (await listIssues(developer)).items.map(({ id }) => id);
  const first = await mergeIssues(developer, { issueId: a, others: [b] });
  const second = await mergeIssues(developer, { issueId: c, others: [a] });
  await expect(undoRegrouping(developer, first)).rejects.toMatchObject({ code: "conflict" });
  expect((await getIssue(developer, a)).mergedIntoId).toBe(c);
  await undoRegrouping(developer, second);
  await undoRegrouping(developer, first);
  expect((await listIssues(developer)).items.map(({ count }) => count)).toEqual([1, 1, 1]);
});

it("a new hash of an issue that is merged away at that moment goes along, and its events are seen", async () => {
  const own = aFrame({ function: "ship" });
  const of = (...frames: (typeof own)[]) => anEvent({ exceptions: [anException({ frames })] });
  const at = (...frames: (typeof own)[]) =>
    record(test, service.id, "production", { events: [of(...frames)] });
  await at(own);
  await at(aFrame({ function: "sail" }));
  const { items } = await listIssues(developer);
  const [a = "", b = ""] = ["sail", "ship"].map(
    (name) => items.find(({ culprit }) => culprit.startsWith(name))?.id,
  );
  let taken: Promise<unknown> = Promise.resolve();
  await test.client.begin(async (merging) => {
    await merging`lock table error_hashes in share row exclusive mode`;
    // The same frame of one's own called by a package: it belongs to the same issue, and brings a hash of its own.
    taken = at(aFrame({ function: "run", module: "lib", inApp: false }), own);
    for (let waiting = 0; waiting === 0;) {
      // oxlint-disable-next-line no-await-in-loop -- until it waits for the table
      const [row] = await test.client`
        select count(*)::int as n from pg_locks where not granted and relation = 'error_hashes'::regclass`;
      waiting = row?.["n"];
    }
    await merging`update error_hashes set issue_id = ${a} where issue_id = ${b}`;
    await merging`update error_issues set merged_into_id = ${a} where id = ${b}`;
  });
  await taken;
  expect((await listIssues(developer)).items.map(({ id, count }) => [id, count])).toContainEqual([a, 3]);
});

it("a service whose messages are all different has so many new issues a day, and the rest counts by its type", async () => {
  await test.client`
    insert into error_issues (id, service_id, title, level, platform, explanation, first_seen_at, last_seen_at)
    select 'iss_flood' || number, ${service.id}, 'x', 'error', 'node', '{}', now(), now()
    from generate_series(1, ${MOST_NEW_ISSUES - 2}) as number`;
  const of = (value: string) => anEvent({ exceptions: [anException({ value })] });
  await record(test, service.id, "production", { events: ["apple", "apple", "pear", "apple"].map(of) });
  await record(test, service.id, "production", { events: ["fig", "apple", "quince"].map(of) });
  expect(await test.db.$count(errorIssues)).toBe(MOST_NEW_ISSUES + 1);
  const found = (await listIssues(developer, { limit: 2 })).items;
  expect(found.map(({ count }) => count).toSorted((a, b) => a - b)).toEqual([3, 4]);
  await happen(ids().base);
  expect((await getIssue(developer, issueId)).count).toBe(2);
});

it("errors of a trace name their span and the issue that they belong to now, the last ones where there are many", async () => {
  const traceId = "ab".repeat(16);
  const events = Array.from({ length: 54 }, (_, index) =>
    anEvent({
      traceId,
      spanId: `${index}`.padStart(16, "0"),
      atMs: Date.now() + index,
      exceptions: [anException({ type: "Error", frames: [aFrame({ function: `ship${"abc"[index % 3]}` })] })],
    }),
  );
  await record(test, service.id, "production", { events });
  const { items, truncated } = await listTraceErrors(developer, traceId);
  expect([items.length, truncated]).toEqual([50, true]);
  expect(items[0]).toMatchObject({ spanId: events[4]?.spanId, service: "tide-tables", status: "unresolved" });
  expect((await getIssue(developer, items[0]?.issueId ?? "")).count).toBe(18);
});
