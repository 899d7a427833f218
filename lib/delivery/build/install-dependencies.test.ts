import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { pruneDependencies } from "./install-dependencies";
import { createBench, failureOf, packageJson, type TestRepository } from "./testing";

const run = promisify(execFile);
type Bench = Awaited<ReturnType<typeof createBench>>;

/** A service with one dependency that comes as an archive in its repository: nothing is downloaded. */
async function repositoryWithDependency(
  bench: Bench,
  scripts: Record<string, string> = {},
): Promise<TestRepository> {
  const library = join(bench.root, "package");
  await mkdir(library);
  await writeFile(join(library, "package.json"), JSON.stringify({ name: "tide-table", version: "1.0.0" }));
  await writeFile(join(library, "index.js"), "module.exports = 'pristine';");
  await run("tar", ["-czf", "library.tgz", "package"], { cwd: bench.root });
  const archive = await readFile(join(bench.root, "library.tgz"));
  const resolved = "file:vendor/library.tgz";
  const dependencies = { "tide-table": resolved };
  const integrity = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
  const repository = await bench.repository("service");
  await mkdir(join(repository.path, "vendor"));
  await writeFile(join(repository.path, "vendor/library.tgz"), archive);
  await repository.commit("with a dependency", {
    "package.json": packageJson({ scripts: { start: "node .", ...scripts }, dependencies }),
    "package-lock.json": lockfile({
      "": { name: "service", version: "1.0.0", dependencies },
      "node_modules/tide-table": { version: "1.0.0", resolved, integrity },
    }),
    ".gitignore": "node_modules\n",
  });
  return repository;
}

const lockfile = (packages: Record<string, unknown>): string =>
  JSON.stringify(
    { name: "service", version: "1.0.0", lockfileVersion: 3, requires: true, packages },
    null,
    2,
  );

const installed = (artifactPath: string) =>
  readFile(join(artifactPath, "node_modules/tide-table/index.js"), "utf8");

test("dependencies are installed once per lockfile; the release is the same either way", async () => {
  await using bench = await createBench();
  const repository = await repositoryWithDependency(bench);
  const first = await bench.build(repository);
  const second = await bench.build(repository);
  expect([first.dependenciesReused, second.dependenciesReused]).toEqual([false, true]);
  expect(second.digest).toBe(first.digest);
  expect(await installed(second.artifact.path)).toContain("pristine");

  const manifest = await readFile(join(repository.path, "package.json"), "utf8");
  const renamed = manifest.replace('"start": "node ."', '"start": "node main.js"');
  await repository.commit("another script", { "package.json": renamed });
  expect((await bench.build(repository)).dependenciesReused).toBe(true);
  await repository.commit("other registry settings", { ".npmrc": "engine-strict=true\n" });
  expect((await bench.build(repository)).dependenciesReused).toBe(false);
});

test("a build that writes into its dependencies changes no other release and not the next one", async () => {
  await using bench = await createBench();
  const vandal =
    "printf poison >> node_modules/tide-table/index.js && chmod 777 node_modules/tide-table/index.js";
  const repository = await repositoryWithDependency(bench, { build: vandal });
  const first = await bench.build(repository);
  const second = await bench.build(repository);
  expect(second.dependenciesReused).toBe(true);
  expect((await installed(second.artifact.path)).split("poison").length).toBe(2);
  expect((await installed(first.artifact.path)).split("poison").length).toBe(2);
  const [key = ""] = (await readdir(join(bench.home, "dependencies"))).filter((name) => !name.includes("."));
  expect(await installed(join(bench.home, "dependencies", key))).not.toContain("poison");
});

test("builds at the same time install once", async () => {
  await using bench = await createBench();
  const repository = await repositoryWithDependency(bench);
  const outcomes = await Promise.all([1, 2, 3].map(() => bench.build(repository)));
  expect(outcomes.filter((outcome) => outcome.dependenciesReused).length).toBe(2);
  expect(new Set(outcomes.map((outcome) => outcome.digest)).size).toBe(1);
});

