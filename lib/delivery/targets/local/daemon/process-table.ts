import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, readlinkSync } from "node:fs";

/**
 * What the kernel says about processes, read from /proc. Elsewhere (macOS) lists are empty and `undefined` means
 * "cannot tell", so callers degrade to signals and timeouts. Reads are synchronous: /proc never waits for a disk.
 */
export type ProcessRow = {
  pid: number;
  parentPid: number;
  groupId: number;
  sessionId: number;
  /** The boot, and the clock ticks since at which it started: with the pid it names one process for good. */
  identity: string;
};

export const hasProcessTable = process.platform === "linux";

const thisBoot = readLines("/proc/sys/kernel/random/boot_id")[0] ?? "";
/** The identity of a process that ended before we could ask for it; its group may still hold children. */
export const GONE = `gone@${thisBoot}`;
/** Whether a process with this identity can still be there: a reboot gives all numbers away again. */
export const isOfThisBoot = (identity: string): boolean => identity.endsWith(`@${thisBoot}`);

/** Living processes; one that has ended and waits for its parent (a zombie) is not alive. */
export function listProcesses(): ProcessRow[] {
  if (!hasProcessTable) return [];
  return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (readRow(Number(name)) ?? []) : []));
}

/** What tells this process from a later one with the same pid; undefined when it is not alive. */
export function identityOf(pid: number): string | undefined {
  if (hasProcessTable) return readRow(pid)?.identity;
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** A variable of the environment a process was started with; undefined when it has none or we may not look. */
export function startedWith(pid: number, variable: string): string | undefined {
  try {
    const prefix = `${variable}=`;
    const entries = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    return entries.find((entry) => entry.startsWith(prefix))?.slice(prefix.length);
  } catch {
    return undefined;
  }
}

/** What a process has used of a core so far, and its resident memory; undefined when it is not alive. */
export function usageOf(pid: number): { key: string; cpuMs: number; memoryBytes: number } | undefined {
  const fields = statOf(pid);
  if (!fields) return undefined;
  const [userTicks, systemTicks, startedAt, pages] = [fields[11], fields[12], fields[19], fields[21]].map(
    Number,
  );
  return {
    key: `${pid} ${startedAt}`,
    cpuMs: (((userTicks ?? 0) + (systemTicks ?? 0)) * 1_000) / unitOf("CLK_TCK", 100),
    memoryBytes: (pages ?? 0) * unitOf("PAGESIZE", 4_096),
  };
}

/** TCP ports on which any of these processes listens; undefined when that cannot be told. */
export function listeningPorts(pids: readonly number[]): number[] | undefined {
  if (!hasProcessTable) return undefined;
  const portByInode = new Map<string, number>();
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of readLines(table).slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === LISTEN && local && inode)
        portByInode.set(inode, Number.parseInt(local.split(":")[1] ?? "", 16));
    }
  }
  const ports = new Set<number>();
  for (const pid of pids) {
    for (const link of socketLinks(pid)) {
      const port = portByInode.get(link);
      if (port !== undefined) ports.add(port);
    }
  }
  return [...ports].toSorted((left, right) => left - right);
}

const LISTEN = "0A";

/** The fields of a living process, from its state on. */
function statOf(pid: number): string[] | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The second field is the program's name in brackets and may itself hold spaces and brackets.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? undefined : fields;
}

const units = new Map<string, number>();

/** A unit in which this kernel counts. */
function unitOf(name: string, usual: number): number {
  const known = units.get(name);
  if (known !== undefined) return known;
  let unit = usual;
  try {
    unit = Number(execFileSync("getconf", [name], { encoding: "utf8" })) || usual;
  } catch {
    // A machine without that program has the usual unit.
  }
  units.set(name, unit);
  return unit;
}

function readRow(pid: number): ProcessRow | undefined {
  const fields = statOf(pid);
  if (!fields) return undefined;
  const [, parentPid, groupId, sessionId] = fields;
  return {
    pid,
    parentPid: Number(parentPid),
    groupId: Number(groupId),
    sessionId: Number(sessionId),
    identity: `${fields[19]}@${thisBoot}`,
  };
}

function socketLinks(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1] ?? [];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
}
