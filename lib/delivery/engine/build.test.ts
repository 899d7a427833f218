import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { eq } from "drizzle-orm";
import { afterAll, expect, test, vi } from "vitest";

import { releases, services } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { required } from "@/lib/core/errors";

import { createBench, packageJson } from "../build/testing";
import { getRelease } from "../queries/releases";
import { as, asJob } from "../testing";
import { runBuild } from "./build";

const database = await testDatabase();
const bench = await createBench();
await mkdir(bench.home, { recursive: true });
process.env.DATABASE_URL = database.url;
process.env.SLIPWAY_SECRET = "a secret of at least thirty-two characters";
process.env.SLIPWAY_HOME = bench.home;
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

async function requested(name: string, build: string) {
  const source = await bench.repository(name, {
    "package.json": packageJson({ scripts: { start: "node .", build } }),
  });
  const sha = await source.commit("Break the build", {});
  const [service] = await database.db
    .insert(services)
    .values({ name, repositoryUrl: source.path })
    .returning({ id: services.id });
  const [release] = await database.db
    .insert(releases)
    .values({
      serviceId: required(service, "the service").id,
      number: 1,
      ref: "HEAD",
      requestedBy: "user:usr_ada",
      requestedByName: "Ada",
    })
    .returning({ id: releases.id });
  return { sha, releaseId: required(release, "the release").id };
}

const builder = (owner: string) => ({
  ctx: asJob(database),
  owner,
  shutdown: new AbortController().signal,
});
const shown = (releaseId: string) => getRelease(as(database, "viewer"), releaseId);
const waitingFor = (file: string) => `until [ -f ${file} ]; do sleep 0.02; done; exit 1`;

test("a build says what it builds while it runs, and still does once it has failed", async () => {
  const goOn = join(bench.root, "go-on");
  const { sha, releaseId } = await requested("broken", waitingFor(goOn));
  const built = runBuild(builder("one"), releaseId);
  const facts = { ref: "HEAD", commitSha: sha, subject: "Break the build", authorName: "Ada" };
  await vi.waitFor(
    async () => expect(await shown(releaseId)).toMatchObject({ ...facts, status: "building" }),
    10_000,
  );
  await writeFile(goOn, "");
  await built;
  expect(await shown(releaseId)).toMatchObject({ ...facts, status: "failed", commit: { sha } });
  const [row] = await database.db.select().from(releases).where(eq(releases.id, releaseId));
  expect(row?.commitSha).toBe(sha);
});

test("a build that another worker took over writes no commit", async () => {
  const { releaseId } = await requested("taken-over", "exit 1");
  await database.client.unsafe(`
    create function take_over() returns trigger language plpgsql as $$
    begin new.lease_owner := 'another'; return new; end $$;
    create trigger take_over before update on releases for each row
      when (new.id = '${releaseId}') execute function take_over();`);
  await runBuild(builder("one"), releaseId);
  expect(await shown(releaseId)).toMatchObject({ status: "building", commitSha: null });
});
