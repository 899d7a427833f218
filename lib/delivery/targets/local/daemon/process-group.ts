import { setTimeout as delay } from "node:timers/promises";

import {
  hasProcessTable,
  identityOf,
  isOfThisBoot,
  listProcesses,
  type ProcessRow,
  startedWith,
} from "./process-table";

/** Every process of an instance carries this variable; it is how we find those that left the group. */
export const MARKER_VARIABLE = "SLIPWAY_INSTANCE";

export type ProcessGroup = {
  /** The leader's pid, which is also the group's and the session's. */
  pid: number;
  /** Start time of the leader. */
  identity: string;
  marker: string;
};

/** Whether the leader still runs, and is not a stranger that was given the same pid. */
export function isAlive(group: ProcessGroup): boolean {
  return identityOf(group.pid) === group.identity;
}

/** All living processes of the group, also those that changed group or session or whose parent is gone. */
export function membersOf(group: ProcessGroup): number[] {
  const rows = listProcesses();
  const pidIsReused =
    !isOfThisBoot(group.identity) ||
    rows.some((row) => row.pid === group.pid && row.identity !== group.identity);
  const members = new Set<number>();
  for (const row of rows) if (belongs(row, group, pidIsReused)) members.add(row.pid);
  addDescendants(rows, members);
  return [...members];
}

/** Living processes whose marker starts with a prefix, for the sweep after a crash of the daemon. */
export function markedProcesses(prefix: string): { pid: number; marker: string }[] {
  return listProcesses().flatMap(({ pid }) => {
    const marker = startedWith(pid, MARKER_VARIABLE);
    return marker?.startsWith(prefix) ? [{ pid, marker }] : [];
  });
}

/**
 * Stops the whole group: SIGTERM, `graceMs` to leave, then SIGKILL until nothing is left. Resolves with the number
 * of processes that had to be killed.
 */
export async function stopGroup(group: ProcessGroup, graceMs: number): Promise<number> {
  signal(group, "SIGTERM");
  const deadline = Date.now() + graceMs;
  let pauseMs = 5;
  while (Date.now() < deadline) {
    if (!remains(group)) return 0;
    await delay(Math.min(pauseMs, deadline - Date.now()));
    pauseMs = Math.min(pauseMs * 1.5, 100);
  }
  const killed = membersOf(group).length;
  // A group that forks while we kill needs more than one round; a kill cannot be refused, so this ends.
  for (let round = 0; round < KILL_ROUNDS && remains(group); round += 1) {
    signal(group, "SIGKILL");
    await delay(20);
  }
  return killed;
}

const KILL_ROUNDS = 250;

function remains(group: ProcessGroup): boolean {
  if (hasProcessTable) return membersOf(group).length > 0;
  try {
    process.kill(-group.pid, 0);
    return true;
  } catch {
    return false;
  }
}

function signal(group: ProcessGroup, name: "SIGTERM" | "SIGKILL"): void {
  if (hasProcessTable) for (const pid of membersOf(group)) send(pid, name);
  else send(-group.pid, name);
}

function send(pid: number, name: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, name);
  } catch {
    // It left between the look and the signal.
  }
}

function belongs(row: ProcessRow, group: ProcessGroup, pidIsReused: boolean): boolean {
  if (!pidIsReused && (row.groupId === group.pid || row.sessionId === group.pid)) return true;
  return startedWith(row.pid, MARKER_VARIABLE) === group.marker;
}

function addDescendants(rows: readonly ProcessRow[], members: Set<number>): void {
  for (let size = -1; size !== members.size;) {
    size = members.size;
    for (const row of rows) if (members.has(row.parentPid)) members.add(row.pid);
  }
}
