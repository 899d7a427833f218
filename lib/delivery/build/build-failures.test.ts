import { execFile, fork } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { createBench, failureOf, packageJson, type Files } from "./testing";

const run = promisify(execFile);
const withBuild = (build: string): string => packageJson({ scripts: { start: "node .", build } });

/** What is left of a failed build: nothing but the guard that keeps Node from looking above. */
const leftovers = async (home: string) =>
  (await readdir(join(home, "releases"))).filter((name) => name !== "package.json");

test("a failing build names the command, the step, the exit code and the cause, with the last lines", async () => {
  await using bench = await createBench();
  const files = { "package.json": withBuild("node build.cjs"), "build.cjs": 'require("./missing");' };
  const failure = await failureOf(bench.build(await bench.repository("service", files)));
  expect(failure).toMatchObject({ step: "build", code: "command_failed" });
  expect(failure.message).toBe(
    "npm run build failed in step build with exit code 1: Cannot find module './missing'",
  );
  expect(failure.logTail.length).toBe(20);
  expect(failure.logTail.join("\n")).toContain("build.cjs");
  expect(await leftovers(bench.home)).toEqual([]);
});

test.each<[string, Files, { step: string; code: string }, RegExp]>([
  ["a branch that does not exist", { "index.html": "" }, { step: "fetch", code: "ref_not_found" }, /"nope"/],
  ["nothing to run", { "README.md": "" }, { step: "detect", code: "not_a_service" }, /no package\.json/],
  [
    "garbage in slipway.yaml",
    { "slipway.yaml": "]: {" },
    { step: "detect", code: "invalid_configuration" },
    /line 1/,
  ],
  [
    "a command that is not installed",
    { "package.json": withBuild("webpakc") },
    { step: "build", code: "command_failed" },
    /exit code 127: .*webpakc.*not found/,
  ],
  [
    "a build without pages",
    { "package.json": packageJson({ scripts: { build: "true" } }) },
    { step: "build", code: "not_a_service" },
    /none of dist, build/,
  ],
  [
    "an output folder that stays empty",
    { "slipway.yaml": "output: pages" },
    { step: "build", code: "invalid_configuration" },
    /The folder pages holds no index\.html/,
  ],
  [
    "a lockfile that does not fit",
    {
      "package.json": packageJson({ scripts: { start: "node ." }, dependencies: { ms: "2.1.3" } }),
      "package-lock.json": JSON.stringify({ name: "service", lockfileVersion: 3, packages: { "": {} } }),
    },
    { step: "install", code: "command_failed" },
    /npm ci .*failed in step install/,
  ],
  [
    "an absolute link",
    { "index.html": "", leak: "-> /etc/passwd" },
    { step: "checkout", code: "invalid_configuration" },
    /leak points to \/etc\/passwd/,
  ],
  [
    "a link that climbs out",
    { "index.html": "", "a/leak": "-> ../../x" },
    { step: "checkout", code: "invalid_configuration" },
    /a\/leak/,
  ],
  [
    "links that climb out together",
    { "index.html": "", here: "-> .", leak: "-> here/here/here/../../.." },
    { step: "checkout", code: "invalid_configuration" },
    /leak/,
  ],
])("%s is refused with its reason, and nothing is left behind", async (name, files, expected, message) => {
  await using bench = await createBench();
  const ref = name.includes("branch") ? "nope" : "main";
  const failure = await failureOf(bench.build(await bench.repository("service", files), { ref }));
  expect(failure).toMatchObject(expected);
  expect(failure.message).toMatch(message);
  expect(await leftovers(bench.home)).toEqual([]);
});

test("a path that is not in the commit and one that leaves it are refused", async () => {
  await using bench = await createBench();
  const repository = await bench.repository("service", { "index.html": "" });
  expect((await failureOf(bench.build(repository, { path: "apps/web" }))).message).toContain(
    "no folder apps/web",
  );
  expect((await failureOf(bench.build(repository, { path: "../x" }))).message).toContain(
    "leaves the repository",
  );
});

