import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { withFileLock } from "./file-lock";
import { releasePaths } from "./paths";
import { pruneReleases, removeRelease, verifyRelease } from "./release-store";
import { createBench } from "./testing";

const signal = new AbortController().signal;

test("a release is whole only with its folder and its marker, and removing it twice is fine", async () => {
  await using bench = await createBench();
  await bench.build(await bench.repository("site", { "deep/er/index.html": "", "index.html": "" }), {
    releaseId: "rel_a",
  });
  const paths = releasePaths(bench.home, "rel_a");
  expect(await verifyRelease(bench.home, "rel_a")).toBe(true);
  await rm(paths.marker);
  expect(await verifyRelease(bench.home, "rel_a")).toBe(false);
  await removeRelease(bench.home, "rel_a");
  await removeRelease(bench.home, "rel_a");
  expect(await readdir(join(bench.home, "releases"))).toEqual(["package.json"]);
});

test("pruning removes only what the caller agrees to, and nothing that is being built", async () => {
  await using bench = await createBench();
  const repository = await bench.repository("site", { "index.html": "" });
  for (const releaseId of ["rel_keep", "rel_old"]) await bench.build(repository, { releaseId });
  const busy = releasePaths(bench.home, "rel_busy");
  await mkdir(busy.folder);
  await mkdir(releasePaths(bench.home, "rel_crashed").folder);
  await writeFile(releasePaths(bench.home, "rel_stray").processes, "not json");
  const removed = await withFileLock(busy.lock, signal, () =>
    pruneReleases(bench.home, async (ids) => ids.filter((id) => id !== "rel_keep")),
  );
  expect(removed.toSorted()).toEqual(["rel_crashed", "rel_old", "rel_stray"]);
  expect((await readdir(join(bench.home, "releases"))).toSorted()).toEqual([
    "package.json",
    "rel_busy",
    "rel_keep",
    "rel_keep.json",
  ]);
});

test.each(["../x", "a/b", "", ".", "-x", "x".repeat(200)])("%j is not taken for a release id", async (id) => {
  await expect(removeRelease("/nonexistent", id)).rejects.toThrow("Not a release id");
});
