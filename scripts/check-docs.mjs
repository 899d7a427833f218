#!/usr/bin/env node
// A path that README or docs/ cite in backticks must exist, and so must the target of every relative link and the
// script of every `npm run`.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
/** Folders of this repository: `lib/core/mutate.ts` is a claim about a file, `text/html` is not. */
const TOP = new Set(readdirSync(root));
/** Made by a build or a start, so not there in a clean checkout. */
const GENERATED = /^(\.next|\.slipway|dist|node_modules|test-results|playwright-report)(\/|$)/;

const scripts = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts;
const documents = [...readdirSync(root).filter((name) => name.endsWith(".md")), ...markdownIn("docs")];
const problems = documents.flatMap(problemsOf);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`${documents.length} documents cite only what exists.`);

function markdownIn(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}/${name}`);
}

function problemsOf(document) {
  // Code blocks show commands and examples, not claims.
  const text = readFileSync(join(root, document), "utf8").replaceAll(/^```[\s\S]*?^```/gm, (block) =>
    block.replaceAll(/[^\n]/g, ""),
  );
  return text
    .split("\n")
    .flatMap((line, index) =>
      [
        ...[...citedPaths(line), ...linkTargets(line, document)].filter(
          (path) => !GENERATED.test(path) && !existsSync(join(root, path)),
        ),
        ...citedScripts(line).filter((name) => !(name in scripts)),
      ].map((missing) => `${document}:${index + 1}: there is no ${missing}`),
    );
}

function citedPaths(line) {
  return [...line.matchAll(/`([\w@.()[\]-]+(?:\/[\w@.()[\]*-]*)*)`/g)]
    .map(([, path]) => path.replace(/\/$/, ""))
    .filter(
      (path) =>
        path.includes("/") &&
        !path.includes("*") &&
        TOP.has(path.split("/")[0]) &&
        isFolder(path.split("/")[0]),
    );
}

function citedScripts(line) {
  return [...line.matchAll(/`npm run ([\w:-]+)/g)].map(([, name]) => name);
}

function linkTargets(line, document) {
  return [...line.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
    .map(([, target]) => target)
    .filter((target) => !/^[a-z]+:/.test(target) && !target.startsWith("/"))
    .map((target) => relative(root, resolve(root, dirname(document), decodeURIComponent(target))));
}

function isFolder(name) {
  return statSync(join(root, name)).isDirectory();
}