test("a build that was told to stop leaves no process and no files", async () => {
  await using bench = await createBench();
  const script = `
    const { spawn } = require("node:child_process");
    process.on("SIGTERM", () => {});
    spawn("sleep", ["987654"], { stdio: "inherit" });
    spawn("sleep", ["987654"], { stdio: "inherit", detached: true }).unref();
    setInterval(() => {}, 1000);
    console.log("started");`;
  const files = { "package.json": withBuild("node stubborn.cjs"), "stubborn.cjs": script };
  const repository = await bench.repository("service", files);
  const stop = new AbortController();
  const build = bench.build(repository, { signal: stop.signal });
  const reason = new Error("canceled by a person");
  const watch = setInterval(
    () => bench.lines.some((line) => line.text === "started") && stop.abort(reason),
    10,
  );
  await expect(build).rejects.toBe(reason);
  clearInterval(watch);
  const { stdout } = await run("ps", ["-eo", "args"]);
  expect(stdout.split("\n").filter((line) => /sleep 987654|stubborn\.cjs/.test(line))).toEqual([]);
  expect(await leftovers(bench.home)).toEqual([]);
});

test("after the builder was killed the next attempt ends what it left running and builds anew", async () => {
  await using bench = await createBench();
  const build = "test -e $HOLD && sleep 876543 || echo done > out.txt";
  const repository = await bench.repository("service", { "package.json": withBuild(build) });
  const hold = join(bench.root, "hold");
  await writeFile(hold, "");
  await repository.commit("hold", { "package.json": withBuild(build.replace("$HOLD", hold)) });
  const request = {
    releaseId: "rel_killed",
    repository: { url: repository.path },
    ref: "main",
    settings: {},
    home: bench.home,
  };
  const builder = fork(new URL("./testing-builder.ts", import.meta.url), [JSON.stringify(request)], {
    execArgv: ["--import", "tsx"],
    stdio: "ignore",
  });
  const gone = new Promise((resolve) => builder.once("exit", resolve));
  await new Promise<void>((resolve) =>
    builder.on("message", (text) => text === "$ npm run build" && resolve()),
  );
  const sleeping = async () => (await run("ps", ["-eo", "args"])).stdout.includes("sleep 876543");
  await expect.poll(sleeping, { timeout: 10_000 }).toBe(true);
  await expect.poll(() => leftovers(bench.home)).toContain("rel_killed.processes.json");
  builder.kill("SIGKILL");
  await gone;
  await run("rm", [hold]);

  const outcome = await bench.build(repository, { releaseId: "rel_killed" });
  expect(await readFile(join(outcome.artifact.path, "out.txt"), "utf8")).toBe("done\n");
  await expect.poll(sleeping).toBe(false);
  expect((await leftovers(bench.home)).toSorted()).toEqual(["rel_killed", "rel_killed.json"]);
});

test.skipIf(process.getuid?.() !== 0)("a full disk is called a full disk", async () => {
  await using bench = await createBench();
  const small = join(bench.root, "small");
  await mkdir(small);
  const mounted = await run("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", small]).then(
    () => true,
    () => false,
  );
  if (!mounted) return;
  try {
    const big = "0123456789abcdef".repeat(80_000).slice(0, 1_200_000);
    const random = (await run("sh", ["-c", "head -c 3000000 /dev/urandom | base64 -w0"], { maxBuffer: 1e7 }))
      .stdout;
    const files = { "package.json": withBuild("dd if=/dev/zero of=fill bs=64k count=200"), "big.txt": big };
    const build = (repository: { path: string }) =>
      failureOf(bench.build(repository.path, { releaseId: "rel_full", home: small }));
    const inBuild = await build(await bench.repository("fills", files));
    expect(inBuild).toMatchObject({ step: "build", code: "disk_full" });
    expect(inBuild.message).toMatch(/^The disk that holds .*small is full \(\d+ MB free\)/);
    const inFetch = await build(await bench.repository("heavy", { "index.html": "", "noise.txt": random }));
    expect(inFetch).toMatchObject({ code: "disk_full" });
  } finally {
    await run("umount", [small]);
  }
});
