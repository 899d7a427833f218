import { expect, test } from "vitest";

import { collapseRepeats } from "./collapse-repeats";

test("a line that repeats is said once with its count, and comes back when another stood between", () => {
  expect(collapseRepeats(["start", "503", "503", "503", "bye", "503"])).toEqual([
    { text: "start", times: 1 },
    { text: "503", times: 3 },
    { text: "bye", times: 1 },
    { text: "503", times: 1 },
  ]);
  expect(collapseRepeats([])).toEqual([]);
});
