import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { findFreePort } from "../../scripts/start/preflight.mjs";
import { administratorEnvironment } from "./administrator.mjs";
import { childrenOf } from "./processes.mjs";
import { root } from "./root.mjs";

/** A portal as `npm start` runs it, in a temporary home. `stop` leaves the home for another start, `remove` does not. */
export async function openWholePortal() {
  const home = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  chmodSync(home, 0o711);
  const [port, gatewayPort, otlpPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const { DATABASE_URL: _databaseUrl, ...inherited } = process.env;
  const environment = {
    ...inherited,
    ...administratorEnvironment,
    NODE_ENV: "production",
    PORT: String(port),
    SLIPWAY_GATEWAY_PORT: String(gatewayPort),
    SLIPWAY_OTLP_PORT: String(otlpPort),
    SLIPWAY_HOME: home,
    SLIPWAY_STOP_WITH_PARENT: "1",
  };
  let child;
  const portal = {
    url: `http://localhost:${port}`,
    gatewayPort,
    otlpPort,
    home,
    /** Resolves to the milliseconds until it said that it is ready. */
    async start() {
      const from = performance.now();
      child = spawn(process.execPath, ["scripts/start.mjs"], {
        cwd: root,
        env: environment,
        stdio: ["ignore", "pipe", "pipe"],
      });
      await untilReady(child);
      return performance.now() - from;
    },
    /** The process whose command line holds `words`; Next calls itself next-server. */
    pidOf: (words) => childrenOf(child.pid).find(({ command }) => command.includes(words))?.pid,
    async stop() {
      if (!child || child.exitCode !== null) return;
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGTERM");
      await ended;
    },
    async remove() {
      await portal.stop();
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return portal;
}

function untilReady(child) {
  let output = "";
  return new Promise((done, fail) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
        if (output.includes("Slipway is ready")) done();
      });
    }
    child.once("exit", () => fail(new Error(`The portal did not start:\n${output}`)));
  });
}
