import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";

import { BuildFailed } from "./build";
import { withFileLock } from "./file-lock";
import { GitFailed, gitWithUserConfiguration } from "./git";
import { explainFetchFailure } from "./git-failure";
import { mirrorPaths, repositoriesFolder } from "./paths";
import { parseRepositoryUrl, type RepositoryUrl } from "./repository-url";

/** A bare copy of the repository below SLIPWAY_HOME. */
export type Mirror = { folder: string; url: RepositoryUrl };

const FETCH_TIMEOUT_MS = 10 * 60_000;
const LIST_TIMEOUT_MS = 30_000;

/** The mirror as it is, without asking the repository; undefined when it was never fetched. */
export async function findMirror(repositoryUrl: string, home: string): Promise<Mirror | undefined> {
  const url = parseRepositoryUrl(repositoryUrl);
  const { folder } = mirrorPaths(home, url.location);
  return (await exists(folder)) ? { folder, url } : undefined;
}

/** Creates the mirror or brings all its branches and tags up to date; one at a time. Throws BuildFailed. */
export async function fetchMirror(
  repositoryUrl: string,
  home: string,
  signal: AbortSignal,
  onWait?: () => void,
): Promise<Mirror> {
  const url = parseRepositoryUrl(repositoryUrl);
  if (url.isLocal) await requireLocalRepository(url, signal);
  const { folder, lock } = mirrorPaths(home, url.location);
  await mkdir(repositoriesFolder(home), { recursive: true });
  const update = async () => {
    if (!(await exists(folder))) await createEmptyMirror(folder, url, signal);
    await fetchInto(folder, url, ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"], signal);
    await utimes(folder, new Date(), new Date()); // pruning goes by it
    return { folder, url };
  };
  try {
    return await withFileLock(lock, signal, () => withRepair(folder, update), onWait);
  } catch (error) {
    throw explainFetchFailure(error, url);
  }
}

/** Asks for one commit or full ref name by itself, for those that no branch and no tag leads to (pull requests). */
export async function fetchSingle(
  mirror: Mirror,
  name: string,
  home: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { lock } = mirrorPaths(home, mirror.url.location);
  const refspec = `+${name}:refs/slipway/${name}`;
  try {
    await withFileLock(lock, signal, () => fetchInto(mirror.folder, mirror.url, [refspec], signal));
    return true;
  } catch (error) {
    if (error instanceof GitFailed) return false;
    throw error;
  }
}

/** The branch that the repository calls its own; undefined for an empty repository. */
export async function findDefaultBranch(mirror: Mirror, signal: AbortSignal): Promise<string | undefined> {
  const args = ["ls-remote", "--symref", ...localUploadPack(mirror.url), "--", mirror.url.location, "HEAD"];
  const options = { signal, timeoutMs: LIST_TIMEOUT_MS };
  try {
    const answer = await gitWithUserConfiguration(mirror.folder, args, options);
    return /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(answer)?.[1];
  } catch (error) {
    throw explainFetchFailure(error, mirror.url);
  }
}

async function createEmptyMirror(folder: string, url: RepositoryUrl, signal: AbortSignal): Promise<void> {
  const list = ["ls-remote", ...localUploadPack(url), "--", url.location, "HEAD"];
  const answer = await gitWithUserConfiguration(join(folder, ".."), list, {
    signal,
    timeoutMs: LIST_TIMEOUT_MS,
  });
  const format = /^[0-9a-f]{64}\t/.test(answer) ? "sha256" : "sha1";
  const staged = `${folder}.new`;
  await rm(staged, { recursive: true, force: true });
  const init = ["init", "--quiet", "--bare", "--template=", `--object-format=${format}`, "--", staged];
  await gitWithUserConfiguration(join(folder, ".."), init, { signal });
  await rename(staged, folder);
}

async function fetchInto(
  folder: string,
  url: RepositoryUrl,
  refspecs: string[],
  signal: AbortSignal,
): Promise<void> {
  const patience = [
    "-c",
    "http.lowSpeedLimit=1000",
    "-c",
    "http.lowSpeedTime=60",
    "-c",
    "gc.autoDetach=false",
  ];
  const quiet = ["--quiet", "--prune", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
  const args = [...patience, "--git-dir", folder, "fetch", ...quiet, ...localUploadPack(url)];
  await gitWithUserConfiguration(folder, [...args, "--", url.location, ...refspecs], {
    signal,
    timeoutMs: FETCH_TIMEOUT_MS,
  });
}

/** The far side of a local fetch is a program of ours too; it has to accept folders of other users and any commit. */
const localUploadPack = (url: RepositoryUrl): string[] =>
  url.isLocal
    ? ["--upload-pack", "git -c safe.directory=* -c uploadpack.allowAnySHA1InWant=true upload-pack"]
    : [];

/** A killed fetch can leave lock files, a cut of power a broken object. The mirror is only a copy: make it anew. */
async function withRepair<T>(folder: string, update: () => Promise<T>): Promise<T> {
  try {
    return await update();
  } catch (error) {
    if (!(error instanceof GitFailed) || !DAMAGED.test(error.stderr) || !(await exists(folder))) throw error;
    await rm(folder, { recursive: true, force: true });
    return update();
  }
}

const DAMAGED =
  /\.lock': File exists|object file .* is empty|corrupt|bad object|bad tree|invalid sha1 pointer|unable to read (?!askpass)|unresolved deltas|not a git repository: /i;

async function requireLocalRepository(url: RepositoryUrl, signal: AbortSignal): Promise<void> {
  const failed = (sentence: string) => new BuildFailed("fetch", "repository_unreachable", sentence);
  const found = await stat(url.location).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    if (found.code === "EACCES") throw failed(`${url.shown} may not be read by the user that runs Slipway.`);
    throw failed(`There is no folder ${url.shown} on this machine.`);
  }
  if (!found.isDirectory()) throw failed(`${url.shown} is a file, not the folder of a git repository.`);
  const ask = (question: string[]) =>
    gitWithUserConfiguration(url.location, ["-C", url.location, "rev-parse", ...question], { signal }).catch(
      (error: unknown) => {
        if (error instanceof GitFailed) return undefined;
        throw error;
      },
    );
  const inside = await ask(["--is-bare-repository", "--show-prefix"]);
  if (inside === undefined) {
    const empty = (await readdir(url.location)).length === 0;
    const advice = `Run \`git init\` and commit your files there first.`;
    throw failed(
      `${url.shown} is ${empty ? "an empty folder, " : "a folder but "}not a git repository. ${advice}`,
    );
  }
  const [bare, prefix = ""] = inside.split("\n");
  if (bare === "true" || prefix === "") return;
  const top = (await ask(["--show-toplevel"]))?.trim();
  throw failed(
    `${url.shown} is a folder inside the git repository ${top}. Use ${top} as the repository and ${prefix.replace(/\/$/, "")} as the path in it.`,
  );
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
