import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { identityOf } from "./process-table";

/** Another daemon owns this home. */
export class AlreadyRunning extends Error {
  override name = "AlreadyRunning";
  constructor(readonly pid: number) {
    super(`A local target already runs for this home, as process ${pid}.`);
  }
}

/**
 * Makes sure that one home has one daemon. The file names a process by pid and start time, so one that is left from
 * a crash or from before a reboot is recognised. Returns how to let go; throws AlreadyRunning.
 */
export function acquireLock(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const own = `${process.pid} ${identityOf(process.pid) ?? ""}\n`;
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, own, { mode: 0o600 });
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      if (linkIfAbsent(mine, path)) return () => letGo(path, own);
      const holder = read(path);
      if (holder === undefined) continue;
      const pid = Number(holder.split(" ")[0]);
      if (`${pid} ${identityOf(pid) ?? ""}\n` === holder && pid !== process.pid)
        throw new AlreadyRunning(pid);
      removeStale(path, holder);
    }
    throw new Error(`The lock ${path} could not be taken.`);
  } finally {
    rmSync(mine, { force: true });
  }
}

const ROUNDS = 20;

function letGo(path: string, own: string): void {
  if (read(path) === own) rmSync(path, { force: true });
}

/** Takes a stale lock away. If somebody replaced it since we looked, theirs is put back. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (read(aside) !== stale) linkIfAbsent(aside, path);
  rmSync(aside, { force: true });
}

function linkIfAbsent(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
