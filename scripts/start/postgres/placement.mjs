import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

import { canEnter, canRun } from "./server-user.mjs";

/** A place outside every home folder, for a server that runs as another user than we do. */
const ELSEWHERE = "/var/lib/slipway";

/**
 * Chooses the folder of a new cluster: in our home, unless the server's user cannot get there (a home folder only
 * root can enter). The caller remembers the answer.
 */
export function chooseFolder(home, user) {
  const inside = join(home, "postgres");
  makeEnterable(inside);
  if (!user || canEnter(user, inside)) return inside;
  makeEnterable(ELSEWHERE);
  // A new name each time: a home that was deleted to begin again must not find the database of its predecessor.
  const outside = mkdtempSync(join(ELSEWHERE, `${basename(dirname(realpathSync(home)))}-`));
  chmodSync(outside, 0o711);
  // For whoever cleans up: a database is never deleted just because its home is not there at the moment.
  writeFileSync(join(outside, "home.txt"), `${realpathSync(home)}\n`, { mode: 0o600 });
  return outside;
}

/** The binaries to run: those npm installed, or a copy elsewhere when the server's user cannot reach them. */
export function chooseBinaries(binaries, user) {
  if (!user || canRun(user, join(binaries.folder, "bin/postgres"))) return binaries.folder;
  const copy = join(ELSEWHERE, `binaries-${binaries.version}`);
  if (!existsSync(copy)) copyBinaries(binaries.folder, copy);
  return copy;
}

// Renamed when complete: a copy that was cut short is never taken for a whole one.
function copyBinaries(from, to) {
  makeEnterable(ELSEWHERE);
  const next = mkdtempSync(join(ELSEWHERE, "copying-"));
  cpSync(from, next, { recursive: true, verbatimSymlinks: true });
  openToAll(next);
  try {
    renameSync(next, to);
  } catch (error) {
    rmSync(next, { recursive: true });
    // Another start was faster.
    if (!existsSync(to)) throw error;
  }
}

function makeEnterable(folder) {
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true });
  // Explicitly, because a strict umask would lock the server's user out.
  chmodSync(folder, 0o711);
}

function openToAll(path) {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chmodSync(path, stat.isDirectory() || stat.mode & 0o100 ? 0o755 : 0o644);
  if (!stat.isDirectory()) return;
  for (const name of readdirSync(path)) openToAll(join(path, name));
}
