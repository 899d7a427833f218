#!/usr/bin/env node
// `npm test`: everything that can be proven about this tree, on a machine with nothing but git and Node.
// --only=verify leaves out the build and the journeys in a browser; --only=e2e runs nothing else.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { builtHash, sourceHash } from "./start/build-stamp.mjs";
import { install, needsInstall } from "./start/install.mjs";
import { nodeVersionProblem } from "./start/node-version.mjs";
import { ensureChromium } from "./test/chromium.mjs";
import { playwrightCounts, vitestCounts } from "./test/counts.mjs";
import { openReport } from "./test/report.mjs";
import { run } from "./test/run.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const only = process.argv.find((argument) => argument.startsWith("--only="))?.slice("--only=".length);
const results = mkdtempSync(join(tmpdir(), "slipway-results-"));
const report = openReport();
const bin = (path) => [process.execPath, [join(root, "node_modules", path)]];
const tool = ([command, first], ...args) => run(command, [...first, ...args], { cwd: root, quiet: true });

process.exitCode = (await main()) ? 0 : 1;

async function main() {
  try {
    const problem = nodeVersionProblem(process.versions.node);
    if (problem) throw new Error(problem);
    await installWhenNeeded();
    const browser = only === "verify" ? undefined : await ensureChromium(root);
    if (only !== "e2e") await verify();
    if (only !== "verify") await endToEnd(browser);
  } catch (error) {
    report.check(error.message, { ok: false, output: "", durationMs: 0 });
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
  return report.finish();
}

async function installWhenNeeded() {
  if (!needsInstall(root)) return;
  console.log("Installing the packages …");
  const logs = join(root, ".slipway/logs");
  mkdirSync(logs, { recursive: true });
  await install(root, join(logs, "install.log"));
}

async function verify() {
  const next = bin("next/dist/bin/next");
  // The generated route types come first: compiler and linter read them, and the build writes them anew.
  const format = tool(bin("oxfmt/bin/oxfmt"), "--check");
  if (report.check("route types", await tool(next, "typegen"))) {
    const types = tool(bin("typescript/bin/tsc"), "--noEmit", "-p", ".");
    report.check("lint", await tool(bin("oxlint/bin/oxlint")));
    report.check("types", await types);
  }
  report.check("format", await format);
  // The build leaves one of two cores idle for long stretches; tests that watch the clock do not share them with it.
  const built = only === "verify" ? undefined : tool([process.execPath, [join(root, "scripts/build.mjs")]]);
  report.check("unused code", await tool(bin("knip/bin/knip.js")));
  report.check("documents", await tool([process.execPath, [join(root, "scripts/check-docs.mjs")]]));
  report.check(
    "lockfile",
    await tool([process.execPath, [join(root, "scripts/complete-lockfile.mjs"), "--check"]]),
  );
  report.check(
    "migrations",
    await tool(
      bin("tsx/dist/cli.mjs"),
      "--conditions=react-server",
      "scripts/check-migrations.ts",
      "--quick",
    ),
  );
  await vitest("unit", "pure");
  if (built) report.check("production build", await built);
  await vitest("unit and integration", "alone");
}

/** @param project of vitest.config.ts */
async function vitest(name, project) {
  const json = join(results, `vitest-${project}.json`);
  const [command, first] = bin("vitest/vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${json}`];
  const { ok, durationMs } = await run(command, [...first, "run", `--project=${project}`, ...reporters], {
    cwd: root,
  });
  report.tests(name, atLeastOneFailure(ok, { ...vitestCounts(json), durationMs }));
}

async function endToEnd(browser) {
  // The journeys drive the production build; start.mjs would make one too, but in silence.
  if (builtHash(root) !== sourceHash(root)) {
    const [command, first] = [process.execPath, [join(root, "scripts/build.mjs")]];
    if (!report.check("production build", await tool([command, first]))) return;
  }
  await playwright("journeys in a browser", "playwright.config.ts", browser);
  // Afterwards, and not beside them: these kill processes and watch the clock.
  await playwright("crashes, load, bad releases", "playwright.system.config.ts", {});
}

async function playwright(name, config, environment) {
  const json = join(results, `${config}.json`);
  const [command, first] = bin("@playwright/test/cli.js");
  const args = [...first, "test", `--config=${config}`, "--reporter=list,json"];
  const { ok, durationMs } = await run(command, args, {
    cwd: root,
    env: { ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: json },
  });
  report.tests(name, atLeastOneFailure(ok, { ...playwrightCounts(json), durationMs }));
}

// A runner that ends with an error although all its tests passed: something broke outside of them.
function atLeastOneFailure(ok, counts) {
  return ok || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}
