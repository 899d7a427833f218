import { mkdir, open, readFile, readlink, realpath, rm } from "node:fs/promises";
import { isAbsolute, join, posix } from "node:path";

import { BuildFailed } from "./build";
import type { BuildLog } from "./build-log";
import { diskFull } from "./disk-space";
import { GitFailed, gitInMirror } from "./git";
import type { Mirror } from "./mirror";
import type { releasePaths } from "./paths";
import type { Source } from "./source";

/** Writes exactly the files of a commit into the release's folder, without a `.git`. Throws BuildFailed. */
export async function checkOut(
  mirror: Mirror,
  sha: string,
  source: Source,
  home: string,
  paths: ReturnType<typeof releasePaths>,
  log: BuildLog,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(paths.folder, { recursive: true });
  // An index of its own: two builds of one mirror do not meet, and `export-ignore` (git archive) takes nothing away.
  const env = { GIT_INDEX_FILE: paths.gitIndex };
  const inFolder = ["--work-tree", paths.folder, "-c", "core.bare=false", "-c", "checkout.workers=0"];
  try {
    await gitInMirror(mirror.folder, ["read-tree", sha], { signal, env });
    await gitInMirror(mirror.folder, [...inFolder, "checkout-index", "--all", "--force", "--quiet"], {
      signal,
      env,
    });
  } catch (error) {
    // Git does not say why it could not write; in a folder that was just made there is one reason.
    const isFull = error instanceof GitFailed && /unable to write file/.test(error.stderr);
    throw isFull ? await diskFull("checkout", home) : error;
  } finally {
    await rm(paths.gitIndex, { force: true });
  }
  await refuseEscapingLinks(paths.folder, source.symlinks);
  if (source.submodules.length > 0) {
    log.say(`Warning: submodules are not fetched; ${source.submodules.join(", ")} stays empty.`);
  }
  await warnAboutPointers(paths.folder, source, log);
}

/** A link that leaves the tree would make the release depend on, or show, files of this machine. */
async function refuseEscapingLinks(folder: string, links: readonly string[]): Promise<void> {
  const root = await realpath(folder);
  for (const link of links) {
    const target = await readlink(join(folder, link)).catch(() => undefined);
    // A chain of links can escape although each of them looks harmless, so the end of the chain counts as well.
    const end = await realpath(join(folder, link)).catch(() => root);
    const isInside = end === root || end.startsWith(`${root}/`);
    if (target === undefined || (isInside && staysInside(link, target))) continue;
    const sentence = `The symbolic link ${link} points to ${target}, outside the repository; a release may only hold its own files.`;
    throw new BuildFailed("checkout", "invalid_configuration", sentence);
  }
}

function staysInside(link: string, target: string): boolean {
  if (isAbsolute(target)) return false;
  const resolved = posix.normalize(posix.join(posix.dirname(link), target));
  return resolved !== ".." && !resolved.startsWith("../");
}

const POINTER = "version https://git-lfs.github.com/spec/v1";

async function warnAboutPointers(folder: string, source: Source, log: BuildLog): Promise<void> {
  const attributes = [...source.files].filter((file) => posix.basename(file) === ".gitattributes");
  const texts = await Promise.all(
    attributes.map((file) => readFile(join(folder, file), "utf8").catch(() => "")),
  );
  if (!texts.some((text) => text.includes("filter=lfs"))) return;
  const pointers: string[] = [];
  for (const file of source.files) {
    if ((await readStart(join(folder, file))) === POINTER) pointers.push(file);
  }
  if (pointers.length === 0) return;
  const names = pointers.slice(0, 3).join(", ") + (pointers.length > 3 ? " and others" : "");
  const counted = pointers.length === 1 ? "1 file is" : `${pointers.length} files are`;
  const holds = pointers.length === 1 ? "holds" : "hold";
  log.say(`Warning: ${counted} kept in Git LFS, which is not fetched: ${names} ${holds} only a pointer.`);
}

async function readStart(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(POINTER.length), 0, POINTER.length, 0);
      return buffer.toString("latin1", 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    // A link to nowhere is no pointer.
    return "";
  }
}