test("install scripts of the service run for every commit", async () => {
  await using bench = await createBench();
  const repository = await repositoryWithDependency(bench, {
    postinstall: "cp source.txt node_modules/generated.txt",
  });
  await repository.commit("one", { "source.txt": "one" });
  await bench.build(repository);
  await repository.commit("two", { "source.txt": "two" });
  const outcome = await bench.build(repository);
  expect(outcome.dependenciesReused).toBe(false);
  expect(await readFile(join(outcome.artifact.path, "node_modules/generated.txt"), "utf8")).toBe("two");
});

test("workspaces are installed at the lockfile and linked", async () => {
  await using bench = await createBench();
  const repository = await bench.repository("mono", {
    "package.json": packageJson({ workspaces: ["apps/*", "packages/*"] }),
    "packages/ui/package.json": packageJson({ name: "@mono/ui", main: "index.js" }),
    "package-lock.json": lockfile({
      "": { name: "service", version: "1.0.0", workspaces: ["apps/*", "packages/*"] },
      "apps/web": { name: "@mono/web", version: "1.0.0", dependencies: { "@mono/ui": "*" } },
      "node_modules/@mono/ui": { resolved: "packages/ui", link: true },
      "node_modules/@mono/web": { resolved: "apps/web", link: true },
      "packages/ui": { name: "@mono/ui", version: "1.0.0" },
    }),
    "packages/ui/index.js": "module.exports = 'ui';",
    "apps/web/package.json": packageJson({
      name: "@mono/web",
      scripts: { start: "node .", build: "node -p 'require(\"@mono/ui\")'" },
      dependencies: { "@mono/ui": "*" },
    }),
  });
  for (const reused of [false, true]) {
    const outcome = await bench.build(repository, { path: "apps/web" });
    expect(outcome.dependenciesReused).toBe(reused);
    expect(await readFile(join(outcome.artifact.path, "node_modules/@mono/ui/index.js"), "utf8")).toContain(
      "ui",
    );
  }
  expect(bench.lines.filter((line) => line.text === "ui").length).toBe(2);
});

test("a half-saved cache is not used, an unused one is removed", async () => {
  await using bench = await createBench();
  const repository = await repositoryWithDependency(bench);
  await bench.build(repository);
  const dependencies = join(bench.home, "dependencies");
  const [key = ""] = await readdir(dependencies);
  await run("mv", [join(dependencies, key), join(dependencies, `${key}.new`)]);
  await rm(join(dependencies, `${key}.new/node_modules/tide-table/index.js`));
  const outcome = await bench.build(repository);
  expect(outcome.dependenciesReused).toBe(false);
  expect(await installed(outcome.artifact.path)).toContain("pristine");
  expect(await pruneDependencies(bench.home, 60_000)).toBe(0);
  expect(await pruneDependencies(bench.home, 60_000, Date.now() + 61_000)).toBe(1);
  expect(await readdir(dependencies)).toEqual([]);
  await expect(stat(outcome.artifact.path)).resolves.toBeDefined();
});

test("a package manager that this machine does not have is named with the way to get it", async () => {
  await using bench = await createBench();
  const repository = await bench.repository("service", {
    "package.json": packageJson({
      scripts: { start: "node ." },
      dependencies: { ms: "2" },
      packageManager: "pnpm@9.1.0",
    }),
    "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
  });
  const bin = join(bench.root, "bin");
  await mkdir(bin);
  for (const program of ["git", "sh", "rm"])
    await run("ln", ["-s", `/usr/bin/${program}`, join(bin, program)]);
  // Node's own folder, which always is in front, may hold both; then there is nothing to test on this machine.
  const path = process.env["PATH"];
  const execPath = process.execPath;
  process.env["PATH"] = bin;
  process.execPath = join(bin, "node");
  try {
    const failure = await failureOf(bench.build(repository));
    expect(failure).toMatchObject({ step: "install", code: "command_failed" });
    expect(failure.message).toContain("pnpm@9.1.0, but this machine has neither pnpm nor corepack");
  } finally {
    process.env["PATH"] = path;
    process.execPath = execPath;
  }
});
