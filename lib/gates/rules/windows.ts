import { Temporal } from "temporal-polyfill";

import { WEEKDAYS, type Weekday } from "@/db/enums";

import type { Window } from "../contract";

/** A stretch of time in milliseconds since 1970; `from` belongs to it, `until` does not. */
export type Interval = { fromMs: number; untilMs: number };

/** Windows in the zone in which their wall clock hangs; what of them lies before `skippedUntil` does not count. */
export type Windows = { timeZone: string; windows: readonly Window[]; skippedUntil?: Date | null };

/**
 * Whether an instant lies inside of one of the windows, and when that changes next: the end of the stretch when it does
 * (windows that touch or overlap count as one), else the beginning of the next one. Null when it never changes again.
 */
export function stateAt(sets: readonly Windows[], at: Date): { isInside: boolean; changesAt: Date | null } {
  const near = look(sets, at.getTime(), WEEKS_NEAR);
  // Windows of every day may touch into one without an end; only then is it worth to look a year ahead.
  const isFar = near.changesAtMs === undefined || near.changesAtMs - at.getTime() > NEAR_MS;
  const { isInside, changesAtMs } = isFar ? look(sets, at.getTime(), WEEKS_FAR) : near;
  const isKnown = changesAtMs !== undefined && changesAtMs - at.getTime() < HORIZON_MS;
  return { isInside, changesAt: isKnown ? new Date(changesAtMs) : null };
}

function look(sets: readonly Windows[], atMs: number, weeksAhead: number) {
  const intervals = mergeIntervals(
    sets.flatMap(({ timeZone, windows, skippedUntil }) =>
      windows
        .flatMap((window) => occurrences(window, timeZone, atMs, weeksAhead))
        .flatMap((stretch) => after(stretch, skippedUntil?.getTime() ?? -Infinity)),
    ),
  );
  const now = intervals.find(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs);
  return {
    isInside: now !== undefined,
    changesAtMs: now?.untilMs ?? intervals.find(({ fromMs }) => fromMs > atMs)?.fromMs,
  };
}

/** What is left of a stretch from an instant on. */
function after({ fromMs, untilMs }: Interval, atMs: number): Interval[] {
  return untilMs > atMs ? [{ fromMs: Math.max(fromMs, atMs), untilMs }] : [];
}

/** In order and without overlaps; what touches is joined. */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const next of intervals.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1);
    if (last && next.fromMs <= last.untilMs) last.untilMs = Math.max(last.untilMs, next.untilMs);
    else merged.push({ ...next });
  }
  return merged;
}

const WEEK_DAYS = 7;
const WEEK_MS = WEEK_DAYS * 86_400_000;
const WEEKS_BEHIND = 2;
const WEEKS_NEAR = 4;
const WEEKS_FAR = 60;
/** What lasts longer than anybody looked ahead has no end that could be told. */
const NEAR_MS = (WEEKS_NEAR - 2) * WEEK_MS;
const HORIZON_MS = (WEEKS_FAR - 3) * WEEK_MS;

/** The occurrences around an instant: enough to the past for one that still lasts, and to the future for the next one. */
function occurrences(window: Window, timeZone: string, atMs: number, weeksAhead: number): Interval[] {
  const today = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).toPlainDate();
  switch (window.kind) {
    case "once":
      return interval(timeZone, dateTime(window.from), dateTime(window.until));
    case "daily":
      return window.days.flatMap((day) => {
        const overnight = window.until <= window.from ? 1 : 0;
        return everyWeek(today, day, weeksAhead).flatMap((date) =>
          interval(timeZone, at(date, window.from), at(date.add({ days: overnight }), window.until)),
        );
      });
    case "weekly": {
      const [from, until] = [weekTime(window.from), weekTime(window.until)];
      const days = (WEEKDAYS.indexOf(until.day) - WEEKDAYS.indexOf(from.day) + WEEK_DAYS) % WEEK_DAYS;
      const length = days === 0 && until.time <= from.time ? WEEK_DAYS : days;
      return everyWeek(today, from.day, weeksAhead).flatMap((date) =>
        interval(timeZone, at(date, from.time), at(date.add({ days: length }), until.time)),
      );
    }
    case "yearly":
      return [-1, 0, 1].flatMap((offset) => {
        const from = yearTime(window.from, today.year + offset);
        const until = yearTime(window.until, today.year + offset);
        const isNextYear = Temporal.PlainDateTime.compare(until, from) <= 0;
        return interval(timeZone, from, isNextYear ? yearTime(window.until, today.year + offset + 1) : until);
      });
  }
}

function everyWeek(today: Temporal.PlainDate, day: Weekday, weeksAhead: number): Temporal.PlainDate[] {
  const first = today.subtract({ days: today.dayOfWeek - 1 - WEEKDAYS.indexOf(day) });
  return Array.from({ length: WEEKS_BEHIND + weeksAhead }, (_, week) =>
    first.add({ days: (week - WEEKS_BEHIND) * WEEK_DAYS }),
  );
}

/** A time that clocks skip is taken as much later, one that they show twice is its first showing. */
function interval(timeZone: string, from: Temporal.PlainDateTime, until: Temporal.PlainDateTime): Interval[] {
  const [fromMs, untilMs] = [from, until].map(
    (wall) => wall.toZonedDateTime(timeZone, { disambiguation: "compatible" }).epochMilliseconds,
  );
  return fromMs !== undefined && untilMs !== undefined && fromMs < untilMs ? [{ fromMs, untilMs }] : [];
}

const dateTime = (text: string) => Temporal.PlainDateTime.from(text.replace(" ", "T"));
const at = (date: Temporal.PlainDate, time: string) => date.toPlainDateTime(Temporal.PlainTime.from(time));

function weekTime(text: string): { day: Weekday; time: string } {
  const [day = "", time = "00:00"] = text.split(" ");
  return { day: WEEKDAYS.find((each) => each === day) ?? "mon", time };
}

/** The 29th of February is the 28th where there is none. */
function yearTime(text: string, year: number): Temporal.PlainDateTime {
  const [date = "", time = "00:00"] = text.split(" ");
  const [month = 1, day = 1] = date.split("-").map(Number);
  return at(Temporal.PlainDate.from({ year, month, day }, { overflow: "constrain" }), time);
}
