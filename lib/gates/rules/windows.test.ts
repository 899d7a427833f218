import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";

import type { Window } from "../contract";
import { mergeIntervals, stateAt } from "./windows";

const berlin = "Europe/Berlin";
const instant = (wall: string, timeZone = berlin) =>
  new Date(Temporal.PlainDateTime.from(wall).toZonedDateTime(timeZone).epochMilliseconds);
const state = (windows: Window[], wall: string, timeZone = berlin, skipped?: string) => {
  const skippedUntil = skipped ? instant(skipped, timeZone) : null;
  const { isInside, changesAt } = stateAt([{ timeZone, windows, skippedUntil }], instant(wall, timeZone));
  const changes = changesAt
    ? Temporal.Instant.fromEpochMilliseconds(changesAt.getTime()).toZonedDateTimeISO(timeZone)
    : null;
  return `${isInside ? "in" : "out"} ${changes ? changes.toPlainDateTime().toString().slice(0, 16) : "for good"}`;
};

const weekend: Window = { kind: "weekly", from: "fri 16:00", until: "mon 08:00" };
const nightly: Window = {
  kind: "daily",
  days: ["mon", "tue", "wed", "thu", "fri"],
  from: "22:00",
  until: "06:00",
};
const holidays: Window = { kind: "yearly", from: "12-20 16:00", until: "01-02 08:00" };
const once: Window = { kind: "once", from: "2026-12-01 12:00", until: "2026-12-01 18:00" };

// 2026-11-27 is a Friday.
describe("a window says whether an instant is inside, and when that changes", () => {
  it.each<[string, Window[], string, string]>([
    ["before the weekend", [weekend], "2026-11-27T15:59", "out 2026-11-27T16:00"],
    ["its first minute is inside", [weekend], "2026-11-27T16:00", "in 2026-11-30T08:00"],
    ["on Sunday", [weekend], "2026-11-29T12:00", "in 2026-11-30T08:00"],
    ["its last minute is outside", [weekend], "2026-11-30T08:00", "out 2026-12-04T16:00"],
    ["the evening of a night", [nightly], "2026-11-26T23:00", "in 2026-11-27T06:00"],
    ["the morning after", [nightly], "2026-11-28T05:00", "in 2026-11-28T06:00"],
    ["a night that is not listed", [nightly], "2026-11-28T23:00", "out 2026-11-30T22:00"],
    ["a future freeze does not block today", [once], "2026-11-27T12:00", "out 2026-12-01T12:00"],
    ["a freeze that is over", [once], "2026-12-01T18:00", "out for good"],
    ["across the turn of the year", [holidays], "2027-01-01T00:00", "in 2027-01-02T08:00"],
    ["after the holidays", [holidays], "2027-01-02T08:00", "out 2027-12-20T16:00"],
    ["windows that touch are one", [weekend, nightly], "2026-11-28T12:00", "in 2026-11-30T08:00"],
    [
      "all day, every day, has no end",
      [
        {
          kind: "daily",
          days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
          from: "00:00",
          until: "00:00",
        },
      ],
      "2026-11-28T12:00",
      "in for good",
    ],
    [
      "the whole week from Monday on",
      [{ kind: "weekly", from: "mon 00:00", until: "mon 00:00" }],
      "2026-11-28T12:00",
      "in for good",
    ],
    [
      "three months at once",
      [{ kind: "once", from: "2026-11-01 00:00", until: "2027-02-01 00:00" }],
      "2026-11-28T12:00",
      "in 2027-02-01T00:00",
    ],
    [
      "the 29th of February in a common year",
      [{ kind: "yearly", from: "02-29", until: "03-01" }],
      "2027-02-28T12:00",
      "in 2027-03-01T00:00",
    ],
    ["no window at all", [], "2026-11-28T12:00", "out for good"],
  ])("%s", (_, windows, wall, expected) => expect(state(windows, wall)).toBe(expected));
});

