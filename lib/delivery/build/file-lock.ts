import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { z } from "zod";

import { identifyProcess, isStillRunning } from "./process-identity";

/**
 * Runs one function at a time per lock file, in this process and between processes. The lock of a process that died
 * is taken over. Rejects with `signal.reason` when aborted while waiting; `onWait` is called once if it has to wait.
 */
export async function withFileLock<T>(
  path: string,
  signal: AbortSignal,
  run: () => Promise<T>,
  onWait: () => void = () => {},
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const owner = await describeOwner();
  for (let attempt = 0; !(await tryAcquire(path, owner)); attempt += 1) {
    if (attempt === 0) onWait();
    // Waiting is rare and long (somebody else's fetch or install), so a slow poll is cheap enough.
    await wait(Math.min(25 * 2 ** attempt, 250), undefined, { signal }).catch(() => {});
    signal.throwIfAborted();
  }
  try {
    return await run();
  } finally {
    await rm(path, { force: true });
  }
}

/** Whether a living process holds the lock. */
export async function isLocked(path: string): Promise<boolean> {
  const owner = await readOwner(path);
  return owner !== undefined && (await isHeld(path, owner));
}

const Owner = z.object({ token: z.string(), host: z.string(), pid: z.number(), startedAt: z.string() });
type Owner = z.infer<typeof Owner>;

/** Another machine's processes cannot be looked up; no build step may run longer than this. */
const FOREIGN_LOCK_LIFETIME_MS = 60 * 60_000;

async function describeOwner(): Promise<Owner> {
  const identity = await identifyProcess(process.pid);
  return { token: randomUUID(), host: hostname(), pid: process.pid, startedAt: identity?.startedAt ?? "" };
}

/**
 * `link` creates the lock with its content in one step. A stale lock is replaced only by whoever holds the lock
 * named after its token, and only after reading it again: two that found the same dead owner cannot both win.
 */
async function tryAcquire(path: string, owner: Owner): Promise<boolean> {
  if (await createExclusively(path, owner)) return true;
  const found = await readOwner(path);
  if (!found || (await isHeld(path, found))) return false;
  const takeover = `${path}.${found.token}`;
  if (!(await tryAcquire(takeover, owner))) return false;
  try {
    if ((await readOwner(path))?.token !== found.token) return false;
    const staged = `${path}.${randomUUID()}.new`;
    await writeFile(staged, JSON.stringify(owner));
    await rename(staged, path);
    return true;
  } finally {
    await rm(takeover, { force: true });
  }
}

async function createExclusively(path: string, owner: Owner): Promise<boolean> {
  const staged = `${path}.${randomUUID()}.new`;
  await writeFile(staged, JSON.stringify(owner));
  try {
    await link(staged, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(staged, { force: true });
  }
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return Owner.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    // A power cut can leave an empty file behind; nobody living wrote it, because content and name appear together.
    return { token: "unreadable", host: hostname(), pid: 0, startedAt: "" };
  }
}

async function isHeld(path: string, owner: Owner): Promise<boolean> {
  if (owner.host === hostname()) return isStillRunning(owner);
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs < FOREIGN_LOCK_LIFETIME_MS;
}
