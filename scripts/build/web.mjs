import { spawn } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Builds the web application as a server of its own in .next/standalone; resolves to whether it worked. */
export async function buildWeb(root) {
  const next = join(root, "node_modules/next/dist/bin/next");
  const child = spawn(process.execPath, [next, "build"], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  });
  const code = await new Promise((done) => child.once("exit", done));
  if (code !== 0) {
    console.error(`next build ended with exit code ${code}.`);
    return false;
  }
  // The standalone server serves the first two itself, but Next leaves them to a CDN and does not copy them; the
  // examples are read from the working folder, which is the standalone one.
  const standalone = join(root, ".next/standalone");
  for (const [from, to] of [
    ["public", "public"],
    [".next/static", ".next/static"],
    ["examples", "examples"],
  ]) {
    rmSync(join(standalone, to), { recursive: true, force: true });
    if (existsSync(join(root, from))) cpSync(join(root, from), join(standalone, to), { recursive: true });
  }
  return true;
}
