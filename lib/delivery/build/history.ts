import { BuildFailed, type Commit } from "./build";
import { GitFailed, gitInMirror } from "./git";
import { fetchMirror, findMirror, type Mirror } from "./mirror";
import { readCommits, resolveCommit } from "./resolve-commit";

type Repository = { url: string; branch?: string; path?: string };
const NEVER = new AbortController().signal;

export type ChangedFile = { path: string; status: "added" | "modified" | "deleted" | "renamed" };

/** The newest commits of the service's branch, for choosing what to build. Fetches first. Throws BuildFailed. */
export async function listCommits(
  repository: Repository,
  home: string,
  options: { limit: number; signal?: AbortSignal },
): Promise<Commit[]> {
  const signal = options.signal ?? NEVER;
  const mirror = await fetchMirror(repository.url, home, signal);
  const tip = await resolveCommit(mirror, repository.branch ?? "", home, signal);
  return readCommits(mirror, [`--max-count=${options.limit}`, "--end-of-options", tip.sha], signal);
}

/**
 * The commits that `toSha` has and `fromSha` has not, newest first, only those that touch the service's folder.
 * Reads the mirror as it is: empty when the repository was never fetched or has lost one of the commits.
 */
export async function commitsBetween(
  home: string,
  repository: Repository,
  fromSha: string,
  toSha: string,
  options: { limit?: number; signal?: AbortSignal } = {},
): Promise<Commit[]> {
  requireSha(fromSha, toSha);
  const mirror = await findMirror(repository.url, home);
  if (!mirror) return [];
  const range = [`--max-count=${options.limit ?? 100}`, "--end-of-options", `${fromSha}..${toSha}`];
  return readCommits(mirror, [...range, "--", ...pathspec(repository.path)], options.signal ?? NEVER);
}

/**
 * Whether a commit is in the history of another, or is it. Reads the mirror as it is: undefined when the repository was
 * never fetched or has lost one of the commits.
 */
export async function containsCommit(
  home: string,
  repositoryUrl: string,
  { sha, inSha }: { sha: string; inSha: string },
): Promise<boolean | undefined> {
  requireSha(sha, inSha);
  const mirror = await findMirror(repositoryUrl, home);
  if (!mirror) return undefined;
  try {
    await gitInMirror(mirror.folder, ["merge-base", "--is-ancestor", sha, inSha], { signal: NEVER });
    return true;
  } catch (error) {
    // Git says "no" without a word, and complains about commits that it does not have.
    if (error instanceof GitFailed && !error.timedOut) return error.stderr.trim() === "" ? false : undefined;
    throw error;
  }
}

/** The files that differ between two commits in the service's folder: how many, and the first `limit` of them. */
export async function changedFiles(
  home: string,
  repository: Repository,
  fromSha: string,
  toSha: string,
  options: { limit?: number; signal?: AbortSignal } = {},
): Promise<{ files: ChangedFile[]; count: number }> {
  requireSha(fromSha, toSha);
  const mirror = await findMirror(repository.url, home);
  const files = mirror ? await diff(mirror, fromSha, toSha, repository.path, options.signal ?? NEVER) : [];
  return { files: files.slice(0, options.limit ?? 500), count: files.length };
}

async function diff(
  mirror: Mirror,
  fromSha: string,
  toSha: string,
  path: string | undefined,
  signal: AbortSignal,
): Promise<ChangedFile[]> {
  const args = ["diff-tree", "-r", "-z", "-M", "--name-status", "--end-of-options", fromSha, toSha, "--"];
  try {
    return parseNameStatus(await gitInMirror(mirror.folder, [...args, ...pathspec(path)], { signal }));
  } catch (error) {
    if (error instanceof GitFailed && !error.timedOut) return [];
    throw error;
  }
}

const STATUS: Record<string, ChangedFile["status"]> = { A: "added", D: "deleted", R: "renamed", C: "added" };

/** `M NUL path NUL`, and for a rename `R087 NUL from NUL to NUL`. */
function parseNameStatus(answer: string): ChangedFile[] {
  const fields = answer.split("\0");
  const files: ChangedFile[] = [];
  for (let at = 0; at + 1 < fields.length;) {
    const letter = fields[at]?.charAt(0) ?? "";
    const hasTwoPaths = letter === "R" || letter === "C";
    files.push({ path: fields[at + (hasTwoPaths ? 2 : 1)] ?? "", status: STATUS[letter] ?? "modified" });
    at += hasTwoPaths ? 3 : 2;
  }
  return files;
}

const pathspec = (path: string | undefined): string[] =>
  path === undefined || path === "" || path === "."
    ? []
    : [`:(top,literal)${path.replace(/^\.?\/+|\/+$/g, "")}`];

function requireSha(...shas: string[]): void {
  const odd = shas.find((sha) => !/^[0-9a-f]{40,64}$/.test(sha));
  if (odd !== undefined)
    throw new BuildFailed("fetch", "ref_not_found", `${JSON.stringify(odd)} is not a commit.`);
}
