import { expect, test } from "vitest";

import { changedFiles, commitsBetween, listCommits } from "./history";
import { createBench } from "./testing";

test("commits and files between two commits, in the service's folder only when it has one", async () => {
  await using bench = await createBench();
  const repository = await bench.repository("service", { "web/a.txt": "a".repeat(200), "api/b.txt": "b" });
  const from = await repository.git("rev-parse", "HEAD");
  await repository.commit("api: change", { "api/b.txt": "c" });
  const to = await repository.commit("web: change\n\nbody", {
    "web/a.txt": null,
    "web/ä b.txt": "a".repeat(200),
  });
  const whole = { url: repository.path };
  const web = { url: repository.path, path: "./web/" };

  const listed = await listCommits(whole, bench.home, { limit: 2 });
  expect(listed.map((commit) => commit.subject)).toEqual(["web: change", "api: change"]);
  const between = await commitsBetween(bench.home, whole, from, to);
  expect(between.map((commit) => commit.subject)).toEqual(["web: change", "api: change"]);
  expect((await commitsBetween(bench.home, web, from, to)).map((commit) => commit.subject)).toEqual([
    "web: change",
  ]);
  expect(await commitsBetween(bench.home, whole, to, from)).toEqual([]);

  expect(await changedFiles(bench.home, whole, from, to)).toEqual({
    files: [
      { path: "api/b.txt", status: "modified" },
      { path: "web/ä b.txt", status: "renamed" },
    ],
    count: 2,
  });
  expect((await changedFiles(bench.home, web, from, to)).count).toBe(1);
  expect(await changedFiles(bench.home, whole, from, to, { limit: 1 })).toMatchObject({
    count: 2,
    files: [{}],
  });
});

test("what the mirror does not know is empty, and only hashes are accepted", async () => {
  await using bench = await createBench();
  const repository = await bench.repository("service", { "a.txt": "1" });
  const sha = await repository.git("rev-parse", "HEAD");
  const unknown = "1".repeat(40);
  expect(await commitsBetween(bench.home, { url: repository.path }, unknown, sha)).toEqual([]);
  await listCommits({ url: repository.path }, bench.home, { limit: 1 });
  expect(await changedFiles(bench.home, { url: repository.path }, unknown, sha)).toEqual({
    files: [],
    count: 0,
  });
  await expect(commitsBetween(bench.home, { url: repository.path }, "--output=/x", sha)).rejects.toThrow(
    "is not a commit",
  );
});
