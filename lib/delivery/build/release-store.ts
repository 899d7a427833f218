import { chmod, lstat, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { z } from "zod";

import { isLocked } from "./file-lock";
import { forEachParallel } from "./for-each-parallel";
import { releasePaths, releasesFolder } from "./paths";
import { isStillRunning } from "./process-identity";
import { killGroup } from "./run-process";
import { endStrayProcesses } from "./stray-processes";

/** Whether the release was built to its end and is still on disk. Cheap: the content is not read. */
export async function verifyRelease(home: string, releaseId: string): Promise<boolean> {
  const { folder, marker } = releasePaths(home, releaseId);
  const [folderFound, markerFound] = await Promise.all(
    [folder, marker].map((path) => stat(path).catch(() => undefined)),
  );
  return folderFound?.isDirectory() === true && markerFound !== undefined && markerFound.size > 0;
}

/** Deletes a release, complete or half-built, and ends what a crashed build of it left running. Idempotent. */
export async function removeRelease(home: string, releaseId: string): Promise<void> {
  const paths = releasePaths(home, releaseId);
  // The marker goes first: whatever happens from here on, nobody takes the rest for a complete release.
  await rm(paths.marker, { force: true });
  await endLeftoverProcess(paths.processes);
  await endStrayProcesses(paths.folder);
  await makeFoldersWritable(paths.folder);
  await rm(paths.folder, { recursive: true, force: true, maxRetries: 3 });
  await Promise.all(
    [paths.gitIndex, paths.processes, `${paths.marker}.new`].map((path) => rm(path, { force: true })),
  );
}

/**
 * Deletes the releases that `chooseRemovable` picks from those on disk, except what is being built right now; answers
 * with their ids. It is asked after the folder was read, so that it knows of every release it is asked about.
 */
export async function pruneReleases(
  home: string,
  chooseRemovable: (ids: string[]) => Promise<string[]>,
): Promise<string[]> {
  const entries = await readdir(releasesFolder(home), { withFileTypes: true }).catch(() => []);
  const found = new Set(
    entries.flatMap((entry) => {
      const id = entry.isDirectory()
        ? entry.name
        : /^(.+?)\.(json|index|processes\.json)$/.exec(entry.name)?.[1];
      return id === undefined || id === "package" ? [] : [id];
    }),
  );
  const removed: string[] = [];
  for (const id of await chooseRemovable([...found])) {
    if (!found.has(id) || (await isLocked(releasePaths(home, id).lock))) continue;
    await removeRelease(home, id);
    removed.push(id);
  }
  return removed;
}

/** Entries of a folder can only be deleted when the folder is writable; root does not notice. */
async function makeFoldersWritable(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => undefined);
  if (!found?.isDirectory()) return;
  if ((found.mode & 0o700) !== 0o700) await chmod(folder, 0o700);
  const entries = await readdir(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
  await forEachParallel(folders, 4, makeFoldersWritable);
}

const Identity = z.object({ pid: z.number().int().positive(), startedAt: z.string() });

async function endLeftoverProcess(file: string): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return;
  const parsed = Identity.safeParse(safeJson(text));
  if (parsed.success && (await isStillRunning(parsed.data))) killGroup(parsed.data.pid, "SIGKILL");
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
