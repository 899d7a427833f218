#!/usr/bin/env node
// `npx slipway check`: the bundled program where there is a build, its source where there is none.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const [command, ...rest] = process.argv.slice(2);
if (command !== "check") {
  console.error(
    "Usage: slipway check BASE_URL [--file slipway.yaml] [--environment NAME] [--only CHECK] [--junit FILE]",
  );
  process.exit(64);
}
const built = join(root, "dist/check.mjs");
const program = existsSync(built)
  ? [built]
  : ["--import", import.meta.resolve("tsx"), "--conditions=react-server", join(root, "scripts/check.ts")];
const { status } = spawnSync(process.execPath, [...program, ...rest], { stdio: "inherit" });
process.exitCode = status ?? 1;
