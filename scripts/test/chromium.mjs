import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { run } from "./run.mjs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * Finds a Chromium or installs one, and answers the environment in which Playwright uses it: the system's where there
 * is one, because it brings its libraries; otherwise Debian's package; otherwise the one Playwright downloads.
 */
export async function ensureChromium(root) {
  const given = process.env.CHROMIUM_PATH;
  const found = given ? [given].find(existsSync) : PLACES.find(existsSync);
  if (found) return { CHROMIUM_PATH: found };
  if (given) throw new Error(`CHROMIUM_PATH is ${given}, and there is no such file.`);
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("Installing Chromium with apt-get …");
    const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    for (const args of [
      ["update", "-q"],
      ["install", "-y", "-q", "--no-install-recommends", "chromium"],
    ]) {
      spawnSync("apt-get", args, { stdio: "inherit", env: environment });
    }
    const installed = PLACES.find(existsSync);
    if (installed) return { CHROMIUM_PATH: installed };
  }
  console.log("Installing Chromium with Playwright …");
  await run(process.execPath, [join(root, "node_modules/playwright/cli.js"), "install", "chromium"], {
    cwd: root,
  });
  return {};
}
