import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { findFreePort } from "../../scripts/start/preflight.mjs";
import { callApi } from "./administrator.mjs";
import { median, times } from "./statistics.mjs";

const SERVER = `import { createServer } from "node:http";
createServer((_, response) => response.end("ok")).listen(process.env.PORT);
`;

/** A git repository with the smallest Node service, and as many ready releases of it: { id, name, releaseIds }. */
export async function addSampleService(url, folder, count) {
  const name = "bench-service";
  mkdirSync(folder, { recursive: true });
  const git = (...args) =>
    execFileSync("git", ["-c", "user.name=bench", "-c", "user.email=bench@example.test", ...args], {
      cwd: folder,
    });
  git("init", "-q", "-b", "main");
  writeFileSync(join(folder, "server.mjs"), SERVER);
  const manifest = { name, version: "1.0.0", private: true, scripts: { start: "node server.mjs" } };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  const service = await callApi(url, "POST", "/services", { name, repository: { url: folder } });
  const releaseIds = [];
  for (const number of times(count)) {
    writeFileSync(join(folder, "VERSION"), String(number));
    git("add", ".");
    git("commit", "-q", "-m", `version ${number}`);
    const { id } = await callApi(url, "POST", `/services/${service.id}/releases`, { ref: "main" });
    await until(async () => {
      const { status, failure } = await callApi(url, "GET", `/releases/${id}`);
      if (status === "failed") throw new Error(`The sample service does not build: ${failure.message}`);
      return status === "ready";
    });
    releaseIds.push(id);
  }
  return { id: service.id, name, releaseIds };
}

/** Milliseconds that the service takes by itself from its command to listening: what no deployment can save. */
export async function measureProcessStart(folder) {
  const tookMs = [];
  for (const _ of times(7)) {
    const port = await findFreePort();
    const from = performance.now();
    const child = spawn("sh", ["-c", "node server.mjs"], {
      cwd: folder,
      env: { ...process.env, PORT: String(port) },
      detached: true,
      stdio: "ignore",
    });
    await until(() => isListening(port), 2);
    tookMs.push(performance.now() - from);
    process.kill(-child.pid, "SIGKILL");
  }
  return median(tookMs);
}

/** Asks until the answer is true. */
export async function until(isSo, everyMs = 20, limitMs = 120_000) {
  for (const deadline = Date.now() + limitMs; Date.now() < deadline; await delay(everyMs)) {
    if (await isSo()) return;
  }
  throw new Error(`It is not so after ${limitMs / 1_000} s: ${isSo}`);
}

const isListening = (port) =>
  new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => done(true)).on("error", () => done(false));
    socket.on("connect", () => socket.destroy());
  });
