import { expect, test } from "vitest";

import { findFailureCause } from "./failure-cause";

test.each([
  [
    "a module that is missing",
    "node:internal/modules/cjs/loader:1\n  throw err;\n  ^\n\nError: Cannot find module './missing'\nRequire stack:\n- /a.js\n    at x\n  code: 'MODULE_NOT_FOUND',\n}\n\nNode.js v20.0.0",
    "Cannot find module './missing'",
  ],
  ["an error with a name", "TypeError: x is not a function\n    at y", "TypeError: x is not a function"],
  [
    "TypeScript",
    "src/a.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.\nnpm error code 2\nnpm error path /x",
    "src/a.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.",
  ],
  [
    "a tool that is not installed",
    "> x@1.0.0 build\n> vite build\n\nsh: 1: vite: not found",
    "vite: not found",
  ],
  [
    "npm out of step",
    "npm error code EUSAGE\nnpm error\nnpm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.\nnpm error Missing: ms@2.1.3 from lock file\nnpm error\nnpm error A complete log of this run can be found in: /x",
    "Missing: ms@2.1.3 from lock file",
  ],
  ["nothing but a last line", "working\ngiving up", "giving up"],
  ["nothing at all", "", undefined],
])("%s", (_, output, expected) => {
  expect(findFailureCause(output.split("\n"))).toBe(expected);
});
