import { linkSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { StartFailure } from "./failure.mjs";
import { readState } from "./home.mjs";
import { startMark } from "./processes.mjs";

/** One portal per home. Returns how to give the lock back; a lock whose process is gone never blocks. */
export function takeLock(home) {
  const path = join(home, "start.lock");
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, mark: startMark(process.pid) }), { mode: 0o600 });
  try {
    while (!linked(mine, path)) {
      const holder = readState(path);
      if (holder?.mark && startMark(holder.pid) === holder.mark)
        throw new StartFailure(inUse(home, holder.pid));
      removeStale(path, holder);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return () => {
    if (readState(path)?.pid === process.pid) rmSync(path, { force: true });
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

function inUse(home, pid) {
  return (
    `Slipway is already running in ${home} (process ${pid}). Stop it first (Ctrl-C there, or kill ${pid}), ` +
    `or start a second one with its own SLIPWAY_HOME, PORT and SLIPWAY_GATEWAY_PORT.`
  );
}
