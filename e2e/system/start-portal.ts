import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import type { PortalUnderTest } from "../portal-under-test";

/** A first start creates its database and may have to build: minutes, not seconds. */
const START_LIMIT_MS = 10 * 60_000;

export type RunningPortal = PortalUnderTest & {
  home: string;
  /** The start script, which supervises all the others. */
  pid: number;
  /** What the start script has printed so far. */
  output(): string;
  /** Ends it in order and removes its home. */
  stop(): Promise<void>;
};

/**
 * The real thing, started by the command a person uses, in a home of its own that goes with it.
 * @param environment what this start gets beside the environment of the tests
 */
export async function startPortal(
  portal: PortalUnderTest,
  environment: Record<string, string> = {},
): Promise<RunningPortal> {
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
      SLIPWAY_OTLP_PORT: String(portal.otlpPort),
      SLIPWAY_HOME: home,
      SLIPWAY_ADMIN_EMAIL: portal.email,
      SLIPWAY_ADMIN_PASSWORD: portal.password,
      SLIPWAY_ADMIN_TOKEN: portal.token,
      // When this run is killed, the portal must not stay behind.
      SLIPWAY_STOP_WITH_PARENT: "1",
      ...environment,
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
  if ((await Promise.race([announced, ended, tooLate])) && child.pid !== undefined) {
    return { ...portal, home, pid: child.pid, output: () => output, stop };
  }
  await stop();
  throw new Error(`The portal under test did not start:\n${output}`);
}