describe("clocks that change", () => {
  it("keeps a weekend a weekend: it is an hour shorter in March and longer in October", () => {
    const hours = (wall: string) => {
      const { changesAt } = stateAt([{ timeZone: berlin, windows: [weekend] }], instant(wall));
      return ((changesAt?.getTime() ?? 0) - instant(wall).getTime()) / 3_600_000;
    };
    expect(hours("2026-03-27T16:00")).toBe(63);
    expect(hours("2026-10-23T16:00")).toBe(65);
    expect(hours("2026-11-27T16:00")).toBe(64);
  });

  it("moves the start that clocks skip to just after, and drops a window that they skip whole", () => {
    const skipped: Window = { kind: "once", from: "2026-03-29 02:15", until: "2026-03-29 05:00" };
    expect(state([skipped], "2026-03-29T03:10")).toBe("out 2026-03-29T03:15");
    const gone: Window = { kind: "once", from: "2026-03-29 02:15", until: "2026-03-29 02:15" };
    expect(state([gone], "2026-03-29T01:00")).toBe("out for good");
  });

  it("takes an hour that comes twice at its first showing", () => {
    const twice: Window = { kind: "once", from: "2026-10-25 02:30", until: "2026-10-25 04:00" };
    const first = new Date("2026-10-25T00:30:00Z");
    expect(stateAt([{ timeZone: berlin, windows: [twice] }], first).isInside).toBe(true);
  });

  it("reads each set of windows in its own zone", () => {
    const day: Window = { kind: "once", from: "2026-12-24 00:00", until: "2026-12-25 00:00" };
    const at = new Date("2026-12-24T23:30:00Z");
    expect(stateAt([{ timeZone: berlin, windows: [day] }], at).isInside).toBe(false);
    expect(stateAt([{ timeZone: "America/New_York", windows: [day] }], at).isInside).toBe(true);
    expect(stateAt([{ timeZone: "Pacific/Kiritimati", windows: [day] }], at).isInside).toBe(false);
  });
});

// Weekends are an hour shorter in March and an hour longer in October; skipped is the one that was in force.
describe("a time that is skipped does not count, and the next one does", () => {
  const daily: Window = { ...nightly, days: ["sat", "sun"], from: "00:00", until: "00:00" };
  it.each<[string, Window, string, string, string]>([
    ["at once", weekend, "2026-11-30T08:00", "2026-11-27T18:00", "out 2026-12-04T16:00"],
    ["to its last minute", weekend, "2026-11-30T08:00", "2026-11-30T07:59", "out 2026-12-04T16:00"],
    ["not the next time", weekend, "2026-11-30T08:00", "2026-12-04T16:00", "in 2026-12-07T08:00"],
    ["in March", weekend, "2026-03-30T08:00", "2026-03-29T03:30", "out 2026-04-03T16:00"],
    ["after March", weekend, "2026-03-30T08:00", "2026-04-03T16:00", "in 2026-04-06T08:00"],
    ["in October", weekend, "2026-10-26T08:00", "2026-10-26T07:59", "out 2026-10-30T16:00"],
    [
      "before October, and the long weekend holds",
      weekend,
      "2026-10-19T08:00",
      "2026-10-24T12:00",
      "in 2026-10-26T08:00",
    ],
    ["a night of many", nightly, "2026-11-27T06:00", "2026-11-27T05:00", "out 2026-11-27T22:00"],
    [
      "two days that touch are one time",
      daily,
      "2026-11-30T00:00",
      "2026-11-28T12:00",
      "out 2026-12-05T00:00",
    ],
    ["once a year", holidays, "2027-01-02T08:00", "2026-12-24T12:00", "out 2027-12-20T16:00"],
    ["a part of it", weekend, "2026-11-28T12:00", "2026-11-28T11:00", "out 2026-11-28T12:00"],
  ])("%s", (_, window, skippedUntil, wall, expected) =>
    expect(state([window], wall, berlin, skippedUntil)).toBe(expected),
  );

  it("is the exception of one freeze: another one at the same time goes on", () => {
    const set = { timeZone: berlin, windows: [weekend] };
    const skipped = { ...set, skippedUntil: instant("2026-11-30T08:00") };
    expect(stateAt([skipped, set], instant("2026-11-28T12:00")).isInside).toBe(true);
  });
});

it("joins intervals that overlap or touch", () => {
  const intervals = [
    { fromMs: 50, untilMs: 60 },
    { fromMs: 0, untilMs: 10 },
    { fromMs: 10, untilMs: 20 },
    { fromMs: 22, untilMs: 30 },
  ];
  expect(mergeIntervals(intervals)).toEqual([
    { fromMs: 0, untilMs: 20 },
    { fromMs: 22, untilMs: 30 },
    { fromMs: 50, untilMs: 60 },
  ]);
});
