import { Cron } from "croner";
import { Temporal } from "temporal-polyfill";

import type { CronSchedule } from "../contract";
import { isOnCalendar } from "./calendar";

const MOST_READ = 2_000;
const TEN_YEARS_MS = 10 * 366 * 86_400_000;
/** With what it said last: from that instant until then it says the same. */
type Read = { cron: Cron; afterMs: number; dueMs: number };
/** Reading and asking expressions is dear, and many check-ins are about few. Null for what cannot be read, or never comes. */
const read = new Map<string, Read | null>();

/**
 * When a task is due next after an instant. Undefined for a schedule that cannot be read, that never comes, or whose
 * time zone nobody knows.
 */
export function nextDue(schedule: CronSchedule, timeZone: string, afterMs: number): number | undefined {
  try {
    const due =
      schedule.type === "crontab"
        ? afterCrontab(schedule.value, timeZone, afterMs)
        : afterInterval(schedule, timeZone, afterMs);
    return due !== undefined && due - afterMs <= TEN_YEARS_MS ? due : undefined;
  } catch (error) {
    // What Temporal and croner throw for a zone or a span that makes no sense.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function afterCrontab(expression: string, timeZone: string, afterMs: number): number | undefined {
  const key = `${timeZone} ${expression}`;
  const known = read.get(key);
  if (known === null) return undefined;
  if (known && known.afterMs <= afterMs && afterMs < known.dueMs) return known.dueMs;
  const cron = known?.cron ?? cronFrom(expression.trim(), timeZone);
  const dueMs = cron?.nextRun(new Date(afterMs))?.getTime();
  if (!known && read.size >= MOST_READ) read.clear();
  read.set(key, cron && dueMs !== undefined ? { cron, afterMs, dueMs } : null);
  return dueMs;
}

/** Five fields or a name such as `@daily`: croner would also take seconds, dates of a single time, and signs of its own. */
const CRONTAB = /^(@\w+|[^\s+]+(\s+[^\s+]+){4})$/;

function cronFrom(expression: string, timezone: string): Cron | null {
  // A day that there is in no year takes long to look for, and whoever has the key of a service can ask for many.
  if (!CRONTAB.test(expression) || !isOnCalendar(expression)) return null;
  try {
    return new Cron(expression, { paused: true, timezone, mode: "5-part" });
  } catch {
    return null;
  }
}

const afterInterval = (
  { value, unit }: Extract<CronSchedule, { type: "interval" }>,
  timeZone: string,
  afterMs: number,
): number =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(afterMs))
    .toZonedDateTimeISO(timeZone)
    .add({ [`${unit}s`]: value }).epochMilliseconds;
