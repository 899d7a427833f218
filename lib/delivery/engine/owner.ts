import { hostname } from "node:os";

/** Names an executor in its leases: host, process and a word that no later process with the same number shares. */
export const ownerName = (word: string): string => `${hostname()}/${process.pid}/${word}`;

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
 * ours and we dropped it when the database went away. A wrong answer costs nothing but time: the fence decides.
 */
export function isAbandoned(lease: { subject: string; owner: string }, self: string): boolean {
  if (lease.owner === self) return !underWay.has(lease.subject);
  const [host, pid] = lease.owner.split("/");
  if (host !== hostname() || !pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
