import { rename } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { listCommits } from "../build";
import { createBench } from "../build/testing";
import { exactChanges } from "./exact-changes";

async function aMirror(bench: Awaited<ReturnType<typeof createBench>>) {
  const source = await bench.repository("service", { "a.txt": "1" });
  const olderSha = await source.git("rev-parse", "HEAD");
  const newerSha = await source.commit("price in cents", { "a.txt": "2" });
  const { home } = bench;
  const pair = { home, repository: { url: source.path }, olderSha, newerSha };
  return { pair, fetch: () => listCommits(pair.repository, home, { limit: 1 }) };
}

const repositories = (home: string) => join(home, "repositories");

test("what changed between two commits is asked of git once, and known from then on", async () => {
  await using bench = await createBench();
  const { pair, fetch } = await aMirror(bench);
  await fetch();
  const first = await exactChanges(pair);
  expect(first).toMatchObject({ commits: [{ subject: "price in cents" }], changedFileCount: 1 });

  // Without its mirror git could not answer any more.
  await rename(repositories(bench.home), join(bench.home, "elsewhere"));
  expect(await exactChanges(pair)).toBe(first);
  expect(await exactChanges({ ...pair, olderSha: pair.newerSha, newerSha: pair.olderSha })).toBeUndefined();
});

test("who asks while git is at work waits for the same answer", async () => {
  await using bench = await createBench();
  const { pair, fetch } = await aMirror(bench);
  await fetch();
  const [one, other] = await Promise.all([exactChanges(pair), exactChanges(pair)]);
  expect(one).toBeDefined();
  expect(one).toBe(other);
});

test("one folder of a repository and another are not taken for each other", async () => {
  await using bench = await createBench();
  const { pair, fetch } = await aMirror(bench);
  await fetch();
  expect(await exactChanges(pair)).toBeDefined();
  expect(await exactChanges({ ...pair, repository: { ...pair.repository, path: "web" } })).toBeUndefined();
});
