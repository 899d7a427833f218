import { readdir, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";

import { BuildFailed } from "./build";
import { isLocked, withFileLock } from "./file-lock";
import { mirrorPaths, repositoriesFolder } from "./paths";
import { parseRepositoryUrl } from "./repository-url";

/** Somebody may be looking at a repository that they are about to add. */
const UNUSED_MS = 60 * 60_000;
const MIRROR = /^[0-9a-f]{32}$/;

/**
 * Removes the mirrors of repositories that are not among `urls` and were not fetched within the last hour. What is
 * wanted again later is fetched again. Answers with how many that were.
 */
export async function pruneMirrors(home: string, urls: readonly string[], now = Date.now()): Promise<number> {
  const kept = new Set(urls.flatMap((url) => mirrorOf(home, url)));
  const names = await readdir(repositoriesFolder(home)).catch(() => []);
  let removed = 0;
  for (const name of names.filter((each) => MIRROR.test(each) && !kept.has(each))) {
    const folder = join(repositoriesFolder(home), name);
    const lock = `${folder}.lock`;
    const used = await stat(folder).catch(() => undefined);
    if (!used || now - used.mtimeMs < UNUSED_MS || (await isLocked(lock))) continue;
    await withFileLock(lock, new AbortController().signal, () =>
      rm(folder, { recursive: true, force: true }),
    );
    removed += 1;
  }
  return removed;
}

/** An address that no longer parses has no mirror to keep. */
function mirrorOf(home: string, url: string): string[] {
  try {
    return [basename(mirrorPaths(home, parseRepositoryUrl(url).location).folder)];
  } catch (error) {
    if (error instanceof BuildFailed) return [];
    throw error;
  }
}
