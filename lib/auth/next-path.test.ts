import { expect, test } from "vitest";

import { nextPath } from "./next-path";

test.each(["/", "/services/checkout?tab=log#line-3", "/audit?actor=user%3Ausr_1"])("%s is ours", (path) => {
  expect(nextPath(path)).toBe(path);
});

test.each([
  undefined,
  null,
  "",
  "services",
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example/",
  "/\t/evil.example/",
  "/x/../../sign-in",
  "javascript:alert(1)",
  "/sign-in?next=/sign-in",
  "/api/v1/services",
  "//",
  "/.//evil.example",
  "/a/..//evil.example/x",
  "/./\\evil.example",
  "/.///evil.example",
  "/%2e//evil.example",
  "/a/%2E%2e//evil.example",
  "/.\t//evil.example",
])("%s leads home", (path) => {
  expect(nextPath(path)).toBe("/");
});
