import { expect, test } from "vitest";

import { changesOf } from "./changes-of";

test("shows what changed, key by key, and leaves out what stayed", () => {
  expect(
    changesOf(
      { role: "viewer", name: "Ada", settings: { drainMs: 30_000, start: "npm start" } },
      { role: "operator", name: "Ada", settings: { drainMs: 5_000, start: "npm start" } },
    ),
  ).toEqual([
    { key: "role", from: "viewer", to: "operator" },
    { key: "settings.drainMs", from: "30000", to: "5000" },
  ]);
});

test("says what came and what went", () => {
  expect(changesOf(null, { scopes: ["read", "admin"], reason: "", until: null, on: true })).toEqual([
    { key: "scopes", from: undefined, to: "read, admin" },
    { key: "reason", from: undefined, to: "empty" },
    { key: "until", from: undefined, to: "none" },
    { key: "on", from: undefined, to: "yes" },
  ]);
  expect(changesOf({ branch: "main" }, null)).toEqual([{ key: "branch", from: "main", to: undefined }]);
  expect(changesOf(null, null)).toEqual([]);
});
