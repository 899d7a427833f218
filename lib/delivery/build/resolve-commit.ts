import { BuildFailed, type Commit } from "./build";
import { GitFailed, gitInMirror } from "./git";
import { fetchSingle, findDefaultBranch, type Mirror } from "./mirror";

const FULL_SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** Names git allows and nothing that revision syntax would give a meaning (`main~3`, `@{yesterday}`, `a..b`). */
// oxlint-disable-next-line no-control-regex -- control characters are among what git refuses
const FORBIDDEN_IN_REF = /^-|^\/|\/$|\.\.|@\{|\/\/|\.lock$|[\u0000- ~^:?*[\\\u007F]/;

/** Whether the text names one commit by its full hash. */
export const isFullSha = (ref: string): boolean => FULL_SHA.test(ref);

/** Finds the commit that a branch, tag or (abbreviated) hash names; "" and HEAD name the default branch. */
export async function resolveCommit(
  mirror: Mirror,
  ref: string,
  home: string,
  signal: AbortSignal,
): Promise<Commit> {
  const wanted = ref.trim();
  if (FORBIDDEN_IN_REF.test(wanted)) throw notFound(mirror, wanted);
  const name = wanted === "" || wanted === "HEAD" ? await defaultBranchOf(mirror, signal) : wanted;
  const known = await findCommit(mirror, name, signal);
  if (known) return known;
  const worthAsking = isFullSha(name) || name.startsWith("refs/");
  if (worthAsking && (await fetchSingle(mirror, name, home, signal))) {
    const fetched = await findCommit(mirror, isFullSha(name) ? name : `refs/slipway/${name}`, signal);
    if (fetched) return fetched;
  }
  throw notFound(mirror, wanted, await listBranches(mirror, signal));
}

/** The commit a name stands for in the mirror as it is. Branches come before tags, tags before hashes. */
export async function findCommit(
  mirror: Mirror,
  name: string,
  signal: AbortSignal,
): Promise<Commit | undefined> {
  const candidates = isFullSha(name)
    ? [name]
    : [
        `refs/heads/${name}`,
        `refs/tags/${name}`,
        name.startsWith("refs/") || /^[0-9a-f]{7,}$/.test(name) ? name : "",
      ];
  for (const candidate of candidates.filter((text) => text !== "")) {
    const [commit] = await readCommits(mirror, ["--max-count=1", "--end-of-options", candidate], signal);
    if (commit) return commit;
  }
  return undefined;
}

/** Runs `git log` and reads what it names; an unknown revision gives no commits. */
export async function readCommits(
  mirror: Mirror,
  args: readonly string[],
  signal: AbortSignal,
): Promise<Commit[]> {
  try {
    const format = "--format=%H%x1f%s%x1f%an%x1f%at";
    const answer = await gitInMirror(mirror.folder, ["log", "-z", format, ...args], { signal });
    return answer.split("\0").filter(Boolean).map(parseCommit);
  } catch (error) {
    if (error instanceof GitFailed && !error.timedOut) return [];
    throw error;
  }
}

/** Newest first. */
export async function listBranches(mirror: Mirror, signal: AbortSignal): Promise<string[]> {
  const args = ["for-each-ref", "--sort=-committerdate", "--format=%(refname:lstrip=2)", "refs/heads/"];
  return (await gitInMirror(mirror.folder, args, { signal })).split("\n").filter(Boolean);
}

function parseCommit(line: string): Commit {
  const [sha = "", subject = "", authorName = "", authoredAtSeconds = "0"] = line.split("\x1f");
  return { sha, subject, authorName, authoredAt: instantOf(authoredAtSeconds) };
}

async function defaultBranchOf(mirror: Mirror, signal: AbortSignal): Promise<string> {
  const branch = await findDefaultBranch(mirror, signal);
  if (branch && (await findCommit(mirror, branch, signal))) return branch;
  const [newest] = await listBranches(mirror, signal);
  if (newest) return newest;
  throw new BuildFailed("fetch", "ref_not_found", `${mirror.url.shown} has no commits yet.`);
}

function notFound(mirror: Mirror, ref: string, branches: string[] = []): BuildFailed {
  const known =
    branches.length === 0
      ? ""
      : ` Its branches are ${branches.slice(0, 5).join(", ")}${branches.length > 5 ? " and others" : ""}.`;
  return new BuildFailed(
    "fetch",
    "ref_not_found",
    `There is no branch, tag or commit ${JSON.stringify(ref.slice(0, 200))} in ${mirror.url.shown}.${known}`,
  );
}

/** Git stores whatever number the author's clock gave; JavaScript's dates end at 8.64e12 seconds. */
const instantOf = (seconds: string): string =>
  new Date(Math.min(Number(seconds) || 0, 8.64e12) * 1_000).toISOString();

/** The nearest tag at or before the commit ("v1.2.0", "v1.2.0-3-gabc1234" three commits later). */
export async function nearestTag(
  mirror: Mirror,
  sha: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return (await gitInMirror(mirror.folder, ["describe", "--tags", sha], { signal })).trim() || undefined;
  } catch (error) {
    if (error instanceof GitFailed) return undefined;
    throw error;
  }
}
