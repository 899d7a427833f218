import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { askTarget } from "./control-socket.mjs";
import { readState, writeAtomically } from "./home.mjs";
import { lastLines, logPath, withLog } from "./logs.mjs";
import { endOf } from "./node-process.mjs";
import { isAlive, startMark, stopProcess, waitUntilGone } from "./processes.mjs";

const ANSWER_LIMIT_MS = 20_000;
const program = (root) => join(root, "dist/local-target.mjs");
const recordPath = (home) => join(home, "target-process.json");

/** The local target that still runs from an earlier start: { pid, gatewayPort, build }, or undefined. */
export async function findLocalTarget({ home }) {
  const record = readState(recordPath(home));
  const health = await askTarget(home, "GET", "/health", 2_000);
  if (health) {
    const build = health.pid === record?.pid ? record.build : undefined;
    return { pid: health.pid, gatewayPort: health.gatewayPort, build };
  }
  // Alive but deaf: of no use, and in the way.
  const alive = record && isAlive(record.pid) && startMark(record.pid) === record.mark;
  return alive ? { pid: record.pid, gatewayPort: record.gatewayPort } : undefined;
}

/**
 * Runs the local target: the one that is there when it is this build on this gateway port, otherwise a new one. It
 * has a session of its own, so that services keep serving when the portal is killed; a new one takes them over.
 */
export async function runLocalTarget({ root, home, gatewayPort, env }) {
  const build = createHash("sha256")
    .update(readFileSync(program(root)))
    .digest("hex");
  const found = await findLocalTarget({ home });
  if (found?.build === build && found.gatewayPort === gatewayPort) {
    return { pid: found.pid, exited: goneByPolling(found.pid), adopted: true };
  }
  // Killed, not asked to end: ending would take its services with it, and the new one finds them again.
  if (found) await stopProcess(found.pid, [["SIGKILL", 5_000]]);
  mkdirSync(join(home, "target"), { recursive: true, mode: 0o700 });
  const child = withLog(logPath(home, "target"), (descriptor) =>
    spawn(process.execPath, ["--enable-source-maps", program(root)], {
      cwd: home,
      env,
      detached: true,
      stdio: ["ignore", descriptor, descriptor],
    }),
  );
  const exited = endOf(child);
  child.unref();
  writeAtomically(recordPath(home), { pid: child.pid, mark: startMark(child.pid), build, gatewayPort });
  await untilItAnswers(home, exited);
  return { pid: child.pid, exited, adopted: false };
}

/** Ends the local target with all its services. */
export async function stopLocalTarget(home, pid) {
  const accepted = await askTarget(home, "POST", "/shutdown", 8_000);
  if (accepted && (await waitUntilGone(pid, 8_000))) return;
  await stopProcess(pid, [
    ["SIGTERM", 3_000],
    ["SIGKILL", 1_000],
  ]);
}

async function untilItAnswers(home, exited) {
  const deadline = Date.now() + ANSWER_LIMIT_MS;
  while (!(await askTarget(home, "GET", "/health", 1_000))) {
    const how = await Promise.race([exited, sleep(25)]);
    if (how) throw new Error(`${how}: ${lastLines(logPath(home, "target"), 1).join("") || "no output"}`);
    if (Date.now() > deadline) throw new Error(`it does not answer after ${ANSWER_LIMIT_MS / 1000} s`);
  }
}

// An adopted process is not our child: nobody tells us when it ends.
async function goneByPolling(pid) {
  while (isAlive(pid)) await sleep(500, undefined, { ref: false });
  return "it is gone";
}
