import { linkSync, renameSync, rmSync, writeFileSync } from "node:fs";

import { readState } from "./home.mjs";
import { startMark } from "./processes.mjs";

/**
 * Takes a lock that is a file naming its holder. Returns { release }, or { holder } with the pid of the process that
 * has it. A lock whose process is gone never blocks, also when its pid has been given to somebody else since.
 */
export function takeLock(path) {
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, mark: startMark(process.pid) }), { mode: 0o600 });
  try {
    while (!linked(mine, path)) {
      const holder = readState(path);
      if (holder?.mark && startMark(holder.pid) === holder.mark) return { holder: holder.pid };
      removeStale(path, holder);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return {
    release: () => {
      if (readState(path)?.pid === process.pid) rmSync(path, { force: true });
    },
  };
}

// link(2) fails when the name exists: that decides the race between two starts.
function linked(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

// Another start may have replaced the stale lock since we read it: look at what we really took away.
function removeStale(path, stale) {
  const taken = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, taken);
  } catch {
    return;
  }
  if (readState(taken)?.pid !== stale?.pid) linked(taken, path);
  rmSync(taken, { force: true });
}
