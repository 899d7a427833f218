import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { isLocked, withFileLock } from "./file-lock";

const signal = new AbortController().signal;
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("one at a time in this process, and the error of one does not stop the next", async () => {
  const path = join(folder, "a.lock");
  let inside = 0;
  let most = 0;
  const work = async (index: number) => {
    inside += 1;
    most = Math.max(most, inside);
    expect(await isLocked(path)).toBe(true);
    inside -= 1;
    if (index === 1) throw new Error("one failed");
    return index;
  };
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) => withFileLock(path, signal, () => work(index))),
  );
  expect(most).toBe(1);
  expect(results.filter((result) => result.status === "fulfilled").length).toBe(7);
  expect(await readdir(folder)).toEqual([]);
});

test("one at a time between processes, also when the holder is killed and many take over at once", async () => {
  const holder = fork(new URL("./testing-lock-holder.ts", import.meta.url), [join(folder, "b.lock")], {
    execArgv: ["--import", "tsx"],
  });
  await once(holder, "message");
  let waited = false;
  const inside: number[] = [];
  let most = 0;
  const contenders = Array.from({ length: 6 }, (_, index) =>
    withFileLock(
      join(folder, "b.lock"),
      signal,
      async () => {
        inside.push(index);
        most = Math.max(most, inside.length);
        await new Promise((resolve) => setImmediate(resolve));
        inside.pop();
      },
      () => (waited = true),
    ),
  );
  await expect.poll(() => waited).toBe(true);
  expect(inside).toEqual([]);
  holder.kill("SIGKILL");
  await once(holder, "exit");
  await Promise.all(contenders);
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test("an empty lock file, as a power cut leaves it, is taken over; a recent one of another machine is not", async () => {
  const path = join(folder, "c.lock");
  await writeFile(path, "");
  await expect(withFileLock(path, signal, async () => "in")).resolves.toBe("in");
  await writeFile(
    path,
    JSON.stringify({ token: "x", host: `not-${hostname()}`, pid: process.pid, startedAt: "1" }),
  );
  await expect(withFileLock(path, AbortSignal.timeout(100), async () => "in")).rejects.toMatchObject({
    name: "TimeoutError",
  });
});
