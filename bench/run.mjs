#!/usr/bin/env node
// `npm run bench`: measures what docs/benchmarks.md describes, prints a table and writes bench/results/<date>-<commit>.json.
// --only=gateway,pages takes some measures alone; --quick takes few samples, to try the bench itself.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { openReport, HEAD } from "./lib/report.mjs";
import { root } from "./lib/root.mjs";
import { openScaledPortal } from "./lib/scaled-portal.mjs";
import { openWholePortal } from "./lib/whole-portal.mjs";

/** In this order: first what wants a fresh machine, last what leaves it warm. */
const MEASURES = [
  "size",
  "restart",
  "delivery",
  "gateway",
  "traffic",
  "intake",
  "evidence",
  "pages",
  "browser",
  "navigation",
  "live",
];

const { values } = parseArgs({
  options: { only: { type: "string" }, quick: { type: "boolean", default: false } },
});
const chosen = values.only?.split(",") ?? MEASURES;
const unknown = chosen.find((name) => !MEASURES.includes(name));
if (unknown) {
  process.stderr.write(`There is no measure "${unknown}". There are: ${MEASURES.join(", ")}.\n`);
  process.exit(2);
}

const say = (text) => process.stdout.write(`${text}\n`);
const report = openReport(say);
const opened = [];
const bench = {
  report,
  quick: values.quick,
  scaledPortal: once(() => openScaledPortal(say)),
  wholePortal: once(async () => {
    const portal = await openWholePortal();
    await portal.start();
    return portal;
  }),
};
const loadBefore = loadavg()[0];
say(HEAD);
for (const name of MEASURES.filter((each) => chosen.includes(each))) {
  try {
    const { measure } = await import(`./measures/${name}.mjs`);
    await measure(bench);
  } catch (error) {
    report.fail(name, error);
  }
}
for (const portal of opened) await portal.remove();
say(`\nWritten to ${write()}.`);
if (loadBefore > 0.5)
  say(`The machine was busy (load ${loadBefore.toFixed(1)}): these numbers are worse than it is.`);
process.exitCode = report.rows.some(({ problem }) => problem) ? 1 : 0;

/** Several measures share a portal; it is opened by the first that asks. */
function once(open) {
  let portal;
  return () =>
    (portal ??= open().then((one) => {
      opened.push(one);
      return one;
    }));
}

function write() {
  const git = (...args) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
  const commit = git("rev-parse", "--short", "HEAD");
  const at = new Date().toISOString();
  const result = {
    at,
    commit,
    dirty: git("status", "--porcelain", "--untracked-files=no") !== "",
    version: JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version,
    machine: {
      processor: cpus()[0]?.model,
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
    },
    node: process.version,
    loadBefore,
    quick: values.quick,
    rows: report.rows,
  };
  const folder = join(root, "bench/results");
  mkdirSync(folder, { recursive: true });
  const name = `${at.slice(0, 10)}-${commit}.json`;
  writeFileSync(join(folder, name), `${JSON.stringify(result, null, 2)}\n`);
  return `bench/results/${name}`;
}
