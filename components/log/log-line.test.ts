import { expect, test } from "vitest";

import { findMatches, levelOf, plainText, splitAtMatches } from "./log-line";

test.each([
  ["\u001b[31mred\u001b[0m plain", "red plain"],
  ["\u001b[1;38;5;208morange", "orange"],
  ["\u001b]8;;https://example.com\u0007link\u001b]8;;\u0007", "link"],
  ["\u001b[2K\u001b[1Gnpm warn", "npm warn"],
  ["10%\r50%\r100%", "100%"],
  ["done\r", "done"],
  ["nothing special", "nothing special"],
])("%j is shown as %j", (raw, shown) => {
  expect(plainText(raw)).toBe(shown);
});

test.each([
  ["ERROR could not connect", "error"],
  ["npm error code ELIFECYCLE", "error"],
  ['{"level":"warn","msg":"slow"}', "warn"],
  ["2026-11-23T14:05:12Z DEBUG tick", "debug"],
  ["listening on 3000", "info"],
  ["terrorist is not a level", "info"],
  ["all went well, and much later in the same line somebody wrote error", "info"],
])("%s is of level %s", (line, level) => {
  expect(levelOf(line)).toBe(level);
});

test("a search finds lines without regard to case and treats its text as text", () => {
  expect(findMatches(["a (b)", "c", "A (B) d"], "(b)")).toEqual([0, 2]);
  expect(findMatches(["a"], "")).toEqual([]);
});

test("a line is cut at its matches and can be put together again", () => {
  const pieces = splitAtMatches("Build failed: build step", "build");
  expect(pieces).toEqual(["", "Build", " failed: ", "build", " step"]);
  expect(pieces.join("")).toBe("Build failed: build step");
});

test("a letter that changes its length in lower case never shifts the marks", () => {
  expect(splitAtMatches("İstanbul error", "error").join("")).toBe("İstanbul error");
});
