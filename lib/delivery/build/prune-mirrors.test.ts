import { expect, test } from "vitest";

import { fetchMirror, findMirror } from "./mirror";
import { pruneMirrors } from "./prune-mirrors";
import { createBench } from "./testing";

const signal = new AbortController().signal;

test("a mirror that no service names goes once nobody has fetched it for an hour, and can come back", async () => {
  await using bench = await createBench();
  const [kept, gone] = [
    await bench.repository("kept", { a: "1" }),
    await bench.repository("gone", { a: "1" }),
  ];
  for (const { path } of [kept, gone]) await fetchMirror(path, bench.home, signal);
  const urls = [`${kept.path}/`, "not a repository"];
  expect(await pruneMirrors(bench.home, urls)).toBe(0);
  expect(await pruneMirrors(bench.home, urls, Date.now() + 2 * 3_600_000)).toBe(1);
  expect(await findMirror(kept.path, bench.home)).toBeDefined();
  expect(await findMirror(gone.path, bench.home)).toBeUndefined();
  await fetchMirror(gone.path, bench.home, signal);
  expect(await findMirror(gone.path, bench.home)).toBeDefined();
});

test("where nothing was ever fetched there is nothing to do", async () => {
  await using bench = await createBench();
  expect(await pruneMirrors(bench.home, [])).toBe(0);
});
