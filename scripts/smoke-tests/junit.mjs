import { writeFileSync } from "node:fs";

const ELEMENT = { failed: "failure", errored: "error", skipped: "skipped" };

/** Says each result in a line, writes JUnit XML when a file is named, and returns the exit code. */
export function reportResults(suite, results, file) {
  for (const { name, status, durationMs, expected, actual, reproduce } of results) {
    console.log(`${status.padEnd(8)} ${name} (${durationMs} ms)`);
    if (status !== "failed" && status !== "errored") continue;
    if (expected) console.log(`         expected  ${expected}`);
    console.log(`         actual    ${actual}`);
    if (reproduce) console.log(`         reproduce ${reproduce.replaceAll("\n", "\n                   ")}`);
  }
  if (file) writeFileSync(file, junitOf(suite, results));
  const count = (status) => results.filter((result) => result.status === status).length;
  console.log(
    `${count("passed")} passed, ${count("failed")} failed, ${count("errored")} errored, ${count("skipped")} skipped.`,
  );
  if (count("failed") > 0) return 1;
  return count("errored") > 0 ? 2 : 0;
}

/** The form that CI systems read: failures and errors are told apart, as everywhere else. */
export function junitOf(suite, results) {
  const count = (status) => results.filter((result) => result.status === status).length;
  const totalMs = results.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const attributes =
    `name="${escaped(suite)}" tests="${results.length}" failures="${count("failed")}" errors="${count("errored")}"` +
    ` skipped="${count("skipped")}" time="${seconds(totalMs)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes}>`,
    `  <testsuite ${attributes}>`,
    ...results.map((result) => caseOf(suite, result)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function caseOf(suite, { name, kind, status, durationMs, expected, actual, reproduce }) {
  const head = `    <testcase name="${escaped(name)}" classname="${escaped(`${suite}.${kind}`)}" time="${seconds(durationMs)}"`;
  const element = ELEMENT[status];
  if (!element) return `${head}/>`;
  const message = status === "skipped" ? actual : `expected ${expected}, but it was ${actual}`;
  return `${head}><${element} message="${escaped(message)}">${escaped(reproduce ?? "")}</${element}></testcase>`;
}

const seconds = (ms) => (ms / 1_000).toFixed(3);

/** XML 1.0 has no place for most control characters, not even as entities. */
const escaped = (text) =>
  text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll(/[<>&"']/g, (character) => `&#${character.codePointAt(0)};`);
