import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { canEnter, canRun } from "./server-user.mjs";

/** Places outside every home folder, for a server that runs as another user than we do. */
const ELSEWHERE = "/var/lib/slipway";

/**
 * Chooses the folder of a new cluster: in our home, unless the server's user cannot get there (a home folder only
 * root can enter). The caller remembers the answer.
 */
export function chooseFolder(home, user) {
  const inside = join(home, "postgres");
  makeEnterable(inside);
  if (!user || canEnter(user, inside)) return inside;
  const name = createHash("sha256").update(realpathSync(home)).digest("hex").slice(0, 12);
  const outside = join(ELSEWHERE, name);
  makeEnterable(dirname(outside));
  makeEnterable(outside);
  return outside;
}

/** The binaries to run: those npm installed, or a copy beside the data when the server's user cannot reach them. */
export function chooseBinaries(binaries, folder, user) {
  if (!user) return binaries.folder;
  const copy = join(folder, `binaries-${binaries.version}`);
  if (existsSync(copy)) return copy;
  if (canRun(user, join(binaries.folder, "bin/postgres"))) return binaries.folder;
  for (const old of readdirSync(folder).filter((name) => name.startsWith("binaries-"))) {
    rmSync(join(folder, old), { recursive: true });
  }
  // Renamed when complete: a copy that was cut short is never taken for a whole one.
  const next = join(folder, "binaries-next");
  cpSync(binaries.folder, next, { recursive: true, verbatimSymlinks: true });
  openToAll(next);
  renameSync(next, copy);
  return copy;
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
