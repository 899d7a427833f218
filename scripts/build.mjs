#!/usr/bin/env node
// `npm run build`: the web application, and beside it the programs that run next to it, each as one file in dist/.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { build as bundle } from "esbuild";

import { clearStamp, sourceHash, writeStamp } from "./start/build-stamp.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

const PROGRAMS = {
  worker: "lib/worker/main.ts",
  "local-target": "lib/delivery/targets/local/daemon/main.ts",
  "static-server": "lib/delivery/targets/local/static-server/main.ts",
  prepare: "scripts/prepare.ts",
};

// Before the build: a file that changes meanwhile makes the next start build again.
const hash = sourceHash(root);
clearStamp(root);
await Promise.all([buildWeb(), buildPrograms()]);
writeStamp(root, hash);

async function buildWeb() {
  const next = join(root, "node_modules/next/dist/bin/next");
  const child = spawn(process.execPath, [next, "build"], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  });
  const code = await new Promise((done) => child.once("exit", done));
  if (code !== 0) {
    console.error(`next build ended with exit code ${code}.`);
    process.exit(1);
  }
  // The standalone server serves these itself, but Next leaves them to a CDN and does not copy them.
  const standalone = join(root, ".next/standalone");
  for (const [from, to] of [
    ["public", "public"],
    [".next/static", ".next/static"],
  ]) {
    rmSync(join(standalone, to), { recursive: true, force: true });
    if (existsSync(join(root, from))) cpSync(join(root, from), join(standalone, to), { recursive: true });
  }
}

async function buildPrograms() {
  const outdir = join(root, "dist");
  const entryPoints = Object.fromEntries(
    Object.entries(PROGRAMS).filter(([name, path]) => isThere(name, path)),
  );
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir);
  await bundle({
    absWorkingDir: root,
    entryPoints,
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    conditions: ["react-server"],
    alias: { "@": root },
    sourcemap: true,
    sourcesContent: false,
    logLevel: "warning",
    // pg asks for its native variant inside a try; Sentry patches modules as they load, which a bundle has none of.
    external: ["pg-native", "@sentry/*"],
    // CommonJS packages inside an ES module still call these.
    banner: {
      js: [
        'import { createRequire as __createRequire } from "node:module";',
        'import { fileURLToPath as __toPath } from "node:url";',
        "const require = __createRequire(import.meta.url);",
        "const __filename = __toPath(import.meta.url);",
        'const __dirname = __toPath(new URL(".", import.meta.url));',
      ].join("\n"),
    },
  });
  cpSync(join(root, "db/migrations"), join(outdir, "migrations"), { recursive: true });
}

function isThere(name, path) {
  if (existsSync(join(root, path))) return true;
  console.warn(`dist/${name}.mjs is left out: there is no ${path}.`);
  return false;
}
