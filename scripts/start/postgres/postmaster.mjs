import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { commandLine, isAlive } from "../processes.mjs";

/** What the server of this data folder says about itself in postmaster.pid, or undefined when none runs. */
export function readPostmaster(dataFolder) {
  const lines = readLines(dataFolder);
  if (!lines) return undefined;
  const pid = Number(lines[0]);
  if (!isPostgres(pid, dataFolder)) return undefined;
  return { pid, port: Number(lines[3]), status: lines[7]?.trim() ?? "starting" };
}

/**
 * Removes a lock file whose pid now belongs to a stranger, as after a reboot: PostgreSQL itself only sees that some
 * process of that number lives, and refuses to start.
 */
export function forgetStalePostmaster(dataFolder) {
  const lines = readLines(dataFolder);
  if (lines && !isPostgres(Number(lines[0]), dataFolder))
    rmSync(join(dataFolder, "postmaster.pid"), { force: true });
}

function isPostgres(pid, dataFolder) {
  return pid > 0 && isAlive(pid) && commandLine(pid).includes(`-D ${dataFolder}`);
}

function readLines(dataFolder) {
  try {
    return readFileSync(join(dataFolder, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
}
