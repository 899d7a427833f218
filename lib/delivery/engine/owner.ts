import { readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Names an executor in its leases: place, process and a word that no later process with the same number shares. */
export const ownerName = (word: string): string => `${place()}/${process.pid}/${word}`;

/** Where process numbers mean the same: containers may share a host name without sharing processes. */
export function place(): string {
  try {
    return `${hostname()}-${/\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? ""}`;
  } catch {
    return hostname(); // not Linux
  }
}

/** What this process is carrying out right now: a lease of ours that is not in here was dropped. */
const underWay = new Set<string>();

/** Runs `act` as work on `subject`; undefined when this process is at it already. */
export async function asWorkOn<T>(subject: string, act: () => Promise<T>): Promise<T | undefined> {
  if (underWay.has(subject)) return undefined;
  underWay.add(subject);
  try {
    return await act();
  } finally {
    underWay.delete(subject);
  }
}

/**
 * Whether nobody can be at work on a lease although it has not run out: its process on this host is gone, or it is
 * ours and we dropped it when the database went away. Should the answer be wrong, the fence still lets only one act.
 */
export function isAbandoned(lease: { subject: string; owner: string }, self: string): boolean {
  if (lease.owner === self) return !underWay.has(lease.subject);
  const [where, pid] = lease.owner.split("/");
  if (where !== place() || !pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
