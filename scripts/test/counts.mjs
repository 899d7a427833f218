import { existsSync, readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

const NOTHING = { passed: 0, failed: 1, skipped: 0, failures: [], unsteady: [] };

/**
 * What Vitest wrote with its JSON reporter. A file that could not even be loaded counts as one failure.
 * `failures` and `unsteady` (passed, but not at the first try) name the tests, each with the first line of its error.
 */
export function vitestCounts(path) {
  const report = readReport(path);
  if (!report) return NOTHING;
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && assertionResults.every((result) => result.status !== "failed"),
  );
  const tests = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ failureMessages }) => failureMessages.length > 0)
      .map(({ status, fullName, failureMessages }) => ({
        passed: status === "passed",
        line: told(`${basePath(name)} › ${fullName}`, failureMessages[0]),
      })),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [
      ...tests.filter(({ passed }) => !passed).map(({ line }) => line),
      ...unloaded.map(({ name, message }) => told(basePath(name), message)),
    ],
    unsteady: tests.filter(({ passed }) => passed).map(({ line }) => line),
  };
}

/** What Playwright wrote with its JSON reporter, as `vitestCounts`. An error outside of all tests counts as one failure. */
export function playwrightCounts(path) {
  const report = readReport(path);
  if (!report) return NOTHING;
  const { expected, flaky, unexpected, skipped } = report.stats;
  const tests = report.suites
    .flatMap((suite) => specsOf(suite))
    .flatMap(({ file, title, tests: runs }) =>
      runs.map(({ status, results }) => ({
        status,
        line: told(`${file} › ${title}`, results.find(({ error }) => error)?.error.message),
      })),
    );
  const lines = (wanted) => tests.filter(({ status }) => status === wanted).map(({ line }) => line);
  return {
    passed: expected + flaky,
    failed: unexpected + report.errors.length,
    skipped,
    failures: [
      ...lines("unexpected"),
      ...report.errors.map(({ message }) => told("outside of all tests", message)),
    ],
    unsteady: lines("flaky"),
  };
}

const specsOf = (suite, names = []) => [
  ...suite.specs.map((spec) => ({ ...spec, title: [...names, spec.title].join(" › ") })),
  ...(suite.suites ?? []).flatMap((inner) => specsOf(inner, [...names, inner.title])),
];

const told = (name, message = "") => `${name}\n      ${firstLine(message)}`;
const firstLine = (message) => stripVTControlCharacters(message).split("\n", 1)[0].slice(0, 300);
const basePath = (path) => path.replace(`${process.cwd()}/`, "");

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}
