import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Everything that can change what a build produces. A change of documents or tests does not rebuild. */
const INPUTS = [
  "app",
  "components",
  "lib",
  "db",
  "public",
  "examples",
  "scripts/build.mjs",
  "scripts/build",
  "scripts/prepare.ts",
  "instrumentation.ts",
  "instrumentation-client.ts",
  "proxy.ts",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
];
const stampPath = (root) => join(root, ".next/.slipway-build");

/**
 * A hash over the content of the sources. Content, not git: it costs about as little, needs no clone, and two states
 * with the same content need no second build.
 */
export function sourceHash(root) {
  const hash = createHash("sha256").update(process.versions.modules);
  for (const path of INPUTS) addToHash(hash, root, path);
  return hash.digest("hex");
}

/** The hash of the sources of the build that is there, or undefined when there is none. */
export function builtHash(root) {
  return existsSync(stampPath(root)) ? readFileSync(stampPath(root), "utf8") : undefined;
}

/** Called before a build touches anything, so that a build cut short is never taken for a whole one. */
export const clearStamp = (root) => rmSync(stampPath(root), { force: true });

export const writeStamp = (root, hash) => writeFileSync(stampPath(root), hash);

function addToHash(hash, root, path) {
  const entries = readEntries(join(root, path));
  if (entries === undefined) return;
  if (Buffer.isBuffer(entries)) {
    hash.update(path).update(entries);
    return;
  }
  for (const name of entries.toSorted()) {
    if (!/\.test\.tsx?$/.test(name)) addToHash(hash, root, `${path}/${name}`);
  }
}

// One call per path instead of a stat first: this runs before every start.
function readEntries(path) {
  try {
    return readdirSync(path);
  } catch (error) {
    if (error.code === "ENOTDIR") return readFileSync(path);
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}
