#!/usr/bin/env node
// `slipway check`: the bundled program where there is a build, its source where there is none. Called from anywhere: paths
// are those of the folder it is called in.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const [command, ...rest] = process.argv.slice(2);
const isAsked = [command, rest[0]].some((word) => word === "--help" || word === "-h" || word === "help");
if (isAsked || command !== "check") {
  const usage =
    "Usage: slipway check BASE_URL [--file slipway.yaml] [--environment NAME] [--only CHECK] [--junit FILE]";
  (isAsked ? console.log : console.error)(usage);
  process.exit(isAsked ? 0 : 64);
}
const built = join(root, "dist/check.mjs");
const program = existsSync(built)
  ? [built]
  : ["--import", import.meta.resolve("tsx"), "--conditions=react-server", join(root, "scripts/check.ts")];
const { status } = spawnSync(process.execPath, [...program, ...rest], {
  stdio: "inherit",
  // Without it the names of modules would be looked up in the folder that it is called in.
  env: { ...process.env, TSX_TSCONFIG_PATH: join(root, "tsconfig.json") },
});
process.exitCode = status ?? 1;
