import { expect, test } from "vitest";

import { momentIn, wallClockIn } from "./wall-clock";
import { instantOf } from "./zoned-day";

const zone = "Europe/Berlin";

test.each([
  ["2026-11-27T16:00", "2026-11-27T15:00:00.000Z"],
  ["2026-07-01T16:00", "2026-07-01T14:00:00.000Z"],
  // The night of the change: an hour before it, and an hour after it.
  ["2026-03-29T01:30", "2026-03-29T00:30:00.000Z"],
  ["2026-03-29T03:30", "2026-03-29T01:30:00.000Z"],
  ["2026-10-25T04:00", "2026-10-25T03:00:00.000Z"],
])("the wall clock %s of Berlin is the instant %s, and back", (wallClock, instant) => {
  expect(instantOf(wallClock, zone)?.toISOString()).toBe(instant);
  expect(wallClockIn(zone, new Date(instant))).toBe(wallClock);
});

test("a moment names its day, and its year where that is another one", () => {
  const now = new Date("2026-11-27T12:00:00Z");
  expect(momentIn(zone, "2026-11-30T07:00:00Z", now)).toBe("Mon 30 Nov, 08:00");
  expect(momentIn(zone, "2026-12-31T23:30:00Z", now)).toBe("Fri 1 Jan 2027, 00:30");
});
