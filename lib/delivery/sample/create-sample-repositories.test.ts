import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { createBench } from "../build/testing";
import { createSampleRepositories } from "./create-sample-repositories";

const run = promisify(execFile);
const now = new Date("2026-06-15T10:00:00Z");

test("the samples are git repositories with several releases, the same on the same day and on every machine", async () => {
  await using bench = await createBench();
  const first = await createSampleRepositories(join(bench.root, "one"), { now });
  const second = await createSampleRepositories(join(bench.root, "two"), {
    now: new Date("2026-06-15T22:00:00Z"),
  });
  expect(first.map((sample) => [sample.name, sample.commits.length])).toEqual([
    ["harbour-notes", 3],
    ["tidewatch", 5],
  ]);
  expect(second.map((sample) => sample.commits)).toEqual(first.map((sample) => sample.commits));
  expect(first[1]?.commits.map((commit) => commit.broken)).toEqual([false, false, false, true, false]);
  const { stdout } = await run("git", ["-C", first[1]?.path ?? "", "log", "-1", "--format=%aI %an", "main"]);
  expect(stdout.trim()).toBe("2026-06-14T00:04:00+00:00 Jonas Okafor");
});

test("asking again changes nothing and keeps what somebody added", async () => {
  await using bench = await createBench();
  const [before] = await createSampleRepositories(bench.home, { now });
  const path = before?.path ?? "";
  await mkdir(join(path, "notes"), { recursive: true });
  await writeFile(join(path, "mine.txt"), "mine");
  await run("git", ["-C", path, "add", "--all"]);
  await run("git", [
    "-C",
    path,
    "-c",
    "user.name=Ada",
    "-c",
    "user.email=a@example.test",
    "commit",
    "-qm",
    "Mine",
  ]);
  const [after] = await createSampleRepositories(bench.home, { now: new Date("2027-01-01T00:00:00Z") });
  expect(after).toEqual(before);
  expect(await readFile(join(path, "mine.txt"), "utf8")).toBe("mine");
});

test("every release of the static sample builds into dist", async () => {
  await using bench = await createBench();
  const [notes] = await createSampleRepositories(bench.home, { now });
  for (const { sha } of notes?.commits ?? []) {
    const { plan } = await bench.build(notes?.path ?? "", { ref: sha });
    expect(plan.serve).toEqual({ kind: "static", directory: "dist", singlePage: false });
  }
});

test("tidewatch answers on its health path except in the release that is broken on purpose", async () => {
  await using bench = await createBench();
  const [, tidewatch] = await createSampleRepositories(bench.home, { now });
  for (const { sha, broken } of tidewatch?.commits ?? []) {
    const { plan, artifact } = await bench.build(tidewatch?.path ?? "", { ref: sha });
    expect(plan.readiness.probe).toEqual({ kind: "http", path: "/health", expect: "success" });
    const expected = broken ? [503, 503, 503, 404] : [200, 200, 200, 404];
    expect(await statuses(artifact.path, ["/", "/health", "/api/tides", "/nowhere"])).toEqual(expected);
  }
});

/** Starts the server on a free port, asks it for some paths and stops it. */
async function statuses(folder: string, paths: string[]): Promise<number[]> {
  const port = await freePort();
  const server = spawn(process.execPath, ["server.mjs"], {
    cwd: folder,
    env: { ...process.env, PORT: `${port}` },
  });
  try {
    await once(server.stdout, "data");
    return await Promise.all(
      paths.map(async (path) => (await fetch(`http://127.0.0.1:${port}${path}`)).status),
    );
  } finally {
    server.kill("SIGTERM");
    await once(server, "exit");
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  return typeof address === "object" && address ? address.port : 0;
}
