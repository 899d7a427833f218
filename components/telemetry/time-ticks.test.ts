import { expect, it } from "vitest";

import { tickName, ticksOf } from "./time-ticks";

const span = (from: string, to: string) => [Date.parse(from), Date.parse(to)] as const;

it("ticks are round times of the viewer's zone", () => {
  const day = span("2026-11-26T12:15:00Z", "2026-11-27T12:15:00Z");
  const names = (zone: string) => ticksOf("24h", day, zone).map(tickName("24h", zone));
  expect(names("UTC")).toEqual(["16:00", "20:00", "00:00", "04:00", "08:00", "12:00"]);
  expect(names("Asia/Kolkata")).toEqual(["20:00", "00:00", "04:00", "08:00", "12:00", "16:00"]);
});

it("days begin at midnight, also where the clocks change", () => {
  const week = span("2026-10-22T10:00:00Z", "2026-10-29T10:00:00Z");
  const names = ticksOf("7d", week, "Europe/Berlin").map(tickName("7d", "Europe/Berlin"));
  expect(names).toEqual(["Fri 23", "Sat 24", "Sun 25", "Mon 26", "Tue 27", "Wed 28", "Thu 29"]);
});

it("an hour has a tick every ten minutes", () => {
  expect(ticksOf("1h", span("2026-11-27T12:01:00Z", "2026-11-27T13:01:00Z"), "UTC")).toHaveLength(6);
});
