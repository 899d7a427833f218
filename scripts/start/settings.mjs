import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { StartFailure } from "./failure.mjs";

/** What the environment says about this start. The web and worker processes parse the rest of it in lib/env.ts. */
export function readSettings(env = process.env) {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
  const port = portNumber(env, "PORT", 3000);
  return {
    root,
    home: homeFolder(env.SLIPWAY_HOME, root),
    port,
    url: env.SLIPWAY_URL?.replace(/\/$/, "") || `http://localhost:${port}`,
    gatewayPort: portNumber(env, "SLIPWAY_GATEWAY_PORT", 4000),
    otlpPort: portNumber(env, "SLIPWAY_OTLP_PORT", 4318),
    databaseUrl: env.DATABASE_URL || undefined,
    showTimings: Boolean(env.SLIPWAY_TIMINGS),
  };
}

function homeFolder(value, root) {
  if (!value) return join(root, ".slipway");
  return resolve(root, value.replace(/^~(?=\/|$)/, homedir()));
}

function portNumber(env, name, fallback) {
  const text = env[name];
  if (!text) return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new StartFailure(`${name} must be a port between 1 and 65535, and it is "${text}".`);
}
