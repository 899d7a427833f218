import { lstat, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { verifyRelease } from "./release-store";
import { createBench, failureOf, packageJson } from "./testing";

const START = packageJson({ type: "module", scripts: { start: "node server.mjs" } });

describe("what can be built", () => {
  test("a Node service: exactly the files of the commit, read-only, with a digest and without .git", async () => {
    await using bench = await createBench();
    const repository = await bench.repository("service", {
      "package.json": START,
      "server.mjs": "old",
      ".gitattributes": "hidden.txt export-ignore\n",
      "hidden.txt": "kept",
      link: "-> server.mjs",
    });
    const first = await repository.git("rev-parse", "HEAD");
    await repository.commit("second", { "server.mjs": "new" });
    await writeFile(join(repository.path, "uncommitted.txt"), "x");

    const outcome = await bench.build(repository, { ref: first });
    const folder = outcome.artifact.path;
    expect(await readdir(folder)).toEqual([
      ".gitattributes",
      "hidden.txt",
      "link",
      "package.json",
      "server.mjs",
    ]);
    expect(await readFile(join(folder, "server.mjs"), "utf8")).toBe("old");
    expect((await lstat(join(folder, "server.mjs"))).mode & 0o222).toBe(0);
    expect(outcome).toMatchObject({
      plan: {
        serve: { kind: "process", command: "node server.mjs", portVariable: "PORT" },
        workingDirectory: ".",
        readiness: { probe: { kind: "http", path: "/", expect: "any_below_500" } },
      },
      commit: { sha: first, subject: "first", authorName: "Ada" },
      version: "1.0.0",
      fileCount: 5,
      changelog: [],
      dependenciesReused: false,
    });
    expect(outcome.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(outcome.sizeBytes).toBeGreaterThan(0);
    expect(Object.keys(outcome.stepDurationsMs)).toEqual([
      "fetch",
      "checkout",
      "detect",
      "install",
      "build",
      "seal",
    ]);
    expect(await verifyRelease(bench.home, "rel_1")).toBe(true);
  });

  test("a folder of pages", async () => {
    await using bench = await createBench();
    const outcome = await bench.build(await bench.repository("site", { "index.html": "hello" }));
    expect(outcome.plan.serve).toEqual({ kind: "static", directory: ".", singlePage: false });
  });

  test("pages that a build writes, without the packages that built them", async () => {
    await using bench = await createBench();
    const build = "mkdir -p _site node_modules && echo hi > _site/index.html && echo $CI $NODE_ENV-";
    const manifest = packageJson({ scripts: { build } });
    const outcome = await bench.build(await bench.repository("site", { "package.json": manifest }));
    expect(outcome.plan.serve).toEqual({ kind: "static", directory: "_site", singlePage: false });
    expect(await readdir(outcome.artifact.path)).toEqual(["_site", "package.json"]);
    expect(bench.lines.map((line) => line.text)).toContain("1 -");
    expect(outcome.explanation).toContain("The build left its index.html in _site.");
  });

  test("one service of a monorepo", async () => {
    await using bench = await createBench();
    const repository = await bench.repository("mono", { "apps/web/package.json": START, "apps/api/x": "1" });
    const from = await repository.git("rev-parse", "HEAD");
    await repository.commit("api only", { "apps/api/x": "2" });
    await repository.commit("web", { "apps/web/y": "2" });
    const outcome = await bench.build(repository, { path: "apps/web", previousCommit: from });
    expect(outcome.plan).toMatchObject({
      workingDirectory: "apps/web",
      serve: { command: "node server.mjs" },
    });
    expect(outcome.changelog.map((commit) => commit.subject)).toEqual(["web"]);
    expect(outcome.changedFileCount).toBe(1);
  });

  test("whatever slipway.yaml describes, without any package.json", async () => {
    await using bench = await createBench();
    const yaml =
      "build: echo built > out.txt\nstart: ./run.sh\nhealth: /up\nmigrate: ./migrate.sh\nport: WEB_PORT\n";
    const outcome = await bench.build(
      await bench.repository("any", { "slipway.yaml": yaml, "run.sh": "#!/bin/sh" }),
    );
    expect(outcome.plan).toMatchObject({
      serve: { kind: "process", command: "./run.sh", portVariable: "WEB_PORT" },
      readiness: { probe: { kind: "http", path: "/up", expect: "success" } },
      migrateCommand: "./migrate.sh",
    });
    expect(await readFile(join(outcome.artifact.path, "out.txt"), "utf8")).toBe("built\n");
  });

  test("the migrations of its database, with what is new since the release before", async () => {
    await using bench = await createBench();
    const yaml =
      "start: ./run.sh\nmigrations: { command: ./migrate.sh, status: ./applied.sh, down: ./back.sh }\n";
    const repository = await bench.repository("db", {
      "slipway.yaml": yaml,
      "run.sh": "#!/bin/sh",
      "db/migrations/001_users.sql": "create table users (id int);",
      "db/schema.sql": "drop table users;",
    });
    const first = await bench.build(repository);
    expect(first).toMatchObject({
      plan: {
        migrateCommand: "./migrate.sh",
        migrateStatusCommand: "./applied.sh",
        migrateDownCommand: "./back.sh",
      },
      migrationClass: "expand",
      migrations: [{ name: "001_users", class: "expand", isNew: true }],
    });
    expect(first.explanation).toContain("Found one migration in db/migrations.");

    await repository.commit("away with names", {
      "db/migrations/002_names.sql": "alter table users drop column name;",
    });
    const { migrations, migrationClass } = first;
    const second = await bench.build(repository, {
      previousRelease: { number: 1, migrations, migrationClass },
    });
    expect(second.migrationClass).toBe("contract");
    expect(second.explanation).toContain(
      "New since #1, contract: 002_names (contract: drops column users.name).",
    );
  });

  test("a folder of migrations that is not there fails with its name", async () => {
    await using bench = await createBench();
    const yaml = "start: ./run.sh\nmigrations: { directory: sql }\n";
    const failure = await failureOf(bench.build(await bench.repository("db", { "slipway.yaml": yaml })));
    expect(failure.message).toBe(
      "slipway.yaml names sql as the folder of the migrations, and there are none in it.",
    );
  });

  test("submodules and files kept in Git LFS are warned about", async () => {
    await using bench = await createBench();
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 12\n`;
    const repository = await bench.repository("site", {
      "index.html": "",
      "logo.png": pointer,
      ".gitattributes": "*.png filter=lfs diff=lfs\n",
    });
    await repository.git("update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},vendor/theme`);
    await repository.git("commit", "--quiet", "-m", "with a submodule");
    await bench.build(repository);
    const warnings = bench.lines.map((line) => line.text).filter((text) => text.startsWith("Warning"));
    expect(warnings).toEqual([
      "Warning: submodules are not fetched; vendor/theme stays empty.",
      "Warning: 1 file is kept in Git LFS, which is not fetched: logo.png holds only a pointer.",
    ]);
  });
});

describe("what a build sees", () => {
  test("neither our secrets nor our tools, and no repository around the release", async () => {
    await using bench = await createBench();
    const build = "env; git rev-parse --show-toplevel || echo no repository";
    const manifest = packageJson({ scripts: { start: "node .", build } });
    const repository = await bench.repository("service", { "package.json": manifest });
    process.env["DATABASE_URL"] = "postgres://secret";
    process.env["SLIPWAY_ADMIN_TOKEN"] = "slp_secret";
    try {
      await bench.build(repository);
    } finally {
      delete process.env["DATABASE_URL"];
      delete process.env["SLIPWAY_ADMIN_TOKEN"];
    }
    const output = bench.lines.filter((line) => line.stream === "stdout").map((line) => line.text);
    expect(output.join("\n")).not.toContain("secret");
    expect(output.filter((line) => line.startsWith("DATABASE_URL"))).toEqual([]);
    expect(output).toContain("no repository");
    expect(output).toContain("CI=1");
    const ownTools = join(process.cwd(), "node_modules/.bin");
    expect(output.find((line) => line.startsWith("PATH="))).not.toContain(ownTools);
  });

  test("its output arrives line by line, without colours, and does not grow without end", async () => {
    await using bench = await createBench();
    const script = `
      process.stdout.write("\\u001b[31mred\\u001b[0m\\n10%\\r100%\\n");
      process.stderr.write("x".repeat(5000) + "\\n");
      for (let i = 0; i < 6000; i += 1) console.log("y".repeat(1000));
      console.log("the end");`;
    const manifest = packageJson({ scripts: { start: "node .", build: "node loud.js" } });
    await bench.build(await bench.repository("loud", { "package.json": manifest, "loud.js": script }));
    const texts = bench.lines.map((line) => line.text);
    expect(texts).toContain("red");
    expect(texts).toContain("100%");
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThan(2_100);
    expect(texts).toContain("The output is longer than 5 MB; the rest of it is not kept.");
    expect(texts).not.toContain("the end");
    expect(texts.join("\n").length).toBeLessThan(6_000_000);
  });
});

describe("identity", () => {
  test("the same commit gives the same digest, any change another one", async () => {
    await using bench = await createBench();
    const repository = await bench.repository("service", { "package.json": START, "server.mjs": "1" });
    const [one, two] = [await bench.build(repository), await bench.build(repository)];
    expect(two.digest).toBe(one.digest);
    expect(two.artifact.path).not.toBe(one.artifact.path);
    await repository.commit("second", { "server.mjs": "2" });
    expect((await bench.build(repository)).digest).not.toBe(one.digest);
  });

  test("asking again for a finished release gives the same one without building", async () => {
    await using bench = await createBench();
    const repository = await bench.repository("service", { "package.json": START });
    const outcome = await bench.build(repository, { releaseId: "rel_again" });
    const { ctimeMs } = await stat(outcome.artifact.path);
    await repository.commit("second", { "server.mjs": "2" });
    expect(await bench.build(repository, { releaseId: "rel_again" })).toEqual(outcome);
    expect((await stat(outcome.artifact.path)).ctimeMs).toBe(ctimeMs);
  });

  test("the nearest tag is the version when package.json has none", async () => {
    await using bench = await createBench();
    const repository = await bench.repository("site", { "index.html": "" });
    await repository.git("tag", "v3.1.0");
    expect((await bench.build(repository)).version).toBe("v3.1.0");
  });

  test("a repository that is gone does not stop a rebuild of a known commit", async () => {
    await using bench = await createBench();
    const repository = await bench.repository("site", { "index.html": "" });
    const sha = await repository.git("rev-parse", "HEAD");
    const first = await bench.build(repository, { ref: sha });
    await repository.git("update-ref", "-d", "HEAD");
    expect((await bench.build(repository, { ref: sha })).digest).toBe(first.digest);
  });

  test("several builds of one repository at once do not meet", async () => {
    await using bench = await createBench();
    const repository = await bench.repository("site", { "index.html": "1" });
    const shas = [await repository.git("rev-parse", "HEAD")];
    for (let i = 2; i <= 4; i += 1) shas.push(await repository.commit(`${i}`, { "index.html": `${i}` }));
    const outcomes = await Promise.all(shas.map((ref) => bench.build(repository, { ref })));
    expect(new Set(outcomes.map((outcome) => outcome.digest)).size).toBe(4);
    expect(outcomes.map((outcome) => outcome.commit.sha)).toEqual(shas);
  });
});
