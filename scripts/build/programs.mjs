import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { build } from "esbuild";

const PROGRAMS = {
  worker: "lib/worker/main.ts",
  intake: "lib/intake/main.ts",
  "local-target": "lib/delivery/targets/local/daemon/main.ts",
  "static-server": "lib/delivery/targets/local/static-server/main.ts",
  prepare: "scripts/prepare.ts",
  check: "scripts/check.ts",
};

/** Bundles the programs that run beside the web application, each into one file, with the migrations beside them. */
export async function buildPrograms(root, outdir = join(root, "dist")) {
  const entryPoints = Object.fromEntries(
    Object.entries(PROGRAMS).filter(([name, path]) => isThere(root, name, path)),
  );
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  await build({
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
    // pg asks for its native variant inside a try; Sentry patches modules as they load, which a bundle has none of; the
    // SQL parser finds its WebAssembly beside itself.
    external: ["pg-native", "@sentry/*", "libpg-query"],
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

function isThere(root, name, path) {
  if (existsSync(join(root, path))) return true;
  console.warn(`dist/${name}.mjs is left out: there is no ${path}.`);
  return false;
}
