import { spawn } from "node:child_process";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { StartFailure } from "../failure.mjs";
import { lastLines, sizeOf, withLog } from "../logs.mjs";
import { endOf } from "../node-process.mjs";
import { isAlive, stopProcess, waitUntilGone } from "../processes.mjs";
import { forgetStalePostmaster, readPostmaster } from "./postmaster.mjs";
import { serverEnvironment } from "./server-environment.mjs";

/** Crash recovery replays at most what was written since the last checkpoint; on a slow disk that takes a while. */
const START_LIMIT_MS = 120_000;

/** Adopts the server that already runs on this cluster, or starts one. Resolves when it accepts connections. */
export async function runServer(cluster) {
  const found = readPostmaster(cluster.dataFolder);
  if (found && (await becomesUsable(found, cluster.dataFolder))) {
    return { pid: found.pid, port: readPostmaster(cluster.dataFolder)?.port ?? found.port, adopted: true };
  }
  if (found) await stopServer(found.pid);
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    const { problem, ...server } = await launch(cluster);
    if (!problem) return { ...server, port: cluster.port, adopted: false };
    if (problem.kind === "port") cluster.port = await cluster.choosePort();
    if (problem.kind === "fatal" || Date.now() > deadline) {
      throw new StartFailure(
        `The embedded database does not start: ${problem.reason} Its log: ${cluster.log}`,
      );
    }
    await sleep(200);
  }
}

/** Fast shutdown: ends all sessions and writes a checkpoint; then less and less polite. */
export const stopServer = (pid) =>
  stopProcess(pid, [
    ["SIGINT", 8_000],
    ["SIGQUIT", 2_000],
    ["SIGKILL", 2_000],
  ]);

async function becomesUsable({ pid, status }, dataFolder) {
  if (status === "stopping") {
    await waitUntilGone(pid, 10_000);
    return false;
  }
  const deadline = Date.now() + START_LIMIT_MS;
  while (isAlive(pid) && Date.now() < deadline) {
    const now = readPostmaster(dataFolder);
    if (now?.status === "ready") return accepts(now.port);
    await sleep(20);
  }
  return false;
}

function accepts(port) {
  return new Promise((done) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: 2_000 });
    const end = (answer) => {
      socket.destroy();
      done(answer);
    };
    socket
      .once("connect", () => end(true))
      .once("error", () => end(false))
      .once("timeout", () => end(false));
  });
}

// In a session of its own: it must outlive a kill of our whole process group, so that no commit is ever at risk.
async function launch({ binaries, dataFolder, user, port, log, settings }) {
  forgetStalePostmaster(dataFolder);
  const fromByte = sizeOf(log);
  const args = [
    "-D",
    dataFolder,
    ...Object.entries({ ...settings, port }).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  const child = withLog(log, (descriptor) =>
    spawn(join(binaries, "bin/postgres"), args, {
      ...user,
      cwd: dataFolder,
      detached: true,
      stdio: ["ignore", descriptor, descriptor],
      env: serverEnvironment(),
    }),
  );
  const exited = endOf(child).then(() => true);
  child.unref();
  while (!(await Promise.race([exited, sleep(20)]))) {
    const state = readPostmaster(dataFolder);
    if (state?.pid === child.pid && state.status === "ready") return { pid: child.pid };
  }
  return { problem: explain(lastLines(log, 40, fromByte)) };
}

function explain(lines) {
  const text = lines.join("\n");
  // After a kill of the server its sessions linger for a moment and hold the shared memory: they end by themselves.
  if (/still in use|lock file .* already exists/.test(text))
    return { kind: "lingering", reason: "the sessions of the previous server do not end." };
  if (/could not bind|could not create any TCP/.test(text))
    return { kind: "port", reason: "it finds no free port." };
  if (/No space left/.test(text)) return { kind: "fatal", reason: "the disk is full." };
  const line =
    lines.findLast((candidate) => /FATAL|PANIC|error while loading/.test(candidate)) ??
    lines.at(-1) ??
    "it ended at once";
  return { kind: "fatal", reason: `${line.replace(/^.*(FATAL|PANIC): */, "").trim()}.` };
}
