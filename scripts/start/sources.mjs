import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { builtHash, sourceHash } from "./build-stamp.mjs";
import { Interrupted } from "./failure.mjs";
import { install, needsInstall } from "./install.mjs";
import { takeLock } from "./lock.mjs";
import { logPath } from "./logs.mjs";
import { runCommand } from "./run-command.mjs";

/** Brings packages and build up to date with the sources; does nothing, quickly, when they are. */
export async function installAndBuild({ root, home }, { terminal, stopping }) {
  if (!needsInstall(root) && builtHash(root) === sourceHash(root)) return;
  // Several portals may run from one clone, each with its own home: only one of them may write here at a time.
  const folder = join(root, ".slipway");
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const release = await takeTurn(join(folder, "build.lock"), { terminal, stopping });
  try {
    if (needsInstall(root)) {
      await terminal.step("Installing the packages", () =>
        install(root, fresh(logPath(home, "install")), stopping),
      );
    }
    if (builtHash(root) !== sourceHash(root)) {
      await terminal.step("Building the portal", () =>
        runCommand("Building the portal", process.execPath, [join(root, "scripts/build.mjs")], {
          cwd: root,
          log: fresh(logPath(home, "build")),
          stopping,
          env: { ...process.env, NODE_ENV: "production" },
        }),
      );
    }
  } finally {
    release();
  }
}

async function takeTurn(path, { terminal, stopping }) {
  const first = takeLock(path);
  if (first.release) return first.release;
  return terminal.step(
    `Waiting for another start of this clone (process ${first.holder}) to build`,
    async () => {
      for (;;) {
        await sleep(200);
        if (stopping.aborted) throw new Interrupted();
        const { release } = takeLock(path);
        if (release) return release;
      }
    },
  );
}

function fresh(log) {
  rmSync(log, { force: true });
  return log;
}
