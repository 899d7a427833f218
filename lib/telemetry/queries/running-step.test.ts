import { expect, it } from "vitest";

import { ratesSoFar } from "./running-step";

const five = {
  from: new Date("2026-11-28T12:00:00Z"),
  to: new Date("2026-11-28T12:15:00Z"),
  stepSeconds: 300,
};

it.each<[string, (number | null)[], string, (number | null)[]]>([
  ["over the time it has gone on", [2, 2, 1], "12:12:45Z", [2, 2, 2]],
  ["left out while that is too short", [2, 2, 0.1], "12:11:10Z", [2, 2, null]],
  ["whole once it is over", [2, 2, 1], "12:15:00Z", [2, 2, 1]],
  ["whole when the period ended long ago", [2, 2, 1], "18:00:00Z", [2, 2, 1]],
  ["found before the end of a period that goes on", [2, 1, null], "12:07:45Z", [2, 2, null]],
  ["not there when all of them are to come", [null, null, null], "11:00:00Z", [null, null, null]],
  ["kept when there is nothing else", [null, null, 0.1], "12:10:20Z", [null, null, 0.1]],
])("the step under way is %s", (_, values, now, expected) => {
  expect(ratesSoFar(values, five, new Date(`2026-11-28T${now}`))).toEqual(expected);
});
