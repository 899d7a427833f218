import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** True while the process runs. A zombie (dead, but not yet collected by its parent) counts as gone. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process: it lives, we only may not signal it.
    if (error.code !== "EPERM") return false;
  }
  return statFields(pid)?.[0] !== "Z";
}

/** Tells two processes apart that had the same pid one after the other. Undefined when there is no such process. */
export function startMark(pid) {
  const fields = statFields(pid);
  // Field 22 of /proc/<pid>/stat: start time in clock ticks since boot. The list begins at field 3.
  if (fields) return fields[0] === "Z" ? undefined : fields[19];
  return fromPs(pid, "lstart=");
}

/** The command line, or an empty string when there is no such process. */
export function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return fromPs(pid, "command=") ?? "";
  }
}

/** Sends the signal and says whether there was somebody to send it to. */
export function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

/** Resolves to true once the process is gone, to false when the time is up. */
export async function waitUntilGone(pid, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/** Sends one signal after the other until the process is gone: [[name, how long to wait for it in ms], …]. */
export async function stopProcess(pid, steps) {
  for (const [name, graceMs] of steps) {
    if (!signal(pid, name) || (await waitUntilGone(pid, graceMs))) return;
  }
}

function statFields(pid) {
  if (process.platform !== "linux") return undefined;
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the name in brackets and may itself hold spaces and brackets.
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

function fromPs(pid, column) {
  try {
    return (
      execFileSync("ps", ["-o", column, "-p", String(pid)], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }).trim() || undefined
    );
  } catch {
    return undefined;
  }
}
