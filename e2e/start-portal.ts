import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { portalUnderTest } from "./portal-under-test";

/** A first start creates its database and may have to build: minutes, not seconds. */
const START_LIMIT_MS = 10 * 60_000;

/** Playwright's global setup: the real thing, started by the command a person uses, in a home of its own. */
export default async function startPortal() {
  const portal = await portalUnderTest();
  const home = mkdtempSync(join(tmpdir(), "slipway-e2e-"));
  chmodSync(home, 0o711);
  const { DATABASE_URL: _databaseUrl, NODE_ENV: _nodeEnv, ...inherited } = process.env;
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...inherited,
      NODE_ENV: "production",
      PORT: String(portal.port),
      SLIPWAY_GATEWAY_PORT: String(portal.gatewayPort),
      SLIPWAY_HOME: home,
      SLIPWAY_ADMIN_EMAIL: portal.email,
      SLIPWAY_ADMIN_PASSWORD: portal.password,
      SLIPWAY_ADMIN_TOKEN: portal.token,
      // When this run is killed, the portal must not stay behind.
      SLIPWAY_STOP_WITH_PARENT: "1",
    },
  });
  let output = "";
  const ended = new Promise<false>((done) => child.once("exit", () => done(false)));
  const announced = new Promise<true>((done) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes("Slipway is ready")) done(true);
      });
    }
  });
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
  const tooLate = delay(START_LIMIT_MS, false, { ref: false });
  if (await Promise.race([announced, ended, tooLate])) return stop;
  await stop();
  throw new Error(`The portal under test did not start:\n${output}`);
}
