import { posix } from "node:path";

import { BuildFailed } from "./build";
import { gitBytesInMirror, gitInMirror } from "./git";
import type { Mirror } from "./mirror";

/** What detection knows of a commit: the names of its files and the few texts that decide. Paths start at the root. */
export type Source = {
  /** The service's folder, "." for the root. */
  servicePath: string;
  files: ReadonlySet<string>;
  texts: ReadonlyMap<string, string>;
  /** Identity of the whole tree; equal trees have equal content. */
  treeSha: string;
  symlinks: string[];
  submodules: string[];
};

const TEXT_LIMIT_BYTES = 1024 * 1024;
/** A monorepo larger than this is read like one package; its dependencies are then installed anew in each build. */
const TEXT_COUNT_LIMIT = 500;

/** Reads a commit out of the mirror without checking it out. Throws BuildFailed when the folder is not in it. */
export async function readSource(
  mirror: Mirror,
  sha: string,
  path: string | undefined,
  signal: AbortSignal,
): Promise<Source> {
  const servicePath = normalizeServicePath(path);
  const listing = await gitInMirror(mirror.folder, ["ls-tree", "-r", "-z", "-l", "--full-tree", sha], {
    signal,
  });
  const entries = listing.split("\0").filter(Boolean).map(parseEntry);
  const files = new Set(entries.filter((entry) => entry.mode !== "160000").map((entry) => entry.path));
  if (servicePath !== "." && !entries.some((entry) => entry.path.startsWith(`${servicePath}/`))) {
    const sentence = `There is no folder ${servicePath} in commit ${sha.slice(0, 8)}; correct the path of the service in its repository.`;
    throw new BuildFailed("detect", "invalid_configuration", sentence);
  }
  const texts = await readTexts(
    mirror,
    entries.filter((entry) => decides(entry, servicePath)),
    signal,
  );
  const treeSha = (
    await gitInMirror(mirror.folder, ["rev-parse", "--verify", `${sha}^{tree}`], { signal })
  ).trim();
  const pathsWithMode = (mode: string) =>
    entries.filter((entry) => entry.mode === mode).map((entry) => entry.path);
  return {
    servicePath,
    files,
    texts,
    treeSha,
    symlinks: pathsWithMode("120000"),
    submodules: pathsWithMode("160000"),
  };
}

/** The folder itself first, the root of the repository last. */
export function foldersUpwards(servicePath: string): string[] {
  return servicePath === "." ? ["."] : [servicePath, ...foldersUpwards(posix.dirname(servicePath))];
}

/** "apps/web" from "apps/web", "./apps/web/" and "/apps/web"; a path that leaves the repository is refused. */
function normalizeServicePath(path: string | undefined): string {
  const normal = posix.normalize((path ?? "").replace(/^\/+/, "") || ".").replace(/\/+$/, "");
  if (normal === ".." || normal.startsWith("../") || normal.includes("\0")) {
    const sentence = `The path ${JSON.stringify(path)} leaves the repository; give a folder inside it.`;
    throw new BuildFailed("detect", "invalid_configuration", sentence);
  }
  return normal === "" ? "." : normal;
}

/** The service's slipway.yaml and every package.json of the repository: workspaces are installed together. */
function decides(entry: Entry, servicePath: string): boolean {
  if (entry.mode === "120000" || entry.mode === "160000" || /(^|\/)node_modules\//.test(entry.path))
    return false;
  return (
    posix.basename(entry.path) === "package.json" || entry.path === posix.join(servicePath, "slipway.yaml")
  );
}

async function readTexts(
  mirror: Mirror,
  entries: Entry[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const depth = (path: string) => path.split("/").length;
  const wanted = entries
    .toSorted((left, right) => depth(left.path) - depth(right.path))
    .slice(0, TEXT_COUNT_LIMIT);
  const tooLarge = wanted.find((entry) => entry.sizeBytes > TEXT_LIMIT_BYTES);
  if (tooLarge) {
    throw new BuildFailed("detect", "invalid_configuration", `${tooLarge.path} is larger than 1 MB.`);
  }
  const input = wanted.map((entry) => `${entry.sha}\n`).join("");
  const answer = await gitBytesInMirror(mirror.folder, ["cat-file", "--batch"], { signal, input });
  const texts = new Map<string, string>();
  let at = 0;
  for (const { path, sizeBytes } of wanted) {
    // `<sha> blob <size>`, a line break, the content, a line break.
    const start = answer.indexOf("\n", at) + 1;
    texts.set(path, answer.toString("utf8", start, start + sizeBytes));
    at = start + sizeBytes + 1;
  }
  return texts;
}

/** `100644 blob <sha>    1234<TAB>path`; submodules have `-` for the size. */
type Entry = { mode: string; sha: string; sizeBytes: number; path: string };

function parseEntry(line: string): Entry {
  const tab = line.indexOf("\t");
  const [mode = "", , sha = "", size = "0"] = line.slice(0, tab).split(/ +/);
  return { mode, sha, sizeBytes: Number(size) || 0, path: line.slice(tab + 1) };
}
