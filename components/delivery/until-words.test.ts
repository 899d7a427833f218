import { expect, it } from "vitest";

import { untilWords } from "./until-words";

const now = "2026-11-27T14:00:00.000Z"; // a Friday
it.each([
  ["2026-11-27T15:11:20.000Z", "1 h 12 min left"],
  ["2026-11-27T14:00:59.001Z", "1 min left"],
  ["2026-11-27T14:00:07.400Z", "8 s left"],
  ["2026-11-27T13:59:59.000Z", "any moment now"],
  ["2026-11-30T07:00:00.000Z", "until Mon 08:00"],
  ["2027-01-04T07:00:00.000Z", "until 4 Jan 2027, 08:00"],
  ["soon", ""],
])("says of %s when it is over: %s", (instant, words) => {
  expect(untilWords({ instant, timeZone: "Europe/Berlin", nowMs: Date.parse(now) })).toBe(words);
});

it("says that an estimate is one", () => {
  const instant = "2026-11-27T14:02:30.000Z";
  expect(untilWords({ instant, timeZone: "UTC", nowMs: Date.parse(now), estimated: true })).toBe(
    "about 3 min left",
  );
});
