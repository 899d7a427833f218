import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { runCommand } from "./run-command.mjs";

/** True when node_modules is not what package-lock.json says. */
export function needsInstall(root) {
  const stamp = join(root, "node_modules/.slipway-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lockfileHash(root)) return false;
  // Somebody installed by hand: npm's own record of what it put there is as good as ours.
  if (!matchesLockfile(root)) return true;
  writeFileSync(stamp, lockfileHash(root));
  return false;
}

/** Installs exactly what the lockfile says, and remembers that it did. */
export async function install(root, log, stopping) {
  const npm = npmCommand();
  await runCommand(
    "Installing the packages",
    npm.command,
    [...npm.args, "ci", "--include=dev", "--no-audit", "--no-fund"],
    {
      cwd: root,
      log,
      stopping,
      // These two packages would download a program and write into .git/hooks, on npm versions that run every script.
      env: { ...process.env, SENTRYCLI_SKIP_DOWNLOAD: "1", LEFTHOOK: "0" },
    },
  );
  writeFileSync(join(root, "node_modules/.slipway-lock"), lockfileHash(root));
}

// npm tells its scripts where it lies itself; without it we were started with plain node.
function npmCommand() {
  const path = process.env.npm_execpath;
  return path?.endsWith(".js") && path.includes("npm")
    ? { command: process.execPath, args: [path] }
    : { command: "npm", args: [] };
}

function lockfileHash(root) {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

function matchesLockfile(root) {
  const installed = join(root, "node_modules/.package-lock.json");
  if (!existsSync(installed)) return false;
  const { packages: present } = JSON.parse(readFileSync(installed, "utf8"));
  const { packages: wanted } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  return Object.entries(wanted).every(([path, { version, optional, peer }]) => {
    if (path === "") return true;
    return present[path] ? present[path].version === version : Boolean(optional || peer);
  });
}
