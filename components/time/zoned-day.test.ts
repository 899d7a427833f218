import { expect, it } from "vitest";

import { dayIn, edgeOfDay, instantOf } from "./zoned-day";

it.each([
  ["UTC", "2026-11-23", "2026-11-23T00:00:00.000Z", "2026-11-23T23:59:59.999Z"],
  ["Europe/Berlin", "2026-11-23", "2026-11-22T23:00:00.000Z", "2026-11-23T22:59:59.999Z"],
  // The days on which the clocks change have 23 and 25 hours.
  ["Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00.000Z", "2026-03-29T21:59:59.999Z"],
  ["Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00.000Z", "2026-10-25T22:59:59.999Z"],
  ["America/Los_Angeles", "2026-11-01", "2026-11-01T07:00:00.000Z", "2026-11-02T07:59:59.999Z"],
  ["Asia/Kolkata", "2026-01-01", "2025-12-31T18:30:00.000Z", "2026-01-01T18:29:59.999Z"],
  ["Pacific/Kiritimati", "2026-01-01", "2025-12-31T10:00:00.000Z", "2026-01-01T09:59:59.999Z"],
])("knows where a day begins and ends in %s", (zone, day, start, end) => {
  expect(edgeOfDay(day, "start", zone)?.toISOString()).toBe(start);
  expect(edgeOfDay(day, "end", zone)?.toISOString()).toBe(end);
  expect(dayIn(zone, new Date(start))).toBe(day);
  expect(dayIn(zone, new Date(end))).toBe(day);
});

it.each(["", "0002-11-23", "0202-01-01", "9999-01-01", "no day"])("takes %j for no day", (text) => {
  expect(edgeOfDay(text, "start", "UTC")).toBeUndefined();
});

it.each([
  ["UTC", "2026-11-23T14:05", "2026-11-23T14:05:00.000Z"],
  ["Europe/Berlin", "2026-11-23T14:05", "2026-11-23T13:05:00.000Z"],
  ["Europe/Berlin", "2026-07-01T08:00", "2026-07-01T06:00:00.000Z"],
  ["Asia/Kolkata", "2026-01-01T00:00", "2025-12-31T18:30:00.000Z"],
])("knows which instant clocks show in %s", (zone, wallTime, instant) => {
  expect(instantOf(wallTime, zone)?.toISOString()).toBe(instant);
});

it.each(["", "2026-11-23", "0202-01-01T10:00"])("takes %j for no time", (text) => {
  expect(instantOf(text, "UTC")).toBeUndefined();
});
