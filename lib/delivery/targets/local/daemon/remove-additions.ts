import type { Dirent } from "node:fs";
import { lstat, readdir, readlink, rm } from "node:fs/promises";
import { join, sep } from "node:path";

import { listProcesses } from "./process-table";

/**
 * Removes what a refused release wrote into its own folder. A build leaves the folder read-only, which stops every
 * user but root; whatever can be written in there was therefore not built. Does nothing where the folder is not
 * sealed like that, or while a process works in it: the same release may serve elsewhere.
 */
export async function removeAdditions(folder: string): Promise<void> {
  if ((await isWritable(folder)) || (await isWorkedIn(folder))) return;
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for (const entry of await readdir(next, { withFileTypes: true }).catch((): Dirent[] => [])) {
      const path = join(next, entry.name);
      if (entry.isSymbolicLink()) continue; // its mode says nothing, and it takes no room
      if (await isWritable(path)) await rm(path, { recursive: true, force: true });
      else if (entry.isDirectory()) folders.push(path);
    }
  }
}

async function isWritable(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined);
  return stats === undefined || (stats.mode & 0o200) !== 0;
}

async function isWorkedIn(folder: string): Promise<boolean> {
  const folders = await Promise.all(
    listProcesses().map(({ pid }) => readlink(`/proc/${pid}/cwd`).catch(() => "")),
  );
  return folders.some((at) => at === folder || at.startsWith(folder + sep));
}
