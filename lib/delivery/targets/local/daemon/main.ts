import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

import { startDaemon } from "./daemon";
import { limitsFrom } from "./limits";
import { AlreadyRunning } from "./lock";
import { logger } from "./logger";

/** Entry of the daemon process. Exit codes: 0 stopped, 1 failed, 2 bad configuration, 3 already running, 4 port taken. */

process.on("uncaughtException", (error) => {
  // Services are processes of their own: a bug here must be loud, but it must not take the gateway away from them.
  logger.error("Something unexpected happened in the local target", { error });
});
process.on("unhandledRejection", (error) => {
  logger.error("Something unexpected happened in the local target", { error });
});

await run();

async function run(): Promise<void> {
  const home = process.env.SLIPWAY_HOME ?? ".slipway";
  const gatewayPort = Number(process.env.SLIPWAY_GATEWAY_PORT ?? 4000);
  if (!Number.isInteger(gatewayPort) || gatewayPort < 1 || gatewayPort > 65_535)
    fail(2, `SLIPWAY_GATEWAY_PORT must be a port number, but it is "${process.env.SLIPWAY_GATEWAY_PORT}".`);
  try {
    const daemon = await startDaemon({
      home,
      gatewayPort,
      gatewayHosts: gatewayHosts(process.env.SLIPWAY_GATEWAY_HOST),
      isBehindProxy: Number(process.env.SLIPWAY_TRUSTED_PROXIES ?? 0) > 0,
      limits: limitsFrom(process.env),
      staticServer: staticServer(),
    });
    for (const name of ["SIGTERM", "SIGINT"] as const) process.on(name, () => void daemon.stop());
    process.on("SIGHUP", () => {});
    process.send?.("ready");
    await daemon.stopped;
    process.exit(0);
  } catch (error) {
    if (error instanceof AlreadyRunning) fail(3, error.message);
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
      fail(4, `Port ${gatewayPort} is used by another program; set SLIPWAY_GATEWAY_PORT to a free one.`);
    fail(1, `The local target could not start: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Loopback always, for that is where the portal asks for the proof of a revision; a wildcard includes it. */
function gatewayHosts(host: string | undefined): string[] {
  const loopback = ["127.0.0.1", "::1"];
  if (!host) return loopback;
  return host === "::" || host === "0.0.0.0" ? [host] : [...new Set([host, ...loopback])];
}

/** How to start the server of static sites: the bundle beside ours, or its source when we run from source. */
function staticServer(): string[] {
  const source = fileURLToPath(new URL("../static-server/main.ts", import.meta.url));
  if (!existsSync(source))
    return [process.execPath, fileURLToPath(new URL("./static-server.mjs", import.meta.url))];
  return [process.execPath, "--import", createRequire(import.meta.url).resolve("tsx"), source];
}

function fail(code: number, sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}
