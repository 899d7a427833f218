import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { endOf } from "../node-process.mjs";
import { findFreePort } from "../preflight.mjs";
import { openCluster } from "./cluster.mjs";

const root = resolve(fileURLToPath(new URL("../../..", import.meta.url)));

/**
 * A PostgreSQL for tests, in a temporary folder and without any promise to survive a power cut. It ends with
 * `stop()`, and also when this process dies: the reaper notices by the pipe it shares with us.
 */
export async function startTemporaryPostgres() {
  const home = mkdtempSync(join(tmpdir(), "slipway-test-"));
  chmodSync(home, 0o711);
  mkdirSync(join(home, "logs"));
  let cluster;
  let server;
  try {
    cluster = await openCluster({
      root,
      home,
      log: join(home, "logs/postgres.log"),
      choosePort: findFreePort,
      durable: false,
    });
    server = await cluster.run();
  } catch (error) {
    rmSync(home, { recursive: true, force: true });
    throw error;
  }
  const program = fileURLToPath(new URL("reaper.mjs", import.meta.url));
  const reaper = spawn(process.execPath, [program, String(server.pid), home, cluster.folder], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const ended = endOf(reaper);
  reaper.unref();
  reaper.stdin.unref();
  return {
    url: cluster.url(),
    async stop() {
      reaper.stdin.end();
      await ended;
    },
  };
}
