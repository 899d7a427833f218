import { execFile } from "node:child_process";
import { createReadStream } from "node:fs";
import { chown, mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { fetchMirror } from "./mirror";
import { mirrorPaths } from "./paths";
import { resolveCommit } from "./resolve-commit";
import { createBench, failureOf } from "./testing";

const run = promisify(execFile);
const signal = new AbortController().signal;

test("a branch, a tag, a short and a full hash name the same commit; no ref names the default branch", async () => {
  await using bench = await createBench();
  const repository = await bench.repository("service", { "a.txt": "1" });
  const sha = await repository.git("rev-parse", "HEAD");
  await repository.git("tag", "-a", "v1", "-m", "one");
  await repository.git("branch", "feature/tides");
  const mirror = await fetchMirror(repository.path, bench.home, signal);
  for (const ref of ["main", "feature/tides", "refs/heads/main", "v1", sha, sha.slice(0, 8), "", "HEAD"]) {
    const commit = await resolveCommit(mirror, ref, bench.home, signal);
    expect(commit).toMatchObject({ sha, subject: "first", authorName: "Ada" });
  }
});

test("what is not there is refused with the branches that are; options and revision syntax are not refs", async () => {
  await using bench = await createBench();
  const repository = await bench.repository("service", { "a.txt": "1" });
  const mirror = await fetchMirror(repository.path, bench.home, signal);
  for (const ref of [
    "nope",
    "--upload-pack=x",
    "-h",
    "main~1",
    "main..x",
    "a b",
    "@{-1}",
    "main^{tree}",
    "0".repeat(40),
  ]) {
    const failure = await failureOf(resolveCommit(mirror, ref, bench.home, signal));
    expect(failure).toMatchObject({ step: "fetch", code: "ref_not_found" });
  }
  const failure = await failureOf(resolveCommit(mirror, "nope", bench.home, signal));
  expect(failure.message).toBe(
    `There is no branch, tag or commit "nope" in ${repository.path}. Its branches are main.`,
  );
});

test("a moved branch is followed, a deleted one is gone, a commit no branch leads to is still found", async () => {
  await using bench = await createBench();
  const repository = await bench.repository("service", { "a.txt": "1" });
  await repository.git("branch", "gone");
  await fetchMirror(repository.path, bench.home, signal);
  await repository.git("branch", "-D", "gone");
  await repository.git("branch", "gone/deeper");
  await repository.git("checkout", "--quiet", "--detach");
  const loose = await repository.commit("loose", { "a.txt": "2" });
  await repository.git("checkout", "--quiet", "main");
  await repository.git("commit", "--quiet", "--amend", "-m", "rewritten");
  const mirror = await fetchMirror(repository.path, bench.home, signal);
  await expect(resolveCommit(mirror, "main", bench.home, signal)).resolves.toMatchObject({
    subject: "rewritten",
  });
  await expect(resolveCommit(mirror, loose, bench.home, signal)).resolves.toMatchObject({ subject: "loose" });
  await expect(failureOf(resolveCommit(mirror, "gone", bench.home, signal))).resolves.toBeDefined();
});

test("ten at once share one mirror", async () => {
  await using bench = await createBench();
  const repository = await bench.repository("service", { "a.txt": "1" });
  const mirrors = await Promise.all(
    Array.from({ length: 10 }, () => fetchMirror(repository.path, bench.home, signal)),
  );
  expect(new Set(mirrors.map((mirror) => mirror.folder)).size).toBe(1);
  expect((await readdir(join(bench.home, "repositories"))).length).toBe(1);
});

test("a mirror damaged by a crash is made anew", async () => {
  await using bench = await createBench();
  const repository = await bench.repository("service", { "a.txt": "1" });
  const { folder } = await fetchMirror(repository.path, bench.home, signal);
  await writeFile(join(folder, "packed-refs.lock"), "");
  await repository.git("branch", "other");
  const mirror = await fetchMirror(repository.path, bench.home, signal);
  await expect(resolveCommit(mirror, "other", bench.home, signal)).resolves.toBeDefined();
  await writeFile(join(folder, "HEAD"), "");
  await expect(fetchMirror(repository.path, bench.home, signal)).resolves.toBeDefined();
});

test.skipIf(process.getuid?.() !== 0)("a repository of another user of this machine is read", async () => {
  await using bench = await createBench();
  const repository = await bench.repository("service", { "a.txt": "1" });
  await run("chown", ["-R", "nobody", repository.path]);
  await chown(repository.path, 65_534, 65_534);
  await expect(fetchMirror(repository.path, bench.home, signal)).resolves.toBeDefined();
});

test("a folder that is no repository is told from one that is missing, empty, a file or inside a repository", async () => {
  await using bench = await createBench();
  const messageFor = async (path: string) => (await failureOf(fetchMirror(path, bench.home, signal))).message;
  const plain = join(bench.root, "plain");
  await mkdir(plain);
  expect(await messageFor(plain)).toContain("is an empty folder, not a git repository. Run `git init`");
  await writeFile(join(plain, "file"), "");
  expect(await messageFor(plain)).toContain("is a folder but not a git repository");
  expect(await messageFor(join(plain, "file"))).toContain("is a file, not the folder of a git repository");
  expect(await messageFor(join(plain, "missing"))).toBe(
    `There is no folder ${plain}/missing on this machine.`,
  );
  const repository = await bench.repository("mono", { "apps/web/a.txt": "1" });
  expect(await messageFor(join(repository.path, "apps/web"))).toContain(
    `Use ${repository.path} as the repository and apps/web as the path in it.`,
  );
  const bare = join(bench.root, "bare.git");
  await run("git", ["clone", "--quiet", "--bare", repository.path, bare]);
  await expect(fetchMirror(bare, bench.home, signal)).resolves.toBeDefined();
});

test("an empty repository says that it has no commits yet", async () => {
  await using bench = await createBench();
  const repository = await bench.repository("service");
  const mirror = await fetchMirror(repository.path, bench.home, signal);
  const failure = await failureOf(resolveCommit(mirror, "", bench.home, signal));
  expect(failure.message).toBe(`${repository.path} has no commits yet.`);
});

test("a host that refuses, one that asks for a password and one that never answers end with a sentence", async () => {
  await using bench = await createBench();
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/silent")) return;
    const status = request.url?.startsWith("/private") ? 401 : 404;
    response.writeHead(status, { "www-authenticate": 'Basic realm="x"' }).end();
  });
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const messageFor = async (url: string) => (await failureOf(fetchMirror(url, bench.home, signal))).message;
  try {
    const secret = `http://ada:secret@127.0.0.1:${port}/private/x.git`;
    expect(await messageFor(secret)).toContain(`http://127.0.0.1:${port}/private/x.git asks for a sign-in`);
    expect(await messageFor(secret)).not.toContain("secret");
    expect(await messageFor(`http://127.0.0.1:${port}/x.git`)).toContain("There is no git repository at");
    const aborted = fetchMirror(
      `http://127.0.0.1:${port}/silent/x.git`,
      bench.home,
      AbortSignal.timeout(300),
    );
    await expect(aborted).rejects.toMatchObject({ name: "TimeoutError" });
  } finally {
    server.closeAllConnections();
    server.close();
  }
  expect(await messageFor(`http://127.0.0.1:${port}/x.git`)).toContain("refuses the connection");
});

test("a host that asks for a sign-in all of a sudden does not cost the mirror", async () => {
  await using bench = await createBench();
  const repository = await bench.repository("service", { "a.txt": "1" });
  await repository.git("update-server-info");
  let isPrivate = false;
  const server = createServer((request, response) => {
    if (isPrivate) return response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end();
    const path = join(repository.path, ".git", new URL(request.url ?? "", "http://x").pathname);
    createReadStream(path)
      .on("error", () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/`;
  try {
    const mirror = await fetchMirror(url, bench.home, signal);
    isPrivate = true;
    expect((await failureOf(fetchMirror(url, bench.home, signal))).message).toContain("asks for a sign-in");
    expect(await resolveCommit(mirror, "main", bench.home, signal)).toMatchObject({ subject: "first" });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("the mirror's folder does not betray the password in a URL", () => {
  expect(mirrorPaths("/home", "https://ada:secret@example.test/x").folder).toMatch(
    /^\/home\/repositories\/[0-9a-f]{32}$/,
  );
});
