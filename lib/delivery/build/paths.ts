import { createHash } from "node:crypto";
import { join } from "node:path";

/** Ids become folder names, so nothing that could climb out of `<home>/releases` may pass. */
const SAFE_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/** Where a release's files lie: its folder, the marker that says it is complete, and what a build needs beside it. */
export function releasePaths(home: string, releaseId: string) {
  if (!SAFE_ID.test(releaseId)) throw new TypeError(`Not a release id: ${JSON.stringify(releaseId)}`);
  const folder = join(releasesFolder(home), releaseId);
  return {
    folder,
    marker: `${folder}.json`,
    lock: `${folder}.lock`,
    gitIndex: `${folder}.index`,
    processes: `${folder}.processes.json`,
  };
}

export const releasesFolder = (home: string): string => join(home, "releases");
export const dependenciesFolder = (home: string): string => join(home, "dependencies");
export const repositoriesFolder = (home: string): string => join(home, "repositories");

/** The bare mirror of one repository URL. Hashed, because a URL can hold a password. */
export function mirrorPaths(home: string, url: string) {
  const hash = createHash("sha256").update(url).digest("hex").slice(0, 32);
  const folder = join(repositoriesFolder(home), hash);
  return { folder, lock: `${folder}.lock` };
}
