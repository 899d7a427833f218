#!/usr/bin/env node
// --check only tells whether something is missing.
// Run after every `npm install` that changes package-lock.json. A registry mirror may not carry the builds of a package
// for other platforms; npm then leaves them out of the lockfile, and `npm ci` refuses that lockfile on every machine.
// This writes the entries that npm would have written. They name no checksum: npm learns it where the package exists.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const path = join(dirname(fileURLToPath(import.meta.url)), "../package-lock.json");
const lockfile = JSON.parse(readFileSync(path, "utf8"));
const { packages } = lockfile;
const OPERATING_SYSTEMS = /^(android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32|windows)$/;
const PROCESSORS = /^(arm|arm64|ia32|loong64|mips64el|ppc64|riscv64|s390x|wasm32|x64)$/;

const added = [];
for (const [place, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(place, name)) continue;
    packages[`node_modules/${name}`] = entryOf(name, version, dev);
    added.push(`${name}@${version}`);
  }
}
lockfile.packages = Object.fromEntries(
  Object.entries(packages).toSorted(([a], [b]) => a.localeCompare(b, "en")),
);
if (added.length === 0) console.log("The lockfile names the packages of every platform.");
else if (process.argv.includes("--check")) {
  console.error(
    `package-lock.json lacks ${added.length} packages of other platforms: run node scripts/complete-lockfile.mjs`,
  );
  process.exitCode = 1;
} else {
  writeFileSync(path, `${JSON.stringify(lockfile, null, 2)}\n`);
  console.log(`Added ${added.length} packages of other platforms.`);
}

// npm looks in the package's own folder first, then in each folder above it.
function isLocked(place, name) {
  for (let folder = place; ; folder = folder.slice(0, Math.max(folder.lastIndexOf("/node_modules/"), 0))) {
    if (packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
    if (!folder) return false;
  }
}

function entryOf(name, version, dev) {
  if (!/^\d+\.\d+\.\d+[\w.+-]*$/.test(version))
    throw new Error(`${name} is wanted as ${version}, which is no single version.`);
  const words = name.split(/[/-]/);
  const os = words.find((word) => OPERATING_SYSTEMS.test(word))?.replace("windows", "win32");
  const cpu = words.find((word) => PROCESSORS.test(word));
  if (!cpu) throw new Error(`The name ${name} does not say for which processor it is.`);
  const libc = { gnu: "glibc", gnueabihf: "glibc", musl: "musl", musleabihf: "musl" }[words.at(-1)];
  return {
    version,
    cpu: [cpu],
    ...(dev && { dev }),
    ...(os === "linux" && libc && { libc: [libc] }),
    optional: true,
    ...(os && { os: [os] }),
  };
}
