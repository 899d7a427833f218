import {
  closeSync,
  existsSync,
  openSync,
  readSync,
  renameSync,
  copyFileSync,
  statSync,
  truncateSync,
} from "node:fs";
import { join } from "node:path";

const LIMIT_BYTES = 10 * 1024 * 1024;
const NAMES = ["web", "worker", "intake", "target", "postgres"];

export const logPath = (home, name) => join(home, "logs", `${name}.log`);

/** Runs `use` with a descriptor that always appends, which is what lets us truncate the file under a running process. */
export function withLog(path, use) {
  const descriptor = openSync(path, "a", 0o600);
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Keeps one older generation of each log, so that a chatty process cannot fill the disk. */
export function rotateLogs(home) {
  for (const path of NAMES.map((name) => logPath(home, name))) {
    if (!existsSync(path) || statSync(path).size < LIMIT_BYTES) continue;
    // The writer keeps its descriptor, also after we are gone, so the file is copied and cut, not moved.
    copyFileSync(path, `${path}.1.next`);
    renameSync(`${path}.1.next`, `${path}.1`);
    truncateSync(path, 0);
  }
}

/** The last lines of a file, reading no more than its end. */
export function lastLines(path, count, fromByte = 0) {
  if (!existsSync(path)) return [];
  const size = statSync(path).size;
  const begin = Math.max(fromByte, size - 64 * 1024, 0);
  const buffer = Buffer.alloc(Math.max(size - begin, 0));
  const descriptor = openSync(path, "r");
  try {
    readSync(descriptor, buffer, 0, buffer.length, begin);
  } finally {
    closeSync(descriptor);
  }
  return buffer.toString("utf8").trimEnd().split("\n").slice(-count);
}

export const sizeOf = (path) => (existsSync(path) ? statSync(path).size : 0);
