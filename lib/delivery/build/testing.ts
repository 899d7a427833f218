import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { BuildFailed, type BuildLine, type BuildOutcome, type BuildRequest } from "./build";
import { buildRelease } from "./build-release";
import { removeRelease } from "./release-store";

const execFileAsync = promisify(execFile);

/** File contents by path; null deletes. A text that begins with `-> ` makes a symbolic link. */
export type Files = Record<string, string | null>;

export type TestRepository = {
  path: string;
  git(...args: string[]): Promise<string>;
  /** Writes the files and commits them; answers with the commit's hash. */
  commit(message: string, files: Files): Promise<string>;
};

/** A real git repository and a SLIPWAY_HOME in a temporary folder, gone at the end of the test. */
export async function createBench() {
  const root = await realpath(await mkdtemp(join(tmpdir(), "slipway-build-")));
  const home = join(root, "home");
  let built = 0;
  const lines: BuildLine[] = [];
  const requests: BuildRequest[] = [];

  return {
    root,
    home,
    /** Everything that was logged so far. */
    lines,
    repository: (name = "service", files?: Files) => createRepository(join(root, name), files),
    build(
      repository: TestRepository | string,
      options: Partial<Omit<BuildRequest, "repository">> & {
        path?: string;
        signal?: AbortSignal;
      } = {},
    ): Promise<BuildOutcome> {
      const { path, signal, ...rest } = options;
      const url = typeof repository === "string" ? repository : repository.path;
      built += 1;
      const request = {
        releaseId: `rel_${built}`,
        ref: "main",
        settings: {},
        home,
        ...rest,
        repository: { url, path },
      };
      requests.push(request);
      return buildRelease(request, (line) => lines.push(line), signal ?? new AbortController().signal);
    },
    async [Symbol.asyncDispose]() {
      for (const request of requests) await removeRelease(request.home, request.releaseId);
      await execFileAsync("rm", ["-rf", root]);
    },
  };
}

/** The BuildFailed that a build ends with. */
export async function failureOf(build: Promise<unknown>): Promise<BuildFailed> {
  const error = await build.then(
    () => new Error("the build succeeded"),
    (reason: unknown) => reason,
  );
  if (error instanceof BuildFailed) return error;
  throw error;
}

async function createRepository(path: string, files?: Files): Promise<TestRepository> {
  await mkdir(path, { recursive: true });
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.test", "-c", "commit.gpgsign=false"];
  const git = async (...args: string[]) =>
    (await execFileAsync("git", [...identity, ...args], { cwd: path })).stdout.trim();
  await git("init", "--quiet", "--initial-branch=main");
  const repository: TestRepository = {
    path,
    git,
    async commit(message, changed) {
      for (const [file, content] of Object.entries(changed)) await put(join(path, file), content);
      await git("add", "--all");
      await git("commit", "--quiet", "--allow-empty", "--message", message);
      return git("rev-parse", "HEAD");
    },
  };
  if (files) await repository.commit("first", files);
  return repository;
}

async function put(path: string, content: string | null): Promise<void> {
  await execFileAsync("rm", ["-rf", path]);
  if (content === null) return;
  await mkdir(dirname(path), { recursive: true });
  if (content.startsWith("-> ")) await execFileAsync("ln", ["-s", content.slice(3), path]);
  else await writeFile(path, content);
}

/** A package.json as text. */
export const packageJson = (fields: Record<string, unknown>): string =>
  JSON.stringify({ name: "service", version: "1.0.0", private: true, ...fields }, null, 2);
